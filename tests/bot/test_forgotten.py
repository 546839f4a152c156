"""`/forget me` reaches every place where a person's words can be: files, windows, all of memory.

One marker goes in by every path there is. Afterwards it is looked for in every byte of the database
and of the folders beside it, and in everything that the running bot can still reach.
"""

import asyncio
import gc
import io
import json
import types
import zipfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.config import ModelCard, places
from bot.core import Bot
from bot.messages import Attachment, Choice, Choices, Event, File, Outcome, Person, Place, Quote
from tests.bot.sound.recording import recorded, speaking
from tests.bot.talking import BOB, PLACE, end, events, message, opened, rows
from tests.doubles.openai import OpenAIDouble, Question, Reply
from tests.doubles.openai import Status as Failing
from tests.fakes.channels import FakeChannels

MARK = "xylophone4711"
ANN = Person("31", "Ann")
MOD = Person("32", "Mod", admin=True)
ROOM = replace(PLACE, channel="room")
DESK = replace(PLACE, channel="desk")
EN, DE = (replace(PLACE, channel=name) for name in ("english", "deutsch"))
# What is not the bot's: the stand-ins, and the loop, by which everything reaches everything.
_FOREIGN = (
    types.ModuleType,
    types.CodeType,
    type,
    asyncio.AbstractEventLoop,
    FakeChannels,
    OpenAIDouble,
)


@dataclass
class Scene:
    bot: Bot
    api: OpenAIDouble
    channels: FakeChannels
    folder: Path

    async def asks(self, text: str, **changes: Any) -> list[Event]:
        given = {"person": ANN, "place": ROOM, "direct": False, **changes}
        return await events(self.bot, message(text, **given))

    async def orders(self, command: str, person: Person = ANN, **options: Any) -> list[Event]:
        return await self.asks("", person=person, command=command, options=options)

    async def sets(self, name: str, value: str) -> None:
        seen = await self.orders("settings", MOD, name=name, value=value)
        assert end(seen).outcome is Outcome.ANSWERED

    async def presses(self, offered: Choices, person: Person, number: int = 0) -> list[Event]:
        assert offered.id is not None
        pressed = await self.bot.pick(
            offered.id,
            number,
            message_id=f"press-{offered.id}",
            place=ROOM,
            person=person,
            direct=False,
        )
        return await events(self.bot, pressed)

    async def forgets(self) -> None:
        (sure,) = [one for one in await self.orders("forget", me=True) if isinstance(one, Choices)]
        assert end(await self.presses(sure, ANN)).outcome is Outcome.ANSWERED
        await self.settles()

    async def settles(self) -> None:
        parts = self.bot._parts
        await parts.folder.settled()
        await parts.office.posting.idle()
        for listener in parts.listeners:
            for wait in ("settled", "idle"):
                if hasattr(listener, wait):
                    await getattr(listener, wait)()

    def on_disk(self) -> list[str]:
        """Where the marker stands in a file."""
        found = [*self.folder.rglob("*"), *places.data().rglob("*")]
        files = [path for path in found if path.is_file()]
        return [path.name for path in files if MARK.encode() in path.read_bytes()]

    def in_memory(self) -> list[str]:
        """What the bot can still reach that has the marker in it."""
        gc.collect()
        return [path for path, one in _reached(self.bot) if _has_it(one)]


def _has_it(one: object) -> bool:
    if isinstance(one, bytes | bytearray):
        return MARK.encode() in one
    return isinstance(one, str) and MARK in one


def _reached(root: object) -> Iterator[tuple[str, object]]:
    """Everything that is reached from there, and by which way."""
    seen, left = {id(root)}, [("", root)]
    while left:
        path, one = left.pop()
        yield path, one
        # A function reaches its module by its globals, and so the whole program.
        closed = getattr(one, "__closure__", None)
        others = [closed] if isinstance(one, types.FunctionType) else gc.get_referents(one)
        for other in others:
            if id(other) not in seen and not isinstance(other, _FOREIGN):
                seen.add(id(other))
                left.append((f"{path}/{type(other).__name__}"[-400:], other))


