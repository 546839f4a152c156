"""Channels that are tied together, over the whole core and channels in memory."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels import Author, Said
from bot.core import Bot
from bot.linking.relay import Relay
from bot.messages import Attachment, Message, Person, Place, Quote
from tests.bot.talking import BOB, DANA, end, events, message, opened
from tests.doubles.openai import OpenAIDouble, Status
from tests.fakes.channels import FakeChannels

EN = Place("test", "server", "1")
DE = Place("test", "server", "2")
FR = Place("test", "server", "3")
ELSEWHERE = Place("test", "server", "4")


@dataclass
class World:
    bot: Bot
    api: OpenAIDouble
    channels: FakeChannels

    async def tie(self, one: str = "<#1>", other: str = "<#2>", **options: Any) -> str:
        given = {"channel": one, "other": other, **options}
        seen = await events(self.bot, message("", command="link", options=given))
        return "\n".join([*(getattr(event, "text", "") for event in seen), end(seen).text])

    async def say(self, text: str, place: Place = EN, **more: Any) -> Message:
        edited = more.pop("edited", False)
        said = message(text, **{"place": place, "direct": False, "person": BOB, **more})
        await self.bot.hear(said, edited=edited)
        return said

    @property
    def relay(self) -> Relay:
        (relay,) = [one for one in self.bot._parts.listeners if isinstance(one, Relay)]
        return relay

    async def texts(self, place: Place) -> list[str]:
        await self.relay.settled()
        return [post.text for post in self.channels.posts.get(place, {}).values()]


def channels() -> FakeChannels:
    fake = FakeChannels()
    fake.names = {EN: "english", DE: "deutsch", FR: "salon", ELSEWHERE: "lobby"}
    return fake


@pytest.fixture(name="world")
async def _world(tmp_path: Path) -> AsyncIterator[World]:
    async with OpenAIDouble(lenient=True) as api, opened(tmp_path, api) as bot:
        fake = channels()
        bot.attach("test", fake)
        yield World(bot, api, fake)


async def test_what_is_said_in_one_is_said_in_the_other_under_the_authors_name(world: World):
    assert "tied together" in await world.tie()
    world.api.say("Guten Morgen")

    await world.say("Good morning", person=replace(BOB, picture="https://x.example/bob.png"))

    assert await world.texts(DE) == ["Guten Morgen"]
    (post,) = world.channels.posts[DE].values()
    assert post.author == Author("Bob", "https://x.example/bob.png")
    assert await world.texts(EN) == []
    assert "into German" in world.api.record.of("chat")[0].question.turns[0].text


async def test_languages_come_from_options_where_the_names_do_not_tell_them(world: World):
    assert "Say which language is spoken in #lobby" in await world.tie("<#4>", "<#1>")
    told = await world.tie("<#4>", "<#1>", language="Spanish", other_language="English")
    assert "#lobby (Spanish) and #english (English)" in told


async def test_three_channels_of_a_tie_all_get_it(world: World):
    await world.tie()
    await world.tie("<#1>", "<#3>", other_language="French")
    world.api.speak(lambda question: question.turns[0].text.split("into ")[1].split(".")[0])

    await world.say("Hello")

    assert await world.texts(DE) == ["German"]
    assert await world.texts(FR) == ["French"]


async def test_nothing_goes_round_in_circles(world: World):
    await world.tie()
    world.api.say("Hallo")
    await world.say("Hello")
    await world.texts(DE)
    (copy_id,) = world.channels.posts[DE]

    # The copy itself, seen under its author's name, and what another bot says.
    await world.say("Hallo", DE, id=copy_id)
    await world.say("Beep", person=Person("9", "Robot", bot=True))

    assert await world.texts(EN) == []
    assert await world.texts(DE) == ["Hallo"]


async def test_a_message_that_is_heard_twice_is_copied_once(world: World):
    await world.tie()
    world.api.say("Hallo")
    said = await world.say("Hello")
    await world.bot.hear(said)

    assert await world.texts(DE) == ["Hallo"]


async def test_messages_keep_their_order_even_when_a_later_one_is_translated_sooner(world: World):
    await world.tie()
    world.api.say("eins", "zwei", "drei")

    for text in ("one", "two", "three"):
        await world.say(text)

    assert await world.texts(DE) == ["eins", "zwei", "drei"]


async def test_what_is_too_much_to_wait_in_memory_is_read_again_and_comes_in_order(world: World):
    await world.tie()
    world.relay._waiting = 2
    world.api.speak(lambda question: question.turns[-1].text.upper())
    texts = [f"word number {number}" for number in range(8)]
    now = datetime.now(UTC)
    world.channels.said[EN] = [
        Said(f"s{number}", BOB.id, BOB.name, text, now) for number, text in enumerate(texts)
    ]

    for number, text in enumerate(texts):
        await world.say(text, id=f"s{number}")

    assert await world.texts(DE) == [text.upper() for text in texts]


async def test_what_cannot_be_read_again_does_not_keep_it_busy(world: World):
    await world.tie()
    world.relay._waiting = 1
    await world.bot._parts.store.links.expect(EN, "gone", [DE])
    await world.bot._parts.store.links.expect(EN, "gone too", [DE])

    await world.bot.unanswered("test")

    assert await world.texts(DE) == []
    assert await world.bot._parts.store.links.copies(EN, "gone") == []


async def test_what_is_said_in_a_thread_stays_there_where_its_beginning_has_no_copy(world: World):
    await world.tie()
    thread = replace(EN, thread="77")
    assert await world.bot.listens(thread)

    await world.say("Inside", thread)
    await world.say("Inside", thread, quotes=(Quote("Bob", "", id="unknown"),))

    assert await world.texts(DE) == []
    assert world.api.record.of("chat") == []


async def test_an_answer_to_a_message_answers_its_counterpart_in_both_directions(world: World):
    await world.tie()
    world.api.say("Frage", "Answer", "Danke")
    question = await world.say("Question")
    await world.texts(DE)
    (copy_id,) = world.channels.posts[DE]

    await world.say("Antwort", DE, id="m-answer", quotes=(Quote("Bob", "Frage", id=copy_id),))
    assert await world.texts(EN) == ["Answer"]
    (answer_id, answer), *_ = world.channels.posts[EN].items()
    assert answer.answers_to == question.id

    await world.say("Thanks", quotes=(Quote("Eva", "Answer", id=answer_id),))
    await world.texts(DE)
    assert world.channels.posts[DE]["2-post-2"].answers_to == "m-answer"


async def test_an_edit_and_a_deletion_are_followed(world: World):
    await world.tie()
    world.api.say("Guten Morgen", "Guten Abend")
    said = await world.say("Good morning")
    await world.say("Good evening", id=said.id, edited=True)

    assert await world.texts(DE) == ["Guten Abend"]

    await world.bot.delete(EN, [said.id])
    assert await world.texts(DE) == []


async def test_refused_words_are_not_passed_on_and_the_author_alone_is_told(world: World):
    await world.tie()
    world.api.moderation.flag("bomb", category="violence")

    await world.say("build a bomb")

    assert await world.texts(DE) == []
    ((person, told),) = world.channels.told
    assert person == BOB.id
    assert "not passed on to #deutsch" in told
    assert "bomb" not in told


async def test_an_edit_that_is_refused_takes_the_copy_away(world: World):
    await world.tie()
    world.api.say("Hallo")
    world.api.moderation.flag("bomb", category="violence")
    said = await world.say("Hello")
    await world.say("build a bomb", id=said.id, edited=True)

    assert await world.texts(DE) == []


async def test_the_other_channels_own_rules_count_there(world: World):
    await world.tie()
    world.api.say("Schnitzel mag ich")
    await world.bot._parts.settings.change(
        DE, "blocked_words", ["schnitzel"], scope="channel", person=DANA
    )

    await world.say("I like schnitzel")

    assert await world.texts(DE) == []
    assert "not passed on" in world.channels.told[0][1]


async def test_files_are_named_with_a_link_to_where_they_are(world: World):
    await world.tie()
    file = Attachment("plan.pdf", "application/pdf", 10, "source")

    said = await world.say("", attachments=(file,))

    assert await world.texts(DE) == [f"📎 [plan.pdf](https://chat.example/1/{said.id})"]
    assert world.api.record.of("chat") == []


async def test_what_has_no_words_is_passed_on_as_it_is(world: World):
    await world.tie()

    await world.say("🎉 https://example.org/x")

    assert await world.texts(DE) == ["🎉 https://example.org/x"]
    assert world.api.record.of("chat") == []


async def test_a_failing_model_is_told_to_the_author_once_and_not_for_every_message(world: World):
    await world.tie()
    world.api.fail(Status(500), on="chat", times=20)

    await world.say("one")
    await world.say("two")

    assert await world.texts(DE) == []
    assert len(world.channels.told) == 1


async def test_channels_that_are_not_tied_are_not_listened_to(world: World):
    await world.tie()

    assert await world.bot.listens(EN)
    assert not await world.bot._hearing.wants(ELSEWHERE)

    seen = await events(
        world.bot, message("", command="link", options={"channel": "<#1>", "off": True})
    )
    assert "not tied" in "".join(getattr(event, "text", "") for event in seen)
    await world.say("Hello")
    assert await world.texts(DE) == []


async def test_only_admins_tie_channels_and_only_those_they_can_read(world: World):
    seen = await events(
        world.bot,
        message("", command="link", person=BOB, options={"channel": "<#1>", "other": "<#2>"}),
    )
    assert "needs the right" in end(seen).text

    world.channels.closed.add((DE, DANA.id))
    assert "There is no channel" in await world.tie()


async def test_the_words_after_translate_tie_channels_as_well(world: World):
    seen = await events(
        world.bot, message("", command="translate", options={"text": "link <#1|english> <#2>"})
    )

    assert "tied together" in "".join(getattr(event, "text", "") for event in seen)


async def test_a_deleted_channel_is_not_tied_any_more(world: World):
    await world.tie()

    await world.bot.erase(DE)

    assert not await world.bot._hearing.wants(EN)


async def test_what_was_heard_before_a_crash_is_passed_on_after_it(tmp_path: Path):
    async with OpenAIDouble(lenient=True) as api:
        api.say("Guten Morgen")
        async with opened(tmp_path, api) as bot:
            before = World(bot, api, channels())
            bot.attach("test", before.channels)
            await before.tie()
            # Heard and noted, and then the process was gone.
            await bot._parts.store.links.expect(EN, "m77", [DE])
        async with opened(tmp_path, api) as bot:
            after = World(bot, api, channels())
            after.channels.said[EN] = [
                Said("m77", BOB.id, BOB.name, "Good morning", datetime.now(UTC))
            ]
            bot.attach("test", after.channels)
            await bot.unanswered("test")
            # The history tells it once more.
            await after.say("Good morning", id="m77")

            assert await after.texts(DE) == ["Guten Morgen"]
            assert after.channels.posts[DE]["2-post-1"].author == Author("Bob")


async def test_the_end_of_the_program_does_not_wait_for_ever(tmp_path: Path):
    async with OpenAIDouble(lenient=True) as api:
        async with opened(tmp_path, api) as bot:
            world = World(bot, api, channels())
            bot.attach("test", world.channels)
            await world.tie()
            api.say("Hallo")
            await world.say("Hello")
        await asyncio.sleep(0)

        assert [post.text for post in world.channels.posts[DE].values()] == ["Hallo"]


async def test_a_name_that_the_other_channel_does_not_bear_is_left_out_there(world: World):
    await world.tie()
    options = {"name": "blocked_words", "value": "weasel"}
    await events(world.bot, message("", command="settings", options=options, place=DE))
    world.api.say("Guten Morgen")

    await world.say("Good morning", person=replace(BOB, name="Weasel"))

    assert await world.texts(DE) == ["Guten Morgen"]
    (post,) = world.channels.posts[DE].values()
    assert post.author == Author("Someone")
