"""The real Whisper base hears real speech, in a process of its own."""

import asyncio
import difflib
import os
import re
import signal
from pathlib import Path

import pytest

from bot.config.schema import Speech
from bot.errors import EmbeddedError, ModelBusy
from bot.models.embedded.files import digest
from bot.models.hearing import Clip
from bot.models.speech import LocalEar
from tests.bot.models.speech.weights import MEETING, WORDS, fetched, settings
from tests.bot.sound.recording import pcm, recorded

CLIP = Clip(MEETING, "audio/ogg", 11.7)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower().replace("organize", "organise"))


def children() -> set[int]:
    """The processes of ours that hear."""
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text()
    return {int(one) for one in listed.split() if _hears(one)}


def _hears(process: str) -> bool:
    try:
        return b"bot.models.speech.child" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


async def begun() -> int:
    """Wait until a process hears, and give its number."""
    async with asyncio.timeout(60):
        while not (running := children()):  # noqa: ASYNC110 - a process gives no event
            await asyncio.sleep(0.01)
    return running.pop()


@pytest.fixture(scope="module", name="folder")
def _folder(embedded_models: Path) -> Path:
    return fetched(embedded_models)


@pytest.fixture(name="ear")
def _ear(folder: Path) -> LocalEar:
    return LocalEar(settings(), folder)


async def test_what_was_said_is_understood_with_its_times(ear: LocalEar):
    heard = await ear.hear(CLIP, "times")

    same = difflib.SequenceMatcher(None, words(heard.text), words(WORDS)).ratio()
    assert same > 0.9
    assert heard.language == "en"
    assert heard.usage.seconds == 11.7
    assert heard.cues[0].start < 0.5
    assert 10 < heard.cues[-1].end < 12.5
    assert " ".join(cue.text for cue in heard.cues) == heard.text


async def test_the_file_holds_the_four_that_everybody_pins(folder: Path, tmp_path: Path):
    known = {
        "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
        "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    }
    entry = settings().catalogue["whisper-base"]
    with (folder / entry.file).open("rb") as bundle:
        for name, size in entry.holds.items():
            (tmp_path / name).write_bytes(bundle.read(size))

    assert {name: digest(tmp_path / name) for name in entry.holds} == known


async def test_in_a_tone_no_words_are_made_up(ear: LocalEar, tmp_path: Path):
    file = tmp_path / "tone.wav"
    file.write_bytes(recorded(pcm([(3, 9_000)])))

    assert (await ear.hear(Clip(file, "audio/wav", 3), "text")).text == ""


async def test_whoever_leaves_ends_the_process(ear: LocalEar):
    hearing = asyncio.create_task(ear.hear(CLIP, "text"))
    process = await begun()
    hearing.cancel()

    with pytest.raises(asyncio.CancelledError):
        await hearing
    assert process not in children()


async def test_a_process_that_dies_is_told_of_and_the_next_hears(ear: LocalEar):
    hearing = asyncio.create_task(ear.hear(CLIP, "text"))
    os.kill(await begun(), signal.SIGKILL)

    with pytest.raises(EmbeddedError, match="ended before it was done"):
        await hearing
    assert "Vienna" in (await ear.hear(CLIP, "text")).text


async def test_one_is_heard_at_a_time_and_few_may_wait(folder: Path):
    ear = LocalEar(settings().model_copy(update={"waiting": 1}), folder)
    first = asyncio.create_task(ear.hear(CLIP, "text"))
    second = asyncio.create_task(ear.hear(CLIP, "text"))
    await begun()

    with pytest.raises(ModelBusy):
        await ear.hear(CLIP, "text")
    assert len(children()) == 1
    for task in (first, second):
        task.cancel()
    await asyncio.gather(first, second, return_exceptions=True)


async def test_a_folder_that_holds_no_model_is_told_of(tmp_path: Path):
    ear = LocalEar(Speech(path=tmp_path), tmp_path)

    with pytest.raises(EmbeddedError, match="ended before it was done"):
        await ear.hear(CLIP, "text")


async def test_a_model_that_the_catalogue_lacks_is_told_of(tmp_path: Path):
    with pytest.raises(EmbeddedError, match="no speech model large"):
        await LocalEar(Speech(model="large"), tmp_path).hear(CLIP, "text")
