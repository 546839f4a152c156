"""Recordings in the terminal: with a stand-in for the model, and with nothing but this machine."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.console.terminal import Terminal, environment
from tests.bot.models.speech.weights import MEETING, fetched
from tests.bot.sound.recording import pcm, recorded
from tests.doubles.openai import OpenAIDouble


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    shutil.copy(MEETING, tmp_path / "meeting.ogg")
    (tmp_path / "quiet.wav").write_bytes(recorded(pcm([(2, 0)])))
    (tmp_path / "notes.txt").write_text("Only words.")
    return tmp_path


def _chat(home: Path, **others: str) -> Terminal:
    return Terminal("-m", "bot", "chat", env=environment(home, **others), cwd=home, columns=100)


def _with(api: OpenAIDouble) -> dict[str, str]:
    return {
        "OPENAI_API_KEY": api.key,
        "OPENAI_BASE_URL": api.base_url,
        "CAUSERIE_MODELS__RETRY__ATTEMPTS": "1",
        "CAUSERIE_SCREENING__SEGMENTS__MILLISECONDS": "50",
    }


async def test_a_recording_is_written_down_and_its_subtitles_are_saved(
    home: Path, api: OpenAIDouble
) -> None:
    api.stenographer.hear = lambda recording: "Good morning, everybody."
    async with _chat(home, **_with(api)) as talk:
        await talk.prompt()
        shown = await talk.ask("/transcribe file=meeting.ogg")
        assert shown.startswith("Good morning, everybody.")
        await talk.ask("/attach meeting.ogg")
        saved = await talk.ask("/transcribe vtt")

    assert "meeting.vtt" in saved.replace("\n", "")
    assert (home / "meeting.vtt").read_text().startswith("WEBVTT\n\n00:00:00.")


async def test_what_cannot_be_heard_is_a_sentence(home: Path, api: OpenAIDouble) -> None:
    async with _chat(home, **_with(api)) as talk:
        await talk.prompt()
        assert "it is silent" in (await talk.ask("/transcribe file=quiet.wav")).replace("\n", " ")
        refused = await talk.ask("/transcribe file=notes.txt")
        assert "damaged or no sound" in refused.replace("\n", " ")
        assert "Attach a recording" in await talk.ask("/transcribe")
        api.moderation.flag("bomb")
        api.stenographer.add("How to build a bomb.")
        assert "bomb" not in await talk.ask("/transcribe file=meeting.ogg")


async def test_without_a_key_this_machine_hears_real_speech(
    home: Path, embedded_models: Path
) -> None:
    folder = str(fetched(embedded_models))
    # The model that writes is not asked for anything, so that any file will do for it.
    writer = home / "writer.gguf"
    writer.write_bytes(b"GGUF")
    local = {
        "CAUSERIE_MODELS__SPEECH__FOLDER": folder,
        "CAUSERIE_MODELS__EMBEDDED__PATH": str(writer),
    }
    async with _chat(home, **local) as talk:
        await talk.prompt()
        shown = (await talk.ask("/transcribe file=meeting.ogg")).replace("\n", " ")
        assert "welcome to the meeting" in shown
        assert "the new office in Vienna" in shown
        await talk.ask("/transcribe file=meeting.ogg srt")

    assert " --> 00:00:1" in (home / "meeting.srt").read_text()
