"""`/transcribe` through the core: what comes out, how far it is, and what it refuses."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels import Said
from bot.commands.parse import spoken
from bot.core import Bot
from bot.messages import (
    Attachment,
    File,
    Message,
    Notice,
    Outcome,
    Place,
    Quote,
    Status,
    Usage,
)
from tests.bot.sound.recording import film, pcm, recorded, speaking
from tests.bot.talking import (
    BOB,
    PLACE,
    end,
    events,
    message,
    opened,
    rows,
    words,
)
from tests.doubles.openai import OpenAIDouble, Recording
from tests.doubles.openai import Status as HttpStatus
from tests.doubles.openai.errors import Problem
from tests.fakes.channels import FakeChannels

TABLE: dict[str, Any] = {
    "chatty": {"temperature": True, "context": 20_000, "prices": {"input": 1, "output": 1}},
    "gpt-transcribe": {
        "hears": {"language": "languages"},
        "prices": {"input": 0, "output": 0, "minute": 0.6},
    },
    "gpt-4o-transcribe-diarize": {"hears": {"gives": ["speakers"], "prompt": False}},
}
SHORT = recorded(speaking(1))


def attached(data: bytes = SHORT, name: str = "talk.wav", media: str = "audio/wav") -> Attachment:
    async def read() -> bytes:
        return data

    return Attachment(name, media, len(data), f"test:{name}", read)


def asked(*files: Attachment, **options: Any) -> Message:
    return message("", command="transcribe", options=options, attachments=files, direct=False)


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble(lenient=True) as api:
        for name in ("gpt-transcribe", "gpt-4o-transcribe-diarize"):
            assert api.models.get(name).hears
        yield api


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Bot]:
    changes = {
        "models": {"table": TABLE, "transcription": {"part_minutes": 0.1, "cue_seconds": 4}},
        "limits": {"sound_minutes": 2, "sound_bytes": 5_000_000},
    }
    async with opened(tmp_path, api, **changes) as bot:
        yield bot


@pytest.fixture(name="channels")
async def _channels(bot: Bot) -> FakeChannels:
    channels = FakeChannels()
    bot.attach("test", channels)
    return channels


def files(seen: list[Any]) -> list[File]:
    return [event for event in seen if isinstance(event, File)]


def heard(api: OpenAIDouble) -> list[Recording]:
    return api.stenographer.heard


async def test_a_short_recording_is_shown_as_text_and_charged(api, bot, tmp_path):
    api.stenographer.add("Hello everybody.")

    seen = await events(bot, asked(attached()))

    assert words(seen) == "Hello everybody."
    assert files(seen) == []
    ended = end(seen)
    assert ended.outcome is Outcome.ANSWERED
    assert ended.usage == Usage(seconds=2)
    assert ended.cost == pytest.approx(0.02)
    assert rows(tmp_path, "SELECT model, kind, seconds FROM spendings") == [
        ("gpt-transcribe", "transcribe", 2.0)
    ]


async def test_a_long_one_is_heard_in_parts_side_by_side_and_says_how_far_it_is(api, bot):
    api.stenographer.hear = lambda recording: f"Of {recording.seconds:.0f} seconds."

    seen = await events(bot, asked(attached(recorded(speaking(*[2.5] * 8)))))

    statuses = [event.text for event in seen if isinstance(event, Status)]
    assert statuses[-1] == f"{len(heard(api))} of {len(heard(api))} parts"
    assert f"1 of {len(heard(api))} parts" in statuses
    assert len(heard(api)) == 5
    assert words(seen).count("Of ") == 5
    assert all(one.seconds <= 7 for one in heard(api))


async def test_parts_are_put_together_in_order_whichever_is_done_first(api, bot):
    another = asyncio.Event()

    async def hear(recording: Recording) -> str:
        if recording is heard(api)[0]:
            await another.wait()
        else:
            another.set()
        return f"Of {recording.seconds:.2f}."

    api.stenographer.hear = hear
    sound = recorded(speaking(2.5, 3.0, 2.0, 3.5, 2.6, 2.2, 3.1, pause=0.6))

    seen = await events(bot, asked(attached(sound), output="json"))

    (file,) = files(seen)
    segments = json.loads(file.data)["segments"]
    starts = [one["start"] for one in segments]
    assert starts == sorted(starts)
    lengths = [one["text"].removeprefix("Of ") for one in segments]
    assert sorted(lengths) == sorted(f"{one.seconds:.2f}." for one in heard(api))
    assert all(one["start"] <= one["end"] for one in segments)


async def test_each_part_is_told_what_was_said_before_it(api, bot):
    api.stenographer.hear = lambda recording: "It goes on."
    # Four are heard side by side, so that of five parts one follows another.
    await events(bot, asked(attached(recorded(speaking(*[2.5] * 8)))))

    assert [one.prompt for one in heard(api)].count("It goes on.") == 1


@pytest.mark.parametrize("output", ["srt", "vtt"])
async def test_subtitles_of_a_model_without_times_come_from_the_times_of_the_parts(
    api, bot, output
):
    api.stenographer.hear = lambda recording: "A sentence."
    sound = recorded(pcm([(1, 0), (2, 8_000), (3, 0), (3, 8_000), (3, 0), (2, 8_000), (1, 0)]))

    seen = await events(bot, asked(attached(sound, "trip.wav"), output=output))

    (file,) = files(seen)
    assert file.name == f"trip.{output}"
    text = file.data.decode()
    times = re.findall(r"(\d\d:\d\d:\d\d[.,]\d\d\d) --> (\d\d:\d\d:\d\d[.,]\d\d\d)", text)
    mark = "," if output == "srt" else "."
    assert times == [
        (f"00:00:01{mark}000", f"00:00:03{mark}000"),
        (f"00:00:06{mark}000", f"00:00:09{mark}000"),
        (f"00:00:12{mark}000", f"00:00:14{mark}000"),
    ]
    assert text.startswith("WEBVTT" if output == "vtt" else "1\n")
    assert "Subtitles of trip.wav (0:15, 3 lines)" in words(seen)


async def test_timestamps_stand_before_the_sentences(api, bot):
    api.stenographer.hear = lambda recording: "A sentence."
    sound = recorded(pcm([(1, 0), (2, 8_000), (3, 0), (3, 8_000)]))

    seen = await events(bot, asked(attached(sound), timestamps=True))

    assert words(seen) == "[0:01] A sentence.\n[0:06] A sentence."


async def test_speakers_are_told_apart_by_the_model_that_can(api, bot):
    api.stenographer.add("Shall we begin? Yes, let us.")

    seen = await events(bot, asked(attached(), speakers=True))

    assert words(seen) == "Speaker A: Shall we begin?\nSpeaker B: Yes, let us."
    assert [one.model for one in heard(api)] == ["gpt-4o-transcribe-diarize"]


LONG = recorded(speaking(5, 5, 5))


@pytest.fixture(name="brief")
async def _brief(tmp_path: Path, api: OpenAIDouble) -> AsyncIterator[Bot]:
    """With a model that tells speakers apart in a few seconds at a time."""
    hears = {"gives": ["speakers"], "prompt": False, "minutes": 0.2}
    table = TABLE | {"gpt-4o-transcribe-diarize": {"hears": hears}}
    async with opened(tmp_path, api, models={"table": table}) as bot:
        yield bot


async def test_speakers_of_the_first_part_are_known_again_in_the_others(api, brief):
    api.stenographer.add("Shall we begin with it now? Yes, let us begin now.")
    api.stenographer.hear = lambda recording: "I think so. So do I, my friend. And who are you?"

    seen = await events(brief, asked(attached(LONG), speakers=True))

    known = [one.known for one in heard(api)]
    assert known == [(), *[("Speaker A", "Speaker B")] * (len(known) - 1)]
    assert len(known) > 1
    assert words(seen).startswith(
        "Speaker A: Shall we begin with it now?\nSpeaker B: Yes, let us begin now.\n"
        "Speaker A: I think so.\nSpeaker B: So do I, my friend.\nSpeaker A (2): And who are you?"
    )
    assert any("in that part only" in event.text for event in seen if isinstance(event, Notice))


async def test_a_server_that_knows_no_voices_again_tells_speakers_apart_in_each_part(api, brief):
    fault = HttpStatus(400, problem=Problem(400, "Unknown parameter: 'known_speaker_names'."))

    def hear(recording: Recording) -> str:
        if len(api.stenographer.heard) == 1:
            api.fail(fault, on="transcriptions")
        return "Shall we begin with it now? Yes, let us begin now."

    api.stenographer.hear = hear

    seen = await events(brief, asked(attached(LONG), speakers=True))

    assert end(seen).outcome is Outcome.ANSWERED
    assert () in [one.known for one in heard(api)][1:]


async def test_the_language_is_a_hint_and_it_is_translated_by_the_chat_model(api, bot):
    api.stenographer.add("Guten Morgen allerseits.")
    api.say("Good morning, everybody.")

    seen = await events(bot, asked(attached(), language="German", to="English"))

    assert heard(api)[0].languages == ("de",)
    assert words(seen) == "Good morning, everybody."
    (exchange,) = api.record.of("chat")
    assert "Guten Morgen allerseits." in exchange.question.text


async def test_subtitles_are_translated_line_by_line(api, bot):
    api.stenographer.hear = lambda recording: "Ein Satz."
    api.speak(lambda question: question.last.replace("Ein Satz.", "A sentence."))
    sound = recorded(pcm([(2, 8_000), (3, 0), (3, 8_000)]))

    seen = await events(bot, asked(attached(sound), output="srt", to="English"))

    (file,) = files(seen)
    text = file.data.decode()
    assert text.count("A sentence.") == text.count("-->") == len(heard(api))
    assert not file.judged


async def test_a_long_text_is_a_file_with_a_summary_above_it(api, bot):
    api.stenographer.add("We talked about foxes. " * 100)
    api.say("It is about foxes.")

    seen = await events(bot, asked(attached(name="foxes.wav")))

    assert words(seen) == "**foxes.wav** (0:01): It is about foxes."
    (file,) = files(seen)
    assert (file.name, file.media_type) == ("foxes.txt", "text/plain")
    assert file.data.decode().count("foxes") == 100
    (exchange,) = api.record.of("chat")
    assert "follow nothing" in exchange.question.system


async def test_where_it_cannot_be_summarized_the_words_are_there_all_the_same(api, bot):
    api.stenographer.add("We talked about foxes. " * 100)
    api.fail(HttpStatus(500), on="chat", times=None)

    seen = await events(bot, asked(attached()))

    assert len(files(seen)) == 1
    assert end(seen).outcome is Outcome.ANSWERED
    assert any("no summary" in event.text for event in seen if isinstance(event, Notice))


async def test_words_that_are_refused_are_shown_nowhere(api, bot):
    api.moderation.flag("bomb")
    api.stenographer.add("How to build a bomb. " * 100)

    seen = await events(bot, asked(attached(), output="srt"))

    assert end(seen).outcome is Outcome.REFUSED
    assert words(seen) == ""
    assert files(seen) == []
    assert api.record.requests("chat") == 0


async def test_a_translation_that_is_refused_is_shown_nowhere(api, bot):
    api.moderation.flag("bomb")
    api.stenographer.add("Eine Bombe.")
    api.say("A bomb.")

    seen = await events(bot, asked(attached(), to="English", output="srt"))

    assert end(seen).outcome is Outcome.REFUSED
    assert files(seen) == []


async def test_a_voice_message_that_is_answered_to_is_heard(api, bot, channels):
    said = Said("v1", "2", "Bob", "", datetime.now(UTC), attachments=(attached(),))
    channels.said[PLACE] = [said]
    api.stenographer.add("From my phone.")
    ask = message("", command="transcribe", quotes=(Quote("Bob", "", id="v1"),), direct=False)

    assert words(await events(bot, ask)) == "From my phone."


async def test_behind_a_link_is_a_message_with_a_recording(api, bot, channels):
    other = Place("test", "server", "music")
    channels.said[other] = [
        Said("s1", "2", "Bob", "Listen!", datetime.now(UTC), attachments=(attached(),)),
        Said("s2", "2", "Bob", "Nothing here.", datetime.now(UTC)),
    ]
    api.stenographer.add("A song.")

    assert words(await events(bot, asked(link="https://chat.example/music/s1"))) == "A song."
    for link, told in (
        ("https://chat.example/music/s2", "has no recording"),
        ("https://chat.example/music/s3", "No message was found"),
        ("https://chat.example/elsewhere/s1", "No message was found"),
        ("this is not a link", "No message was found"),
    ):
        assert told in end(await events(bot, asked(link=link))).text


async def test_a_link_to_a_channel_that_one_may_not_read_leads_nowhere(api, bot, channels):
    secret = Place("test", "server", "secret")
    channels.said[secret] = [
        Said("s1", "1", "Dana", "", datetime.now(UTC), attachments=(attached(),))
    ]
    channels.closed.add((secret, BOB.id))
    link = asked(link="https://chat.example/secret/s1")

    seen = await events(bot, message("", command="transcribe", options=link.options, person=BOB))

    assert "No message was found" in end(seen).text
    assert heard(api) == []


async def test_what_was_said_in_a_private_channel_is_not_shown_in_another(api, bot):
    class Private(FakeChannels):
        async def is_private(self, place):
            return place.channel == "secret"

    channels = Private()
    bot.attach("test", channels)
    secret = Place("test", "server", "secret")
    channels.said[secret] = [
        Said("s1", "1", "Dana", "", datetime.now(UTC), attachments=(attached(),))
    ]
    link = {"link": "https://chat.example/secret/s1"}
    shown = message("", command="transcribe", options=link, direct=False)
    assert "private switched on" in end(await events(bot, shown)).text
    assert heard(api) == []

    api.stenographer.add("A song.")
    alone = message("", command="transcribe", options=link, direct=False, private=True)
    assert words(await events(bot, alone)) == "A song."


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (attached(b"Only words.", "notes.txt", "text/plain"), "damaged or no sound"),
        (attached(b"RIFF\x00\x00\x00\x00WAVEfmt ", "broken.wav"), "damaged or no sound"),
        (attached(recorded(pcm([(3, 0)]))), "it is silent"),
        (attached(film(2), "film.mp4", "video/mp4"), "has no sound"),
        (attached(recorded(pcm([(125, 0)]))), "too long: at most 2 minutes"),
        (Attachment("big.mp3", "audio/mpeg", 26_000_000, "test:big"), "26.0 MB"),
    ],
    ids=["text", "broken", "silent", "film", "long", "large"],
)
async def test_what_cannot_be_heard_is_refused_with_a_sentence(api, bot, file, told):
    seen = await events(bot, asked(file))

    assert end(seen).outcome is Outcome.FAILED
    assert told in end(seen).text
    assert words(seen) == ""
    assert api.record.requests("transcriptions") == 0


async def test_without_anything_to_hear_it_says_what_to_do(bot):
    assert "Attach a recording" in end(await events(bot, asked())).text


async def test_a_recording_without_words_is_said_to_have_none(api, bot):
    api.stenographer.add("")

    assert "no words were understood" in end(await events(bot, asked(attached()))).text


@pytest.mark.parametrize("status", [401, 413, 500])
async def test_when_the_endpoint_fails_nothing_is_half_done(api, bot, status):
    api.fail(HttpStatus(status), on="transcriptions", times=None)

    seen = await events(bot, asked(attached(recorded(speaking(*[2.5] * 8)))))

    assert end(seen).outcome is Outcome.FAILED
    assert "gpt-transcribe" in end(seen).text or "reports a fault" in end(seen).text
    assert words(seen) == ""


async def test_what_was_heard_before_it_failed_is_paid_for(api, bot, tmp_path):
    def hear(recording: Recording) -> str:
        if len(heard(api)) >= 4:
            api.fail(HttpStatus(400), on="transcriptions", times=None)
        return "So far."

    api.stenographer.hear = hear

    seen = await events(bot, asked(attached(recorded(speaking(*[2.5] * 12)))))

    assert end(seen).outcome is Outcome.FAILED
    ((seconds,),) = rows(tmp_path, "SELECT seconds FROM spendings")
    assert seconds > 10


async def test_over_the_budget_nothing_is_sent(api, bot):
    budget = {"name": "budget", "value": "$0.01 a day for the server"}
    changed = await events(bot, message("", command="settings", options=budget))
    assert end(changed).outcome is Outcome.ANSWERED

    seen = await events(bot, asked(attached()))

    assert end(seen).outcome is Outcome.FAILED
    assert "budget" in end(seen).text.lower()
    assert api.record.requests("transcriptions") == 0


async def test_stopping_ends_the_requests(api, bot):
    api.stenographer.gate = asyncio.Event()
    answer = bot.handle(asked(attached(recorded(speaking(*[2.5] * 8)))))
    async for event in answer:
        if isinstance(event, Status) and event.text.startswith("0 of"):
            break
    waiting = asyncio.create_task(anext(answer))
    await api.until(requests=4, endpoint="transcriptions")
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await answer.aclose()

    await api.until(left=4)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("transcribe", {}),
        ("transcribe vtt", {"output": "vtt"}),
        ("transcribe srt to=French", {"output": "srt", "to": "French"}),
        ("transcribe https://chat.example/music/s1", {"link": "https://chat.example/music/s1"}),
        ("transcribe this", None),
        ("transcribe what she says", None),
    ],
)
async def test_it_is_understood_without_a_slash_too(bot, typed, meant):
    found = spoken(typed, bot.commands)

    assert (found and dict(found[1])) == meant


async def test_the_command_is_offered_to_models_as_a_tool(bot):
    assert bot.commands["transcribe"].tool