def file(name: str, data: bytes, media_type: str) -> Attachment:
    async def read() -> bytes:
        return data

    return Attachment(name, media_type, len(data), f"test:{name}", read)


@pytest.fixture(name="scene")
async def _scene(tmp_path: Path) -> AsyncIterator[Scene]:
    table = {
        "chatty": ModelCard(temperature=True),
        "gpt-transcribe": {"hears": {"language": "languages"}},
    }
    async with (
        OpenAIDouble(lenient=True) as api,
        opened(tmp_path, api, models={"table": table}) as bot,
    ):
        channels = FakeChannels()
        channels.names = {one: one.channel for one in (ROOM, DESK, EN, DE)}
        bot.attach("test", channels)
        api.speak(_echo)
        yield Scene(bot, api, channels, tmp_path)


def _echo(question: Question) -> Reply:
    """An answer that repeats what it was asked."""
    return Reply(f"You said {MARK}." if MARK in str(question.turns) else "Good.")


async def test_nothing_of_a_person_is_left_when_they_say_so(scene: Scene) -> None:
    await scene.sets("screening_log_text", "on")
    await scene.sets("desk_channel", "desk")
    scene.api.moderation.flag("horrible", category="harassment", score=0.91)

    # Said, spoken, and brought along; kept under words of the program's own as well.
    await scene.asks(f"My instrument is a {MARK}.")
    text = file(f"{MARK}.txt", f"All about the {MARK}.".encode(), "text/plain")
    await scene.asks("What does it say?", attachments=(text,))
    sound = recorded(speaking(1), codec="libopus", container="ogg", rate=48_000)
    scene.api.stenographer.add(f"I play the {MARK}.", f"I play the {MARK}.")
    await scene.asks("", attachments=(file("voice.ogg", sound, "audio/ogg"),))
    for command, options in {
        "translate": {"text": f"My {MARK}", "to": "German"},
        "rewrite": {"text": f"My {MARK}", "style": "formal"},
        "ask": {"question": f"What is a {MARK}?"},
        "draft": {"about": f"a letter about a {MARK}"},
        "classify": {"text": MARK, "labels": f"good, {MARK}"},
    }.items():
        await scene.orders(command, **_known(scene.bot, command, options))
    (answer,) = rows(scene.folder, "SELECT max(id) FROM turns")[0]
    await scene.bot.feedback(answer, ANN, good=True)

    # Answered to by somebody else, whose question then has it too; once more as a question that
    # fails, and one whose brackets do not end where they seem to.
    for said in (f"The {MARK} is loud.", f"See [1]: the {MARK}]\n\nis loud."):
        quote = Quote(ANN.name, said, id="77", author_id=ANN.id)
        await scene.asks("Is that so?", person=BOB, quotes=(quote,))
    scene.api.fail(Failing(500), Failing(500), Failing(500), Failing(500))
    await scene.asks("And now?", person=BOB, quotes=(quote,))
    scene.api.fail(Failing(500), Failing(500), Failing(500), Failing(500))
    await scene.asks(f"Is my {MARK} broken?")

    # Refused, appealed with a reason, and decided.
    refused = await scene.asks(f"The {MARK} is horrible.")
    assert end(refused).outcome is Outcome.REFUSED
    await scene.orders("appeal", reason=f"My {MARK} is fine.")
    await scene.settles()
    (shown,) = scene.channels.posts[DESK].values()
    assert shown.choices is not None
    assert MARK in shown.text
    labels = [choice.label for choice in shown.choices.choices]
    await scene.presses(shown.choices, MOD, labels.index("Keep the decision"))

    # Tied channels: the copy is the platform's, the translation is kept for the next time.
    await scene.orders("link", MOD, channel="english", other="deutsch")
    await scene.bot.hear(message(f"Hello {MARK}", person=ANN, place=EN, direct=False))
    await scene.settles()
    assert scene.channels.posts[DE]

    assert scene.on_disk()
    assert scene.in_memory()
    await scene.forgets()

    assert scene.on_disk() == []
    assert scene.in_memory() == []
    (shown,) = scene.channels.posts[DESK].values()
    assert MARK not in shown.text
    assert rows(scene.folder, "SELECT count(*) FROM turns WHERE person_id = '31'") == [(0,)]


