"""Models of an endpoint that make text of sound, over real HTTP; and which one is chosen."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.config import ModelCard
from bot.config.schema import Hears, Models, Prices, Retry, Speech, Transcription
from bot.errors import (
    EmbeddedError,
    InputError,
    KeyRejected,
    ModelBusy,
    ModelFailing,
    ModelSilent,
    ModelUnreachable,
    NotAnEndpoint,
    NotOffered,
    QuotaExhausted,
    RequestRejected,
)
from bot.messages import Usage
from bot.models.client import Client, Endpoint
from bot.models.ears import Ears
from bot.models.hearing import Clip, Gives
from bot.models.speech import LocalEar
from tests.bot.sound.recording import recorded, speaking
from tests.doubles import openai as double
from tests.doubles.openai.errors import Problem

DYING = date(2027, 2, 26)
CONFIG = Models(
    table={
        "gpt-transcribe": ModelCard(
            hears=Hears(language="languages"), prices=Prices(input=0, output=0, minute=0.0045)
        ),
        "gpt-4o-transcribe-diarize": ModelCard(
            hears=Hears(gives=["speakers"], prompt=False), shutdown=DYING
        ),
        "whisper-1": ModelCard(hears=Hears(gives=["times"]), shutdown=DYING),
    },
    retry=Retry(attempts=2, first_delay=0.001, longest_delay=0.01, patience=2),
    transcription=Transcription(seconds=2),
)
TODAY = date(2026, 11, 24)


class Deaf(LocalEar):
    """The ear of a machine on which nothing is installed."""

    installed = False


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[double.OpenAIDouble]:
    async with double.OpenAIDouble() as api:
        yield api


@pytest.fixture(name="client")
async def _client(api: double.OpenAIDouble) -> AsyncIterator[Client]:
    client = Client(Endpoint(api.key, api.base_url), connect_seconds=2)
    yield client
    await client.close()


@pytest.fixture(name="clip")
def _clip(tmp_path: Path) -> Clip:
    file = tmp_path / "part.ogg"
    file.write_bytes(recorded(speaking(2), codec="libopus", container="ogg", rate=48_000))
    return Clip(file, "audio/ogg", 2.5, language="en", before="What came before.")


def ears(client: Client | None, tmp_path: Path, **wishes: Any) -> Ears:
    transcription = CONFIG.transcription.model_copy(update=wishes)
    config = CONFIG.model_copy(update={"transcription": transcription})
    return Ears(config, client=client, local=LocalEar(Speech(path=tmp_path), tmp_path))


async def test_the_text_comes_with_what_it_used(api, client, clip, tmp_path):
    api.stenographer.add(" Hello there. ")

    heard = await ears(client, tmp_path).choose("text").hear(clip, "text")

    assert (heard.text, heard.cues, heard.language) == ("Hello there.", (), "en")
    assert heard.usage == Usage(seconds=3)
    (asked,) = api.stenographer.heard
    assert asked.file.name == "sound.ogg"
    assert asked.file.media_type == "audio/ogg"
    assert (asked.languages, asked.language) == (("en",), "")
    assert asked.prompt == "What came before."


async def test_tokens_are_counted_where_it_is_charged_in_them(api, client, clip, tmp_path):
    api.stenographer.billed = "tokens"

    heard = await ears(client, tmp_path).choose("text").hear(clip, "text")

    assert heard.usage.input > 25
    assert heard.usage.output > 5
    assert heard.usage.seconds == 2.5


async def test_a_server_that_says_nothing_of_usage_is_charged_by_the_length(
    api, client, clip, tmp_path
):
    api.stenographer.billed = None

    heard = await ears(client, tmp_path).choose("text").hear(clip, "text")

    assert heard.usage == Usage(seconds=2.5)


async def test_times_come_from_a_model_that_gives_them(api, client, clip, tmp_path):
    api.stenographer.add("One. Two.")

    ear = ears(client, tmp_path, model="whisper-1").choose("times")
    heard = await ear.hear(clip, "times")

    assert [(cue.text, cue.speaker) for cue in heard.cues] == [("One.", ""), ("Two.", "")]
    assert heard.language == "english"
    assert api.stenographer.heard[0].language == "en"


async def test_speakers_come_from_the_model_that_tells_them_apart(api, client, clip, tmp_path):
    api.stenographer.add("One. Two.")

    ear = ears(client, tmp_path).choose("speakers", today=TODAY)
    heard = await ear.hear(clip, "speakers")

    assert [(cue.text, cue.speaker) for cue in heard.cues] == [("One.", "A"), ("Two.", "B")]
    assert api.stenographer.heard[0].prompt == ""


async def test_of_a_model_without_times_none_are_asked(api, client, clip, tmp_path):
    await ears(client, tmp_path).choose("times").hear(clip, "times")

    assert api.stenographer.heard[0].format == "json"


async def test_a_prompt_is_the_end_of_what_was_said_before(api, client, clip, tmp_path):
    long = Clip(clip.file, clip.media_type, 2.5, before="a" * 900 + "the end")

    await ears(client, tmp_path).choose("text").hear(long, "text")

    assert api.stenographer.heard[0].prompt.endswith("aathe end")
    assert len(api.stenographer.heard[0].prompt) == 600


@pytest.mark.parametrize(
    ("fault", "error", "requests"),
    [
        (double.Status(429, retry_after=0.01), ModelBusy, 2),
        (double.Status(500), ModelFailing, 2),
        (double.Status(401), KeyRejected, 1),
        (double.no_quota(), QuotaExhausted, 1),
        (double.Reset(), ModelUnreachable, 2),
        (double.Page(), NotOffered, 1),
        (double.Json({"hello": "world"}), NotOffered, 1),
        (double.Status(404, problem=Problem(404, "Not Found")), NotOffered, 1),
        (
            double.Status(413, problem=Problem(413, "too large", type="server_error")),
            RequestRejected,
            1,
        ),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_faults_of_the_endpoint_are_its_errors(
    api, client, clip, tmp_path, fault, error, requests
):
    api.fail(fault, on="transcriptions", times=None)

    with pytest.raises(error) as raised:
        await ears(client, tmp_path).choose("text").hear(clip, "text")
    assert raised.value.model == "gpt-transcribe"
    assert api.record.requests("transcriptions") == requests


async def test_a_fault_that_passes_is_not_seen(api, client, clip, tmp_path):
    api.fail(double.Status(503), on="transcriptions")

    assert (await ears(client, tmp_path).choose("text").hear(clip, "text")).text


async def test_an_endpoint_that_says_nothing_is_not_waited_for(api, client, clip, tmp_path):
    api.fail(double.Silence(), on="transcriptions", times=None)

    with pytest.raises(ModelSilent):
        await ears(client, tmp_path, seconds=0.1).choose("text").hear(clip, "text")


def test_a_model_that_nobody_described_may_be_named(client, tmp_path):
    ear = ears(client, tmp_path, model="whisper-large").choose("times")

    assert ear.name == "whisper-large"
    assert ear.card.hears == Hears()


def test_without_an_endpoint_this_machine_hears(tmp_path):
    assert ears(None, tmp_path).choose("times").name == "local-speech"


def test_without_an_endpoint_and_the_extra_it_says_what_to_install(tmp_path):
    nobody = Ears(CONFIG, client=None, local=Deaf(Speech(), tmp_path))

    with pytest.raises(EmbeddedError, match="local-speech"):
        nobody.choose("text")


def test_an_endpoint_that_cannot_hear_is_not_asked_twice(client, tmp_path):
    found = ears(client, tmp_path)
    chosen = found.choose("text")
    cannot = NotOffered(ability="make text of sound")

    instead = found.instead(chosen, cannot)

    assert instead is not None
    assert instead.name == "local-speech"
    assert found.choose("text").name == "local-speech"


@pytest.mark.parametrize(
    ("wishes", "error"),
    [
        ({"model": "whisper-1"}, NotOffered(ability="make text of sound")),
        ({}, ModelBusy()),
        ({}, NotAnEndpoint()),
    ],
)
def test_other_errors_and_models_that_were_named_stay(client, tmp_path, wishes, error):
    found = ears(client, tmp_path, **wishes)

    assert found.instead(found.choose("text"), error) is None


def test_when_no_model_tells_speakers_apart_any_more_it_says_so(client, tmp_path):
    with pytest.raises(InputError, match="tells speakers apart"):
        ears(client, tmp_path).choose("speakers", today=DYING)


def test_this_machine_tells_no_speakers_apart(tmp_path):
    gives: Gives = "speakers"

    with pytest.raises(InputError, match="tells speakers apart"):
        ears(None, tmp_path).choose(gives, today=TODAY)
