"""Voice clips on Slack: answered, written down by a command, and by themselves."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.slack.forms import About, form
from bot.commands import found
from bot.core import Bot
from bot.messages import Message as Asked
from bot.messages import Person as Asker
from bot.messages import Place
from tests.adapters.slack.stage import answers, at_work, is_done
from tests.bot.models.speech.weights import MEETING, fetched, settings
from tests.bot.sound.recording import pcm, recorded, speaking
from tests.bot.talking import end, events, message
from tests.doubles.openai import OpenAIDouble, Status
from tests.doubles.openai.errors import Problem
from tests.doubles.slack import Channel, File, Message, Person, SlackDouble
from tests.doubles.slack.blocks import problems
from tests.doubles.slack.files import StoredFile

CLIP = File(
    "audio_message.webm",
    recorded(speaking(1), codec="libopus", container="webm", rate=48_000),
    "audio/webm",
    voice_seconds=1.5,
)
MODELS = {
    "first_token_seconds": 30,
    "table": {"chatty": {"tools": True}, "gpt-transcribe": {"hears": {"language": "languages"}}},
}


@pytest.fixture(name="hearing")
async def _hearing(slack: SlackDouble, api: OpenAIDouble, tmp_path: Path) -> AsyncIterator[Bot]:
    async with at_work(slack, tmp_path, api, models=MODELS) as bot:
        yield bot


def made(channel: Channel, root: Message) -> list[StoredFile]:
    """The files that the bot has sent into a thread."""
    return [file for one in channel.thread(root) if one.author.is_bot for file in one.shown.files]


def test_the_form_of_the_command_is_one_that_slack_takes():
    view = form(found()["transcribe"], About("transcribe"), {})

    assert problems(view["blocks"], surface="modal") == []


async def test_a_clip_in_private_is_a_question(
    slack: SlackDouble, hearing: Bot, api: OpenAIDouble, alice: Person
) -> None:
    api.stenographer.add("What is the capital of Australia?")
    api.say("Canberra.")

    asked = await alice.says(alice.dm, "", files=[CLIP])
    await slack.until(lambda: is_done(alice.dm, asked))

    assert answers(alice.dm, asked)[0].startswith("Canberra.")
    assert "[voice message: What is the capital of Australia?]" in str(
        api.record.of("chat")[0].body
    )


async def test_a_recording_becomes_subtitles_in_the_thread(
    slack: SlackDouble, hearing: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.stenographer.hear = lambda recording: "Good evening."

    root = await alice.says(general, "<@BOT> /transcribe srt", files=[CLIP])
    await slack.until(lambda: bool(made(general, root)))

    (file,) = made(general, root)
    assert file.name == "audio_message.srt"
    assert b"00:00:00,000 --> 00:00:01," in file.data


async def test_a_clip_above_in_the_thread_is_behind_its_link(
    slack: SlackDouble, hearing: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.stenographer.add("From over there.")
    said = await alice.says(general, "listen", files=[CLIP], quietly=True)
    link = f"<{said.link}>"

    root = await alice.says(general, f"<@BOT> /transcribe link={link}")
    await slack.until(lambda: is_done(general, root))

    assert answers(general, root)[0].startswith("From over there.")


async def test_the_shortcut_of_a_clip_writes_it_down(
    slack: SlackDouble, hearing: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.stenographer.add("Dinner is ready.")
    said = await alice.says(general, "listen", files=[CLIP])

    await alice.shortcut("causerie_transcribe", said)
    await slack.until(
        lambda: any("Dinner is ready." in one.content for one in general.seen_by(alice.user))
    )


async def test_what_cannot_be_heard_is_a_sentence(
    slack: SlackDouble, hearing: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    silent = File("quiet.wav", recorded(pcm([(2, 0)])), "audio/wav")

    root = await alice.says(general, "<@BOT> /transcribe", files=[silent])
    await slack.until(lambda: any("silent" in one for one in answers(general, root)))

    assert made(general, root) == []
    assert api.record.requests("transcriptions") == 0


async def test_a_channel_has_its_clips_written_down(
    slack: SlackDouble, hearing: Bot, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.stenographer.add("Dinner is ready.")
    place = Place("slack", slack.workspace.id, general.id)
    options = {"name": "voice_messages", "value": "on"}
    asked: Asked = message(
        "", command="settings", options=options, place=place, person=Asker("U1", "A", admin=True)
    )
    assert end(await events(hearing, asked)).text == ""

    said = await alice.says(general, "", files=[CLIP])
    await slack.until(lambda: bool(answers(general, said)))

    assert answers(general, said) == ["Dinner is ready."]
    assert api.record.requests("chat") == 0


async def test_where_the_endpoint_cannot_hear_this_machine_does(
    slack: SlackDouble,
    api: OpenAIDouble,
    general: Channel,
    alice: Person,
    tmp_path: Path,
    embedded_models: Path,
) -> None:
    folder = fetched(embedded_models)
    speech = settings().model_copy(update={"folder": folder}).model_dump()
    api.fail(Status(404, problem=Problem(404, "Not Found")), on="transcriptions", times=None)
    clip = File("audio_message.ogg", MEETING.read_bytes(), "audio/ogg", voice_seconds=11.7)

    async with at_work(slack, tmp_path, api, models=MODELS | {"speech": speech}):
        root = await alice.says(general, "<@BOT> /transcribe", files=[clip])
        await slack.until(
            lambda: any("Vienna" in one for one in answers(general, root)), seconds=60
        )

    assert "welcome to the meeting" in answers(general, root)[0]
    assert api.record.requests("transcriptions") == 1