def _known(bot: Bot, command: str, options: dict[str, str]) -> dict[str, Any]:
    known = {option.name for option in bot.commands[command].options}
    return {name: value for name, value in options.items() if name in known}


async def test_what_somebody_wrote_for_a_server_stays_with_it(scene: Scene) -> None:
    await scene.orders("glossary", MOD, action="add", term=MARK, translation="Xylofon", to="de")
    await scene.orders("persona", MOD, name="player", prompt=f"You play the {MARK}.")
    (sure,) = [
        one for one in await scene.orders("forget", MOD, me=True) if isinstance(one, Choices)
    ]
    told = str(await scene.presses(sure, MOD))
    assert "its settings, glossary and personas, stays with it" in told
    assert rows(scene.folder, "SELECT count(*) FROM personas") == [(1,)]
    assert rows(scene.folder, "SELECT count(*) FROM glossary") == [(1,)]


async def test_others_keep_what_has_nothing_to_do_with_it(scene: Scene) -> None:
    await scene.asks("My dog is Rex.", person=BOB)
    quote = Quote("Annabel", "The dog is loud.", id="78", author_id="99")
    await scene.asks("Is that so?", person=BOB, quotes=(quote,))
    await scene.asks("hello")
    await scene.forgets()
    kept = rows(scene.folder, "SELECT person_id FROM turns")
    assert kept == [(BOB.id,), (BOB.id,)]


async def test_a_button_keeps_no_more_of_a_message_than_pressing_it_sends(scene: Scene) -> None:
    await scene.asks("", command="forget", options={"me": True}, quotes=())
    await scene.asks(f"{MARK} horrible")
    packed = rows(scene.folder, "SELECT message FROM offers")
    assert packed
    assert MARK not in str(packed)


async def test_buttons_go_with_the_message_that_they_are_about(scene: Scene) -> None:
    asked = message(MARK, person=ANN, place=ROOM, direct=False)
    choices = Choices("Again?", (Choice("Again", command="image", options={"prompt": MARK}),))
    await scene.bot._parts.offering.put(choices, asked)
    assert scene.on_disk()
    await scene.bot.delete(ROOM, [asked.id])
    assert scene.on_disk() == []
    assert rows(scene.folder, "SELECT count(*) FROM offers") == [(0,)]

    await scene.bot._parts.offering.put(choices, replace(asked, id="another"))
    await scene.bot.erase(ROOM)
    assert scene.on_disk() == []


async def test_a_deleted_message_is_nowhere_in_the_files(scene: Scene) -> None:
    asked = message(f"My {MARK}", person=ANN, place=ROOM, direct=False)
    await events(scene.bot, asked)
    assert scene.on_disk()
    await scene.bot.delete(ROOM, [asked.id])
    await scene.settles()
    assert scene.on_disk() == []


async def test_forgetting_a_conversation_takes_its_buttons_along(scene: Scene) -> None:
    choices = Choices("Again?", (Choice("Again", command="image", options={"prompt": MARK}),))
    mine = Choices("", choices.choices, for_all=True)
    await scene.bot._parts.offering.put(choices, message("", person=ANN, place=ROOM))
    await scene.bot._parts.offering.put(mine, message("", person=ANN, place=ROOM))
    await scene.orders("forget", MOD)
    assert rows(scene.folder, "SELECT for_all FROM offers") == [(1,)]


