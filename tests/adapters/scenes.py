"""What admins and others do with budgets, the desk, personas and what is kept, on any platform."""

import csv
import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from bot.core import Bot
from bot.messages import Person
from tests.adapters.hall import Hall
from tests.bot.talking import rows
from tests.doubles.openai import Reply, Status, Usage

Scene = Callable[[Hall], Awaitable[None]]
FORBIDDEN = "You may not do this here"
HORRIBLE = "horrible"
"""What the moderation model of the stand-in takes for harassment."""

_OPERATOR = Person("1", "Operator", admin=True)


async def _set(hall: Hall, name: str, value: object) -> None:
    async def change(bot: Bot) -> None:
        await bot._parts.settings.change(hall.place, name, value, scope="server", person=_OPERATOR)

    await hall.does(change)


async def _spent(hall: Hall) -> int:
    async def total(bot: Bot) -> int:
        found = await bot._parts.ledger.total(server=hall.place.server_key)
        return found.usage.input + found.usage.output

    return await hall.does(total)


def _uses(hall: Hall, tokens: int) -> None:
    hall.api.say(Reply(f"That took {tokens}.", usage=Usage(tokens - 10, 10)))


async def _asks(hall: Hall, who: object, tokens: int) -> str:
    _uses(hall, tokens)
    await hall.say(who, "Is it so?")
    return await hall.shows(who, f"That took {tokens}.")


async def a_person_is_warned_and_then_told_when_it_goes_on(hall: Hall) -> None:
    sam, boss, other = [await hall.somebody(admin=admin) for admin in (False, True, False)]
    line = f"10000 tokens a day for person {hall.id(sam)}"
    assert FORBIDDEN in await hall.answers(sam, f"/settings server budget {line}")
    assert "is now 1 entry" in await hall.answers(boss, f"/settings server budget {line}")

    assert "of your 10,000 tokens" not in await _asks(hall, sam, 7_000)
    await _asks(hall, sam, 1_200)
    await hall.shows(sam, "You have used 82 % of your 10,000 tokens of today")
    _uses(hall, 1_800)
    await hall.say(sam, "Is it so?")
    await hall.shows(sam, "That took 1800.")
    await hall.say(sam, "And now?")
    await hall.shows(sam, "You have used your 10,000 tokens of today; from 00:00 UTC you can go on")
    await _asks(hall, other, 5_000)
    left = await hall.answers(sam, "/usage")
    assert "10,000 of 10,000 tokens used" in left


async def what_a_channel_spends_is_told_to_admins_once_and_ends(hall: Hall) -> None:
    sam, boss, other = [await hall.somebody(admin=admin) for admin in (False, True, False)]
    admins = await hall.desk(boss)
    await _set(hall, "admin_channel", hall.id(admins))
    await _set(hall, "budget", (f"10000 tokens a day for channel {hall.id(hall.room)}",))

    await _asks(hall, sam, 8_100)
    await hall.shows(boss, "This channel has used 81 % of its 10,000 tokens of today", admins)
    await _asks(hall, other, 1_900)
    await hall.say(sam, "And now?")
    await hall.shows(sam, "This channel has used its 10,000 tokens of today; from 00:00 UTC it can")
    await hall.does(lambda bot: bot._parts.announcer.settled())
    assert hall.sees(boss, admins).text.count("This channel has used") == 1


async def what_the_server_spends_is_told_to_admins_once_and_ends(hall: Hall) -> None:
    sam, boss = await hall.somebody(), await hall.somebody(admin=True)
    admins = await hall.desk(boss)
    await _set(hall, "admin_channel", hall.id(admins))
    whole = 10 * await _spent(hall) + 100_000
    await _set(hall, "budget", (f"{whole} tokens a month for the server",))

    await _asks(hall, sam, int(0.85 * whole) - await _spent(hall))
    await hall.shows(boss, "This server has used 85 % of its", admins)
    await _asks(hall, sam, whole - await _spent(hall))
    await hall.say(boss, "And now?")
    await hall.shows(boss, "This server has used its")
    assert "of this month; from 1 " in hall.sees(boss).text
    await hall.does(lambda bot: bot._parts.announcer.settled())
    assert hall.sees(boss, admins).text.count("This server has used") == 1


