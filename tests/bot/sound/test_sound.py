"""Sound files of every kind: cut into parts with right times, and refused with a sentence."""

import asyncio
import io
import struct
import wave
from pathlib import Path

import pytest

from bot.config.schema import Limits
from bot.errors import InputError
from bot.sound import Cutting, Sound
from tests.bot.sound.recording import film, pcm, recorded, seconds_of, speaking

KINDS = {
    "m4a": ("aac", "ipod", 44_100),
    "mp3": ("libmp3lame", "mp3", 44_100),
    "mp4": ("aac", "mp4", 48_000),
    "mpeg": ("mp2", "mpeg", 44_100),
    "mpga": ("mp2", "mp2", 44_100),
    "wav": ("pcm_s16le", "wav", 8_000),
    "webm": ("libopus", "webm", 48_000),
    "ogg": ("libopus", "ogg", 48_000),
    "opus": ("libopus", "opus", 48_000),
    "flac": ("flac", "flac", 44_100),
}
CUTTING = Cutting(Limits(sound_minutes=1, sound_bytes=2_000_000))


@pytest.fixture(name="talk")
def _talk(tmp_path: Path) -> Path:
    file = tmp_path / "talk.wav"
    file.write_bytes(recorded(speaking(1)))
    return file


async def _cut(name: str, data: bytes, longest: float = 600) -> Sound:
    async with CUTTING.cut(name, data, longest=longest) as sound:
        return sound


async def _refused(name: str, data: bytes) -> str:
    with pytest.raises(InputError) as refusal:
        await _cut(name, data)
    return str(refusal.value)


@pytest.mark.parametrize("ending", KINDS)
async def test_every_kind_of_file_is_heard(ending: str):
    codec, container, rate = KINDS[ending]
    data = recorded(speaking(1, 2), codec=codec, container=container, rate=rate)

    sound = await _cut(f"voice.{ending}", data)

    assert sound.seconds == pytest.approx(4, abs=0.15)
    (part,) = sound.parts
    assert [round(begin) for begin, _ in part.heard] == [0, 2]


async def test_of_a_film_its_sound_is_heard():
    data = recorded(speaking(1), codec="aac", container="mp4", rate=44_100, picture=True)

    sound = await _cut("film.mp4", data)

    assert sound.seconds == pytest.approx(1.5, abs=0.15)


async def test_parts_are_small_files_as_long_as_they_say():
    data = recorded(speaking(2, 2, 2, 2, 2))

    async with CUTTING.cut("talk.wav", data, longest=6) as sound:
        parts = [(part.seconds, part.file.read_bytes()) for part in sound.parts]

    assert len(parts) == 3
    for seconds, encoded in parts:
        assert encoded.startswith(b"OggS")
        assert len(encoded) < seconds * 10_000
        assert seconds_of(encoded) == pytest.approx(seconds, abs=0.1)


async def test_parts_in_which_nothing_is_heard_are_left_out():
    data = recorded(pcm([(4, 8_000), (12, 0), (4, 8_000)]))

    sound = await _cut("pause.wav", data, longest=5)

    assert sound.seconds == pytest.approx(20, abs=0.1)
    assert sum(part.seconds for part in sound.parts) < 12
    assert sound.parts[-1].heard[-1][1] == pytest.approx(20, abs=0.1)


async def test_nothing_is_left_on_the_disk():
    async with CUTTING.cut("talk.wav", recorded(speaking(1)), longest=6) as sound:
        folder = sound.parts[0].file.parent
        assert folder.is_dir()

    assert not folder.exists()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"This is a text.\n" * 100, id="text"),
        pytest.param(bytes(range(256)) * 400, id="rubbish"),
        pytest.param(recorded(speaking(1), codec="aac", container="mp4")[:2_000], id="cut"),
        pytest.param(b"OggS" + bytes(4_000), id="hollow"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused(data: bytes):
    assert "damaged or no sound" in await _refused("talk.mp3", data)


@pytest.mark.parametrize(
    "text",
    ["#EXTM3U\n#EXTINF:10,\n{}\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile '{}'\n"],
    ids=["hls", "concat"],
)
async def test_a_list_of_other_files_opens_none_of_them(text: str, talk: Path):
    assert "damaged or no sound" in await _refused("list.mp3", text.format(talk).encode())


async def test_a_broken_stretch_in_the_middle_costs_only_itself():
    data = bytearray(recorded(speaking(3, 3, 3), codec="libmp3lame", container="mp3", rate=44_100))
    middle = len(data) // 2
    data[middle : middle + 3_000] = bytes(range(250)) * 12

    sound = await _cut("talk.mp3", bytes(data))

    assert sound.seconds > 8


async def test_a_film_without_sound_is_refused():
    assert "has no sound" in await _refused("film.mp4", film(2))


async def test_silence_is_refused():
    assert "silent" in await _refused("quiet.wav", recorded(pcm([(5, 0)])))


async def test_a_blink_of_sound_is_refused():
    assert "too short" in await _refused("blink.wav", recorded(pcm([(0.05, 9_000)])))


async def test_a_sound_too_long_is_refused_before_it_is_read():
    told = await _refused("long.flac", recorded(pcm([(90, 0)]), codec="flac", container="flac"))

    assert "(2 minutes) is too long: at most 1 minutes" in told


async def test_a_length_that_is_only_guessed_refuses_nothing():
    quiet, loud = (
        recorded(pcm([(seconds, 9_000)]), codec="libmp3lame", container="mp3", bits=bits)
        for seconds, bits in ((2, 24_000), (48, 64_000))
    )

    # By its first frames it would be more than two minutes long.
    assert (await _cut("talk.mp3", quiet + loud)).seconds == pytest.approx(50, abs=1)


async def test_a_sound_that_hides_its_length_is_refused_at_the_bound():
    # A stream of ADTS frames says nothing about how many there are.
    data = recorded(pcm([(90, 300)]), codec="aac", container="adts")

    assert "too long" in await _refused("stream.aac", data)


async def test_a_file_too_large_is_refused():
    assert "2 MB can be heard" in await _refused("large.wav", bytes(2_000_001))


@pytest.mark.parametrize(("at", "field"), [(22, struct.pack("<H", 60_000)), (24, bytes(4))])
async def test_a_header_that_lies_is_refused(at: int, field: bytes):
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16_000)
        out.writeframes(speaking(1))
    data = bytearray(file.getvalue())
    data[at : at + len(field)] = field

    assert "damaged" in await _refused("talk.wav", bytes(data))


async def test_whoever_leaves_ends_the_reading():
    data = recorded(pcm([(55, 300)]))
    reading = asyncio.create_task(_cut("talk.wav", data))
    await asyncio.sleep(0)
    reading.cancel()

    with pytest.raises(asyncio.CancelledError):
        await reading
    # The room of the one that left is free again.
    assert (await _cut("talk.wav", recorded(speaking(1)))).parts
