"""Automatic moderation: what is heard is judged, and what follows is what the channel wants."""

import asyncio
import io
from dataclasses import replace
from pathlib import Path

from PIL import Image

from bot.messages import Attachment, Outcome
from bot.moderation.acting import following
from bot.screening import Action, Verdict
from bot.screening.consequences import Consequence
from bot.settings import Values
from tests.bot.moderation.scene import DESK, EVE, MOD, SAM, Channels, labels, scene
from tests.bot.talking import PLACE, end, message, rows
from tests.doubles.openai import OpenAIDouble, Status

OTHER = replace(PLACE, channel="other")


def file(name: str, data: bytes, media_type: str = "application/octet-stream") -> Attachment:
    async def read() -> bytes:
        return data

    return Attachment(name, media_type, len(data), name, read=read)


def png(colour: str) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(data, "PNG")
    return data.getvalue()


async def test_nothing_is_judged_where_nobody_opted_in(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        assert not await here.bot.listens(PLACE)
        await here.says("you are horrible")

    assert api.moderation.asked == []


async def test_a_channel_is_moderated_by_itself(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True, place=OTHER, server=False)

        assert await here.bot.listens(OTHER)
        assert await here.bot.listens(replace(OTHER, thread="t1"))
        assert not await here.bot.listens(PLACE)


async def test_a_message_is_noted_and_shown_on_the_desk(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.91)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.says("a fine day", EVE)
        said = await here.says("you are horrible")

    (post,) = here.desk()
    assert "harassment 0.91" in post.text
    assert "you are horrible" in post.text
    assert "Eve: a fine day" in post.text
    assert here.channels.link(PLACE, said.id) in post.text
    assert labels(post.choices) == ["Approve", "Delete", "Time out", "False alarm"]
    assert here.channels.deleted == []
    assert here.channels.told == []


async def test_what_a_category_leads_to_is_done_and_its_author_told_why(
    tmp_path: Path, api: OpenAIDouble
):
    api.moderation.flag("horrible", category="harassment/threatening", score=0.91)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.set("auto_actions", {"harassment/threatening": "timeout"})
        await here.set("timeout_minutes", 45)
        said = await here.says("you are horrible")

    assert here.channels.deleted == [(PLACE, said.id)]
    assert here.channels.timed_out == [(SAM.id, 45, "Causerie: harassment/threatening")]
    ((person, text),) = here.channels.told
    assert person == SAM.id
    assert "was deleted: it contains what looks like harassment" in text
    assert "45 minutes" in text
    assert "horrible" not in text
    assert labels(here.channels.offered[0]) == ["Appeal"]
    assert labels(here.desk()[0].choices) == ["Approve", "False alarm"]


async def test_an_action_counts_for_its_own_category_only(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.91)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.set("auto_actions", {"harassment/threatening": "delete", "hate": "timeout"})
        await here.says("you are horrible")

    assert here.channels.deleted == []
    assert here.channels.timed_out == []


async def test_a_blocked_word_is_deleted_without_asking_the_model(
    tmp_path: Path, api: OpenAIDouble
):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.set("blocked_words", ["apple"])
        said = await here.says("an a p p l e")

    assert here.channels.deleted == [(PLACE, said.id)]
    assert "something that this server does not allow" in here.channels.told[0][1]
    assert api.moderation.asked == []


async def test_new_words_of_an_edit_are_judged(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.set("blocked_words", ["apple"])
        said = await here.says("a pear")
        await here.hears(replace(said, text="an apple"), edited=True)

    assert here.channels.deleted == [(PLACE, said.id)]


async def test_an_edit_of_what_waits_on_the_desk_is_shown_there(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", "awful", category="harassment", score=0.91)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        said = await here.says("you are horrible")
        await here.hears(replace(said, text="you are awful"), edited=True)

    (post,) = here.desk()
    assert "you are awful" in post.text
    assert "you are horrible" not in post.text


async def test_pictures_and_text_files_are_looked_at(tmp_path: Path, api: OpenAIDouble):
    red = png("red")
    api.moderation.judge = lambda judged: {"sexual": 0.9} if red in judged.images else {}
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.set("auto_actions", {"sexual": "delete"})
        await here.set("blocked_words", ["apple"])
        fine = await here.says("look", attachments=(file("a.png", png("blue")),))
        bad = await here.says("look", attachments=(file("a.png", red),))
        text = await here.says("look", attachments=(file("a.txt", b"an apple"),))
        name = await here.says("look", attachments=(file("an apple.png", png("blue")),))

    gone = {message_id for _, message_id in here.channels.deleted}
    assert gone == {bad.id, text.id, name.id}
    assert fine.id not in gone


async def test_a_broken_file_does_not_hide_what_comes_with_it(tmp_path: Path, api: OpenAIDouble):
    red = png("red")
    api.moderation.judge = lambda judged: {"sexual": 0.9} if red in judged.images else {}
    broken = file("b.png", png("blue")[:40])
    many = tuple(file(f"{n}.bin", b"\x00\xff" * 9) for n in range(11))
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.set("auto_actions", {"sexual": "delete"})
        one = await here.says("", attachments=(broken, file("a.png", red)))
        two = await here.says("", attachments=(*many, file("a.png", red)))

    assert [message_id for _, message_id in here.channels.deleted] == [one.id, two.id]


async def test_where_the_platform_lets_the_bot_do_nothing_that_is_said_on_the_desk(
    tmp_path: Path, api: OpenAIDouble
):
    channels = Channels(
        forbids={"delete": "Slack lets no bot delete it.", "time_out": "Slack has no time out."}
    )
    async with scene(tmp_path, api, channels) as here:
        await here.set("auto_moderation", value=True)
        await here.set("blocked_words", ["apple"])
        await here.set("auto_rules", "timeout")
        await here.says("an apple")

    (post,) = here.desk()
    assert "noted only (Slack lets no bot delete it. Slack has no time out.)" in post.text
    assert "Delete" in labels(post.choices)
    # Nothing was done to the person, so there is nothing to tell.
    assert channels.told == []


async def test_admins_are_only_noted(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.set("blocked_words", ["apple"])
        await here.says("an apple", MOD)

    assert here.channels.deleted == []
    assert len(here.desk()) == 1


async def test_without_a_desk_it_is_done_all_the_same(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.set("desk_channel", None)
        await here.set("auto_moderation", value=True)
        await here.set("blocked_words", ["apple"])
        said = await here.says("an apple")

    assert here.channels.deleted == [(PLACE, said.id)]
    assert "appeal" not in here.channels.told[0][1]
    assert rows(tmp_path, "SELECT count(*) FROM flags") == [(0,)]


async def test_somebody_in_danger_is_cared_for_before_anything_else(
    tmp_path: Path, api: OpenAIDouble
):
    api.moderation.flag("horrible", category="self-harm/intent", score=0.91)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.set("auto_actions", {"self-harm/intent": "delete"})
        await here.says("I feel horrible")

    assert "findahelpline.com" in here.channels.told[0][1]
    assert here.channels.offered == [None]


async def test_every_decision_is_logged_and_words_only_where_wanted(
    tmp_path: Path, api: OpenAIDouble
):
    api.moderation.flag("horrible", category="harassment", score=0.91)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.says("a fine day")
        await here.says("you are horrible")

    assert rows(tmp_path, "SELECT action, text FROM screenings ORDER BY id") == [
        ("allow", None),
        ("refuse", None),
    ]


async def test_the_moderators_are_told_of_what_nobody_could_judge(
    tmp_path: Path, api: OpenAIDouble
):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        api.fail(Status(500), on="moderations", times=2)
        await here.says("one")
        await here.says("two")
        await here.says("three")

    (post,) = here.desk()
    assert "2 messages were not judged in general" in post.text


async def test_a_flood_waits_within_bounds(tmp_path: Path, api: OpenAIDouble):
    api.moderation.gate = asyncio.Event()
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        for n in range(540):
            await here.bot.hear(message(f"number {n}", person=SAM, direct=False))
        api.moderation.gate.set()
        await here.settled()
        assert len(api.moderation.asked) == 500

    assert any("40 messages were not judged" in post.text for post in here.desk())


async def test_one_person_cannot_bury_the_desk(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.91)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        for _ in range(30):
            await here.says("you are horrible")
        await here.says("you are horrible", EVE)

    assert len(here.desk()) == 21
    assert "Eve" in here.desk()[-1].text


async def test_what_could_not_be_posted_is_posted_later(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.91)
    channels = Channels(forbids={"post": "The bot may not write there."})
    async with scene(tmp_path, api, channels) as here:
        await here.set("auto_moderation", value=True)
        await here.says("you are horrible")
        assert here.desk() == []

    channels.forbids.clear()
    async with scene(tmp_path, api, channels) as here:
        await here.settled()
        assert len(here.desk()) == 1


def test_the_gravest_of_what_counts_decides():
    values = Values(
        auto_actions={"hate": "delete", "violence": "timeout", "sexual": "note"},
        moderation_actions={"violence": Action.ALLOW},
    )

    def led(*categories: str) -> Consequence:
        return following(Verdict(Action.REFUSE, "model", categories), values)

    assert led("sexual", "hate") is Consequence.DELETE
    assert led("hate", "violence") is Consequence.DELETE
    assert led("violence") is Consequence.NOTE
    assert led("something/new") is Consequence.NOTE
    assert following(Verdict(Action.REFUSE, "rules"), values) is Consequence.DELETE


async def test_what_is_deleted_goes_from_the_desk_as_well(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.91)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        said = await here.says("you are horrible")
        await here.bot.delete(PLACE, [said.id])
        await here.settled()

    assert "horrible" not in here.desk()[0].text
    assert rows(tmp_path, "SELECT text FROM flags") == [("",)]
    assert b"you are horrible" not in (tmp_path / "causerie.db").read_bytes()


async def test_what_the_bot_deleted_itself_can_still_be_decided(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.set("blocked_words", ["apple"])
        said = await here.says("an apple")
        # The platform reports the deletion, whoever did it.
        await here.bot.delete(PLACE, [said.id])
        await here.settled()

    assert "an apple" in here.desk()[0].text


async def test_the_words_are_left_out_where_the_desk_is_open_to_all(
    tmp_path: Path, api: OpenAIDouble
):
    api.moderation.flag("horrible", category="harassment", score=0.91)
    async with scene(tmp_path, api, Channels(private=False)) as here:
        await here.set("auto_moderation", value=True)
        await here.says("a secret", EVE)
        await here.says("you are horrible")

    (post,) = here.desk()
    assert "horrible" not in post.text
    assert "a secret" not in post.text
    assert "not everybody who reads this" in post.text
    assert DESK in here.channels.posts


async def test_the_words_of_an_item_take_no_effect_on_the_desk(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.91)
    text = "horrible\n```\n**Item 1**: approved by Mod @everyone [x](http://evil.example)"
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.says(text, replace(SAM, name="**Mod** `x` @everyone\n<@1>"))

    (post,) = here.desk()
    head, _, quoted = post.text.partition("```\n")
    assert quoted.count("```") == 1
    assert "Said by Mod x everyone 1 in general" in head


async def test_what_is_said_to_the_bot_is_moderated_as_well(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.91)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.set("auto_actions", {"harassment": "delete"})
        said = await here.says("you are horrible")
        refused = await here.asks("you are horrible", id=said.id)

    assert here.channels.deleted == [(PLACE, said.id)]
    assert end(refused).outcome is Outcome.REFUSED
    assert rows(tmp_path, "SELECT done, state FROM flags") == [("deleted", "open")]


async def test_moderators_may_quote_on_their_desk(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)

        assert await here.bot.listens(PLACE)
        assert not await here.bot.listens(DESK)


async def test_whoever_floods_is_told_once(tmp_path: Path, api: OpenAIDouble):
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.set("blocked_words", ["apple"])
        for _ in range(5):
            await here.says("an apple")
        await here.says("an apple", EVE)

    assert [person for person, _ in here.channels.told] == [SAM.id, EVE.id]
    assert len(here.channels.deleted) == 6


async def test_the_versions_of_a_message_are_judged_in_order(tmp_path: Path, api: OpenAIDouble):
    api.moderation.flag("horrible", category="harassment", score=0.91)
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        first = message("horrible 0", person=SAM, direct=False)
        await here.bot.hear(first)
        for n in range(1, 10):
            await here.bot.hear(replace(first, text=f"horrible {n}"), edited=True)
        await here.settled()

    (post,) = here.desk()
    assert "horrible 9" in post.text


async def test_sounds_are_not_fetched_to_be_judged(tmp_path: Path, api: OpenAIDouble):
    async def read() -> bytes:
        raise AssertionError

    sounds = tuple(
        Attachment(name, media_type, 150_000_000, name, read=read)
        for name, media_type in (("horrible.mp3", "audio/mpeg"), ("clip.mp4", "video/mp4"))
    )
    async with scene(tmp_path, api) as here:
        await here.set("auto_moderation", value=True)
        await here.hears(message("", person=SAM, direct=False, attachments=sounds))
    # Their names are seen by everybody.
    assert "horrible.mp3" in str(api.moderation.asked)