async def usage_of_all_is_for_admins_as_table_chart_and_file(hall: Hall) -> None:
    sam, boss = await hall.somebody(), await hall.somebody(admin=True)
    await _asks(hall, sam, 4_321)

    assert FORBIDDEN in await hall.answers(sam, "/usage server")
    assert "4,3" in await hall.answers(sam, "/usage")
    assert "4,3" in await hall.answers(boss, "/usage server today channel")
    await hall.offers(boss, "Chart")
    await hall.press(sam, "Chart", hall.room, of=boss)
    await hall.shows(sam, "You may not do this")
    await hall.say(boss, "/usage server today person chart")
    assert (await hall.file(boss, ".png")).startswith(b"\x89PNG")
    await hall.say(boss, "/usage server today csv")
    table = (await hall.file(boss, ".csv")).decode("utf-8-sig")
    assert next(line["tokens in"] for line in csv.DictReader(io.StringIO(table))) == "4311"


async def an_item_is_decided_with_old_buttons_by_who_may(hall: Hall) -> None:
    sam, boss = await hall.somebody(), await hall.somebody(admin=True)
    desk = await hall.desk(boss, sam)
    await _set(hall, "desk_channel", hall.id(desk))
    await _set(hall, "auto_moderation", value=True)
    await _set(hall, "blocked_words", ("kumquat",))
    await _set(hall, "auto_rules", "note")
    await hall.chat(sam, "I like kumquat jam")
    await hall.offers(boss, "False alarm", desk)
    assert "I like kumquat jam" in hall.sees(boss, desk).text
    await hall.does(lambda bot: bot._parts.office.posting.idle())
    await hall.restart()

    await hall.press(sam, "False alarm", desk, of=boss)
    await hall.shows(sam, FORBIDDEN, desk)
    await hall.press(boss, "False alarm", desk, of=boss)
    await hall.shows(boss, "**False alarm** by Boss", desk)
    await hall.offers(boss, "Add to the allow list", desk)
    await hall.press(sam, "Add to the allow list", desk, of=boss)
    await hall.shows(sam, FORBIDDEN, desk, times=2)
    await hall.press(boss, "Add to the allow list", desk, of=boss)
    await hall.shows(boss, "is on the allow list", desk)
    tried = await hall.answers(boss, "/moderation test I like kumquat jam")
    assert "it passes" in tried


async def an_appeal_is_decided_once_and_the_decision_told_back(hall: Hall) -> None:
    sam, boss, other = [await hall.somebody(admin=admin) for admin in (False, True, False)]
    desk = await hall.desk(boss)
    await _set(hall, "desk_channel", hall.id(desk))
    await hall.say(sam, f"you are {HORRIBLE}")
    await hall.shows(sam, "I did not answer: your message contains what looks like harassment")
    await hall.offers(sam, "Appeal")

    await hall.press(other, "Appeal", hall.room, of=sam)
    await hall.shows(other, "You may not do this")
    await hall.press(sam, "Appeal", hall.room, of=sam)
    await hall.offers(boss, "Keep the decision", desk)
    assert "Its author appeals." in hall.sees(boss, desk).text
    await hall.press(boss, "Keep the decision", desk, of=boss)
    await hall.shows(sam, "the decision stays", hall.direct(sam))
    assert "Nothing was decided about you" in await hall.answers(sam, "/appeal")


async def rules_are_tried_and_the_log_is_read_by_admins_alone(hall: Hall) -> None:
    sam, boss = await hall.somebody(), await hall.somebody(admin=True)
    await hall.say(sam, f"you are {HORRIBLE}")
    await hall.shows(sam, "I did not answer")

    for words in ("test hello", "log", "simulate", "items", "overview"):
        assert FORBIDDEN in await hall.answers(sam, f"/moderation {words}")
    tried = await hall.answers(boss, f"/moderation test you are {HORRIBLE}")
    assert "it is refused, because of harassment 0.91" in tried
    assert "harassment" in await hall.answers(boss, "/moderation log category=harassment")
    await hall.say(boss, "/moderation log category=harassment csv")
    log = (await hall.file(boss, ".csv")).decode("utf-8-sig")
    found = list(csv.DictReader(io.StringIO(log)))
    assert {line["categories"] for line in found} == {"harassment"}
    assert "milder" in await hall.answers(boss, "/moderation simulate thresholds=harassment=0.99")
    assert "you are" not in log


async def who_opts_out_is_answered_and_not_kept(hall: Hall) -> None:
    sam = await hall.somebody()
    kept = f"SELECT count(*) FROM turns WHERE person_id = '{hall.id(sam)}'"
    await hall.answers(sam, "/privacy opt-out")
    await _asks(hall, sam, 111)
    await hall.does(lambda bot: bot._parts.announcer.settled())
    assert rows(hall.folder, kept) == [(0,)]
    await hall.answers(sam, "/privacy opt-in")
    await _asks(hall, sam, 222)
    await hall.until(lambda: rows(hall.folder, kept) == [(1,)])