async def test_the_ledger_forgets_people_after_a_year_where_nothing_is_limited(
    scene: Scene,
) -> None:
    await scene.asks("hello")
    sweep, now = scene.bot._parts.retention.sweep, datetime.now(UTC)
    await sweep(now + timedelta(days=364))
    assert rows(scene.folder, "SELECT DISTINCT person FROM spendings") == [(ANN.id,)]
    await sweep(now + timedelta(days=366))
    assert rows(scene.folder, "SELECT DISTINCT person FROM spendings") == [("",)]
    assert rows(scene.folder, "SELECT count(*) FROM turns") == [(1,)]


async def test_what_has_its_own_time_goes_without_a_restart(scene: Scene) -> None:
    await scene.orders("forget", me=True)
    await scene.orders("translate", text="Good morning", to="German")
    await scene.bot._parts.retention.sweep(datetime.now(UTC) + timedelta(days=91))
    for table in ("offers", "cache", "taken"):
        assert rows(scene.folder, f"SELECT count(*) FROM {table}") == [(0,)], table


class Workspaces(FakeChannels):
    """A platform on which two servers may give the same id to different people."""

    people_of_servers = True


async def test_where_ids_count_in_one_server_only_others_are_left_alone(scene: Scene) -> None:
    scene.bot.attach("test", Workspaces())
    namesake = {"place": Place("test", "another", "room"), "person": replace(ANN, name="Anna")}
    await scene.asks(f"My {MARK}", **namesake)
    await scene.asks("hello")
    (answer,) = rows(scene.folder, "SELECT id FROM turns WHERE server = 'another'")[0]
    await scene.bot.feedback(answer, ANN, good=True)

    (file,) = [one for one in await scene.orders("export", me=True) if isinstance(one, File)]
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        assert MARK not in "".join(archive.read(name).decode() for name in archive.namelist())
        data = json.loads(archive.read("data.json"))
    assert [turn["server"] for turn in data["turns"]] == [ROOM.server]
    assert data["feedback"] == []
    assert {one["server"] for one in data["spendings"]} == {ROOM.server_key}

    await scene.forgets()
    assert rows(scene.folder, "SELECT server FROM turns") == [("another",)]
    assert rows(scene.folder, "SELECT count(*) FROM feedback") == [(1,)]


async def test_an_export_hands_out_nothing_that_a_server_keeps_to_itself(scene: Scene) -> None:
    await scene.sets("blocked_words", "weasel")
    await scene.sets("desk_channel", "desk")
    await scene.asks("You weasel!")
    await scene.orders("appeal")
    (file,) = [one for one in await scene.orders("export", me=True) if isinstance(one, File)]
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        data = json.loads(archive.read("data.json"))
    assert data["flags"][0]["text"] == "You weasel!"
    kept = json.dumps([data["screenings"], [one["verdict"] for one in data["flags"]]])
    assert "weasel" not in kept
    assert not {"decided_by", "desk_place"} & set(data["flags"][0])


async def test_buttons_of_who_is_not_remembered_last_a_day(scene: Scene) -> None:
    await scene.orders("privacy", action="opt-out")
    await scene.orders("forget", me=True)
    await scene.orders("forget", MOD, me=True)
    sweep, now = scene.bot._parts.retention.sweep, datetime.now(UTC)
    await sweep(now + timedelta(hours=23))
    assert rows(scene.folder, "SELECT person FROM offers") == [(ANN.id,), (MOD.id,)]
    await sweep(now + timedelta(hours=25))
    assert rows(scene.folder, "SELECT person FROM offers") == [(MOD.id,)]


async def test_a_deleted_voice_message_is_nowhere_in_memory(scene: Scene) -> None:
    sound = recorded(speaking(1), codec="libopus", container="ogg", rate=48_000)
    scene.api.stenographer.add(f"I play the {MARK}.")
    asked = message("", person=ANN, place=ROOM, direct=False)
    await events(scene.bot, replace(asked, attachments=(file("v.ogg", sound, "audio/ogg"),)))
    assert scene.in_memory()
    await scene.bot.delete(ROOM, [asked.id])
    await scene.settles()
    assert scene.in_memory() == []
