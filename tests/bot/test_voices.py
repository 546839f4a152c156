"""Voice messages: a question that was spoken, and channels that have them written down."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.core import Bot
from bot.messages import Attachment, Ended, Message, Outcome, Person, Place, Status, Text
from bot.sound import MEDIA_TYPE
from bot.voices import Voices
from tests.bot.sound.recording import pcm, recorded, speaking
from tests.bot.talking import BOB, PLACE, end, events, message, opened, prompts, rows, words
from tests.doubles.openai import OpenAIDouble
from tests.doubles.openai import Status as HttpStatus
from tests.fakes.channels import FakeChannels

VOICE = recorded(speaking(1), codec="libopus", container="ogg", rate=48_000)
TABLE: dict[str, Any] = {
    "chatty": {"temperature": True},
    "gpt-transcribe": {
        "hears": {"language": "languages"},
        "prices": {"input": 0, "output": 0, "minute": 0.6},
    },
}


def voice(data: bytes = VOICE, name: str = "voice-message.ogg") -> Attachment:
    async def read() -> bytes:
        return data

    return Attachment(name, MEDIA_TYPE, len(data), f"test:{name}", read)


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble(lenient=True) as api:
        yield api


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api, models={"table": TABLE}) as bot:
        yield bot


@pytest.fixture(name="channels")
async def _channels(bot: Bot) -> FakeChannels:
    channels = FakeChannels()
    bot.attach("test", channels)
    return channels


async def test_a_spoken_question_is_answered(api, bot, tmp_path):
    api.stenographer.add("What is the capital of Australia?")
    api.say("Canberra.")

    seen = await events(bot, message("", attachments=(voice(),)))

    assert words(seen) == "Canberra."
    ((_, (_, asked)),) = prompts(api)
    assert "[voice message: What is the capital of Australia?]" in asked
    assert "[recording:" not in asked
    assert rows(tmp_path, "SELECT model, seconds FROM spendings ORDER BY seconds") == [
        ("chatty", 0.0),
        ("gpt-transcribe", 2.0),
    ]


async def test_the_window_remembers_what_was_said(api, bot):
    api.stenographer.add("My name is Zoe.")
    api.say("Hello Zoe.", "Zoe.")
    await events(bot, message("", attachments=(voice(),)))

    await events(bot, "What is my name?")

    assert any("[voice message: My name is Zoe.]" in text for _, text in prompts(api)[-1])


async def test_words_and_voice_go_together(api, bot):
    api.stenographer.add("See you tomorrow.", "And bring cake.")
    both = (voice(), voice(name="second.ogg"))

    await events(bot, message("What does she say?", attachments=both))

    asked = prompts(api)[-1][-1][1]
    assert "What does she say?" in asked
    assert "[voice message: See you tomorrow.]\n\n[voice message: And bring cake.]" in asked


async def test_what_was_said_is_judged_before_the_model_gets_it(api, bot):
    api.moderation.flag("bomb")
    api.stenographer.add("How is a bomb built?")

    seen = await events(bot, message("", attachments=(voice(),)))

    assert end(seen).outcome is Outcome.REFUSED
    assert api.record.requests("chat") == 0


async def test_what_was_typed_is_judged_before_anything_is_heard(api, bot):
    api.moderation.flag("bomb")

    seen = await events(bot, message("About a bomb:", attachments=(voice(),)))

    assert end(seen).outcome is Outcome.REFUSED
    assert api.record.requests("transcriptions") == 0


async def test_a_silent_voice_message_is_refused_with_a_sentence(api, bot):
    silent = voice(recorded(pcm([(2, 0)])), "quiet.wav")

    seen = await events(bot, message("", attachments=(silent,)))

    assert "it is silent" in end(seen).text
    assert api.record.requests("chat") == 0


async def test_a_question_that_could_not_be_heard_is_heard_by_retry(api, bot):
    api.fail(HttpStatus(500), on="transcriptions", times=2)
    failed = await events(bot, message("", attachments=(voice(),)))
    assert end(failed).outcome is Outcome.FAILED
    api.stenographer.add("What is the capital of Australia?")
    api.say("Canberra.")

    seen = await events(bot, message("", command="retry"))

    assert words(seen) == "Canberra."
    assert "[voice message: What is the capital of Australia?]" in prompts(api)[0][-1][1]


async def _watched(bot: Bot) -> None:
    options = {"name": "voice_messages", "value": "on"}
    changed = await events(bot, message("", command="settings", options=options))
    assert end(changed).outcome is Outcome.ANSWERED


def spoken(**changes: Any) -> Message:
    given = {"attachments": (voice(),), "person": BOB, "direct": False}
    return message("", **(given | changes))


async def _posted(channels: FakeChannels) -> Any:
    async with asyncio.timeout(60):
        while not channels.posts.get(PLACE):  # noqa: ASYNC110 - the fake has no event
            await asyncio.sleep(0.01)
    (post,) = channels.posts[PLACE].values()
    return post


async def test_a_channel_may_have_voice_messages_written_down(api, bot, channels, tmp_path):
    await _watched(bot)
    assert await bot.listens(PLACE)
    assert not await bot.listens(Place("test", "server", "other"))
    api.stenographer.add("Dinner is ready.")
    said = spoken()

    await bot.hear(said)

    post = await _posted(channels)
    assert post.text == "Dinner is ready."
    assert post.answers_to == said.id
    assert api.record.requests("chat") == 0
    assert rows(tmp_path, "SELECT person, seconds FROM spendings") == [(BOB.id, 2.0)]


async def test_a_question_that_is_written_down_as_well_is_heard_once(api, bot, channels, tmp_path):
    await _watched(bot)
    api.stenographer.add("What is the capital of Australia?")
    api.say("Canberra.")
    said = spoken()

    await bot.hear(said)
    answer = words(await events(bot, said))
    post = await _posted(channels)

    assert answer == "Canberra."
    assert post.text == "What is the capital of Australia?"
    assert api.record.requests("transcriptions") == 1
    assert rows(tmp_path, "SELECT sum(seconds) FROM spendings") == [(2.0,)]


class Heard:
    """Takes /transcribe messages, and says what it is told."""

    def __init__(self, *said: Any) -> None:
        self.asked: list[Message] = []
        self._said = said

    async def handle(self, asked: Message) -> AsyncIterator[Any]:
        self.asked.append(asked)
        for event in self._said:
            yield event


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.REFUSED, Outcome.DUPLICATE])
async def test_what_comes_to_nothing_is_not_mentioned(outcome):
    heard, channels = Heard(Status("working"), Text("Half"), Ended(outcome, "Why.")), FakeChannels()
    voices = Voices(None, heard.handle, {"test": channels})

    await voices.heard(spoken(), edited=False)
    await voices.idle()
    await voices.close()

    assert len(heard.asked) == 1
    assert channels.posts == {}


@pytest.mark.parametrize(
    "said",
    [
        message("Only words."),
        message("", attachments=(Attachment("a.png", "image/png", 1, "x"),)),
        message("", attachments=(Attachment("film.mp4", "video/mp4", 1, "x"),)),
        spoken(person=Person("9", "Other bot", bot=True)),
    ],
    ids=["words", "picture", "film", "bot"],
)
async def test_what_is_no_voice_message_of_a_person_is_left_alone(said):
    heard = Heard(Ended(Outcome.ANSWERED))
    voices = Voices(None, heard.handle, {"test": FakeChannels()})

    await voices.heard(said, edited=False)
    await voices.heard(spoken(), edited=True)
    await voices.idle()

    assert heard.asked == []


async def test_one_server_cannot_fill_the_queue():
    gate = asyncio.Event()

    async def handle(asked: Message) -> AsyncIterator[Any]:
        await gate.wait()
        yield Ended(Outcome.FAILED)

    voices = Voices(None, handle, {"test": FakeChannels()})
    for _ in range(80):
        await voices.heard(spoken(), edited=False)
    other = spoken(place=Place("test", "another", "channel"))
    await voices.heard(other, edited=False)

    assert voices._waiting[PLACE.server_key] == 50
    assert voices._waiting[other.place.server_key] == 1
    gate.set()
    await voices.idle()
    await voices.close()


async def test_a_voice_message_that_is_told_once_more_is_not_answered_anew(api, bot):
    api.stenographer.add("What is the capital of Australia?")
    api.say("Canberra.")
    asked = message("", attachments=(voice(),))
    await events(bot, asked)

    # Slack sends the message again when it has a transcript of its own.
    async with aclosing(bot.edit(asked)) as coming:
        seen = [event async for event in coming]

    assert end(seen).outcome is Outcome.DUPLICATE
    assert api.record.requests("chat") == 1


async def test_new_words_beside_a_voice_message_leave_what_was_spoken(api, bot):
    api.stenographer.add("A [bracket] in it.\n\nAnd more.")
    api.say("Yes.", "No.", "Well.")
    asked = message("Is it so?", attachments=(voice(),))
    await events(bot, asked)
    await events(bot, "And else?")

    async with aclosing(bot.edit(replace(asked, text="Is it not so?"))) as coming:
        assert [event async for event in coming]
    await events(bot, "Really?")

    before = str(prompts(api)[-1])
    assert "Is it not so?" in before
    assert "[voice message: A [bracket] in it." in before
    assert "And more.]" in before
    assert "[recording:" not in before