async def a_person_has_what_is_kept_of_them_and_deletes_it(hall: Hall) -> None:
    sam, other = await hall.somebody(), await hall.somebody()
    await hall.say(sam, "My word is xylophone-1.")
    await hall.say(other, "My word is xylophone-2.")
    mine = "SELECT count(*) FROM turns WHERE question LIKE '%xylophone-1%'"
    all_ = "SELECT count(*) FROM turns WHERE question LIKE '%xylophone-_.%'"
    await hall.until(lambda: rows(hall.folder, all_) == [(2,)])

    await hall.say(sam, "/export me")
    with zipfile.ZipFile(io.BytesIO(await hall.file(sam, ".zip"))) as archive:
        data, text = archive.read("data.json").decode(), archive.read("conversations.md").decode()
    assert "xylophone-1" in json.loads(data)["turns"][0]["question"]
    assert "xylophone-1" in text
    assert "xylophone-2" not in data + text
    await hall.say(sam, "/forget me")
    await hall.offers(sam, "Delete it all")
    await hall.press(other, "Delete it all", hall.room, of=sam)
    await hall.shows(other, "You may not do this")
    assert rows(hall.folder, mine) == [(1,)]


async def what_is_kept_of_a_person_is_deleted_at_their_word(hall: Hall) -> None:
    sam, other = await hall.somebody(), await hall.somebody()
    await hall.say(sam, "My word is glockenspiel-1.")
    await hall.say(other, "My word is glockenspiel-2.")
    all_ = "SELECT question FROM turns WHERE question LIKE '%glockenspiel%'"
    await hall.until(lambda: len(rows(hall.folder, all_)) == 2)
    await hall.say(sam, "/forget me")
    await hall.offers(sam, "Delete it all")
    await hall.press(sam, "Delete it all", hall.room, of=sam)
    await hall.shows(sam, "Forgotten: 1 question")
    ((left,),) = rows(hall.folder, all_)
    assert "glockenspiel-2" in left
    assert not _files_hold(hall, "glockenspiel-1")


async def what_is_too_old_goes_from_the_file(hall: Hall) -> None:
    sam, boss = await hall.somebody(), await hall.somebody(admin=True)
    assert FORBIDDEN in await hall.answers(sam, "/settings retention_days 7")
    await hall.answers(boss, "/settings retention_days 7")
    await hall.say(sam, "My word is marimba-1.")
    await hall.until(lambda: _files_hold(hall, "marimba-1"))

    async def swept(days: float) -> None:
        now = datetime.now(UTC) + timedelta(days=days)
        await hall.does(lambda bot: bot._parts.retention.sweep(now))

    await swept(6)
    assert _files_hold(hall, "marimba-1")
    await swept(8)
    assert not _files_hold(hall, "marimba-1")
    await hall.answers(boss, "/settings retention_days reset")


async def a_server_is_handed_out_and_erased_by_its_admins_alone(hall: Hall) -> None:
    sam, boss = await hall.somebody(), await hall.somebody(admin=True)
    await hall.say(sam, "My word is celesta-1.")
    await hall.until(lambda: _files_hold(hall, "celesta-1"))
    assert FORBIDDEN in await hall.answers(sam, "/export server")
    assert FORBIDDEN in await hall.answers(sam, "/forget server")

    await hall.say(boss, "/export server")
    with zipfile.ZipFile(io.BytesIO(await hall.file(boss, ".zip"))) as archive:
        assert "celesta-1" in archive.read("conversations.md").decode()
    await hall.say(boss, "/forget server")
    await hall.offers(boss, "Delete it all")
    await hall.press(boss, "Delete it all", hall.room, of=boss)
    await hall.shows(boss, "everything else of this server")
    assert not _files_hold(hall, "celesta-1")


async def the_button_that_erases_a_server_is_nobody_elses(hall: Hall) -> None:
    sam, boss = await hall.somebody(), await hall.somebody(admin=True)
    await hall.say(sam, "My word is harpsichord-1.")
    await hall.until(lambda: _files_hold(hall, "harpsichord-1"))
    await hall.say(boss, "/forget server")
    await hall.offers(boss, "Delete it all")
    await hall.press(sam, "Delete it all", hall.room, of=boss)
    await hall.shows(sam, "You may not do this")
    assert _files_hold(hall, "harpsichord-1")


