"""The double's transcripts, as the official client sees them."""

import io

import openai
import pytest
from openai import AsyncOpenAI

from tests.bot.sound.recording import pcm, recorded, speaking
from tests.doubles.openai import OpenAIDouble, Recording, Status

WAV = ("talk.wav", recorded(speaking(2)), "audio/wav")


async def test_a_recording_becomes_text_and_is_charged_by_its_length(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    api.stenographer.add("Hello there.")

    said = await client.audio.transcriptions.create(
        model="gpt-transcribe", file=WAV, prompt="Talk", languages=["en", "de"], keywords=["fox"]
    )

    assert said.text == "Hello there."
    assert said.languages is not None
    assert [one.code for one in said.languages] == ["en"]
    assert said.usage is not None
    assert said.usage.type == "duration"
    assert said.usage.seconds == 3
    (heard,) = api.stenographer.heard
    assert heard.seconds == pytest.approx(2.5, abs=0.01)
    assert (heard.languages, heard.prompt) == (("en", "de"), "Talk")


async def test_it_may_be_charged_in_tokens(api: OpenAIDouble, client: AsyncOpenAI) -> None:
    api.stenographer.billed = "tokens"

    said = await client.audio.transcriptions.create(model="gpt-transcribe", file=WAV)

    assert said.usage is not None
    assert said.usage.type == "tokens"
    assert said.usage.input_tokens == 25


async def test_a_function_of_the_recording_may_answer(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    def hear(recording: Recording) -> str:
        return f"{recording.file.name} of {recording.seconds:g} seconds"

    api.stenographer.hear = hear

    said = await client.audio.transcriptions.create(model="gpt-transcribe", file=WAV)

    assert said.text == "talk.wav of 2.5 seconds"


async def test_times_and_subtitles_come_from_the_model_that_has_them(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    create = client.audio.transcriptions.create
    verbose = await create(model="whisper-1", file=WAV, response_format="verbose_json")
    srt = await create(model="whisper-1", file=WAV, response_format="srt")

    assert verbose.segments is not None
    assert [round(one.end, 2) for one in verbose.segments] == [1.15, 2.5]
    assert srt.startswith("1\n00:00:00,000 --> ")


async def test_speakers_come_from_the_model_that_tells_them_apart(
    api: OpenAIDouble, client: AsyncOpenAI
) -> None:
    said = await client.audio.transcriptions.create(
        model="gpt-4o-transcribe-diarize", file=WAV, response_format="diarized_json"
    )

    assert [one.speaker for one in said.segments] == ["A", "B"]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"model": "gpt-transcribe", "response_format": "srt"}, "unsupported_value"),
        ({"model": "gpt-transcribe", "response_format": "verbose_json"}, "unsupported_value"),
        ({"model": "whisper-1", "languages": ["en"]}, "unsupported_parameter"),
        ({"model": "gpt-4o-transcribe-diarize", "prompt": "A"}, "unsupported_parameter"),
        ({"model": "gpt-4o"}, "invalid_value"),
        ({"model": "gpt-transcribe", "file": ("talk.txt", WAV[1])}, "invalid_value"),
        ({"model": "gpt-transcribe", "file": ("talk.wav", b"RIFF")}, "invalid_value"),
        (
            {"model": "gpt-transcribe", "file": ("t.wav", recorded(pcm([(0.05, 9)])))},
            "audio_too_short",
        ),
    ],
)
async def test_what_a_model_cannot_do_is_refused(
    client: AsyncOpenAI, wanted: dict[str, object], code: str
) -> None:
    with pytest.raises(openai.BadRequestError) as refusal:
        await client.audio.transcriptions.create(**{"file": WAV, **wanted})  # type: ignore[call-overload]  # of all sorts

    assert refusal.value.code == code


async def test_a_long_recording_must_be_cut(client: AsyncOpenAI) -> None:
    file = ("long.flac", recorded(pcm([(31, 0)]), codec="flac", container="flac"))
    create = client.audio.transcriptions.create

    with pytest.raises(openai.BadRequestError, match="chunking_strategy"):
        await create(model="gpt-4o-transcribe-diarize", file=file)
    long = recorded(pcm([(1_501, 0)]), codec="flac", container="flac")
    with pytest.raises(openai.BadRequestError, match="longer than 1500 seconds"):
        await create(model="gpt-transcribe", file=("long.flac", long))


async def test_more_than_25_megabytes_are_too_many(client: AsyncOpenAI) -> None:
    with pytest.raises(openai.APIStatusError) as refusal:
        await client.audio.transcriptions.create(
            model="gpt-transcribe", file=("large.wav", io.BytesIO(bytes(26_300_000)))
        )

    assert refusal.value.status_code == 413


async def test_two_megabytes_are_not(client: AsyncOpenAI) -> None:
    data = recorded(pcm([(70, 300)]))
    assert len(data) > 2_000_000

    said = await client.audio.transcriptions.create(
        model="gpt-transcribe", file=("large.wav", data)
    )

    assert said.text


async def test_it_streams_where_the_model_can(api: OpenAIDouble, client: AsyncOpenAI) -> None:
    api.stenographer.add("The quick brown fox.")

    stream = await client.audio.transcriptions.create(model="gpt-transcribe", file=WAV, stream=True)
    events = [event async for event in stream]

    deltas = [event.delta for event in events if event.type == "transcript.text.delta"]
    assert "".join(deltas) == "The quick brown fox."
    assert events[-1].type == "transcript.text.done"


async def test_faults_strike_here_too(api: OpenAIDouble, client: AsyncOpenAI) -> None:
    api.fail(Status(429), on="transcriptions")

    with pytest.raises(openai.RateLimitError):
        await client.audio.transcriptions.create(model="gpt-transcribe", file=WAV)