async def an_old_button_does_nothing_for_who_is_no_admin_any_more(hall: Hall) -> None:
    sam, boss = await hall.somebody(), await hall.somebody(admin=True)
    desk = await hall.desk(boss)
    await _set(hall, "desk_channel", hall.id(desk))
    await _set(hall, "auto_moderation", value=True)
    await hall.chat(sam, f"you are {HORRIBLE}")
    await hall.offers(boss, "Approve", desk)
    await hall.say(boss, "My word is dulcimer-1.")
    await hall.until(lambda: _files_hold(hall, "dulcimer-1"))
    await hall.say(boss, "/forget server")
    await hall.offers(boss, "Delete it all")

    await hall.demote(boss)
    await hall.press(boss, "Delete it all", hall.room, of=boss)
    await hall.shows(boss, FORBIDDEN)
    assert _files_hold(hall, "dulcimer-1")
    await hall.press(boss, "Approve", desk, of=boss)
    await hall.shows(boss, FORBIDDEN, desk)
    assert "Approve" in hall.sees(boss, desk).buttons


async def a_persona_has_versions_and_a_preview(hall: Hall) -> None:
    sam, boss = await hall.somebody(), await hall.somebody(admin=True)
    for words in ("bard prompt=Sing.", "teacher", "bard remove", "off"):
        assert FORBIDDEN in await hall.answers(sam, f"/persona {words}")
    assert "version 1" in await hall.answers(boss, "/persona bard prompt=You sing in {language}.")
    assert "version 2" in await hall.answers(boss, "/persona bard prompt=You hum on {server}.")
    await hall.say(boss, "/persona bard preview")
    await hall.shows(boss, "You hum on ")
    assert "- 2:" in await hall.answers(boss, "/persona bard versions")
    assert "as version 3" in await hall.answers(boss, "/persona bard restore version=1")
    await hall.answers(boss, "/persona bard")
    await _asks(hall, sam, 333)
    asked = hall.api.record.of("chat")[-1].question
    assert asked is not None
    assert "You sing in " in str(asked.turns)
    await hall.answers(boss, "/persona off")


async def admins_are_told_of_errors_and_of_a_model_that_ends_once(hall: Hall) -> None:
    sam, boss = await hall.somebody(), await hall.somebody(admin=True)
    admins = await hall.desk(boss)
    await _set(hall, "admin_channel", hall.id(admins))
    await _set(hall, "error_alarm", 2)
    for times in (1, 2, 3):
        hall.api.fail(Status(401), on="chat")
        await hall.say(sam, "Is it so?")
        await hall.shows(sam, "key", times=times)
    await hall.shows(boss, "2 answers failed here within an hour", admins)
    await hall.answers(boss, "/model ending")
    for tokens in (444, 555):
        await _asks(hall, sam, tokens)
    await hall.shows(boss, "The model ending, which answers here, will be shut down on", admins)
    await hall.does(lambda bot: bot._parts.announcer.settled())
    told = hall.sees(boss, admins).text
    assert told.count("within an hour") == 1
    assert told.count("will be shut down") == 1
    await hall.answers(boss, "/model reset")


async def played(hall: Hall, scene: Scene) -> None:
    """Play a scene where nothing is left of those before."""
    await hall.enter()
    await _set(hall, "budget", ())
    await scene(hall)


def _files_hold(hall: Hall, words: str) -> bool:
    """Whether the words are anywhere in the files of the database."""
    found = [path for path in hall.folder.glob("causerie.db*") if path.is_file()]
    return any(words.encode() in path.read_bytes() for path in found)


SCENES: tuple[Scene, ...] = (
    a_person_is_warned_and_then_told_when_it_goes_on,
    what_a_channel_spends_is_told_to_admins_once_and_ends,
    what_the_server_spends_is_told_to_admins_once_and_ends,
    usage_of_all_is_for_admins_as_table_chart_and_file,
    an_item_is_decided_with_old_buttons_by_who_may,
    an_appeal_is_decided_once_and_the_decision_told_back,
    rules_are_tried_and_the_log_is_read_by_admins_alone,
    who_opts_out_is_answered_and_not_kept,
    a_person_has_what_is_kept_of_them_and_deletes_it,
    what_is_kept_of_a_person_is_deleted_at_their_word,
    what_is_too_old_goes_from_the_file,
    a_server_is_handed_out_and_erased_by_its_admins_alone,
    the_button_that_erases_a_server_is_nobody_elses,
    an_old_button_does_nothing_for_who_is_no_admin_any_more,
    a_persona_has_versions_and_a_preview,
    admins_are_told_of_errors_and_of_a_model_that_ends_once,
)
