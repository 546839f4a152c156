"""Cutting a stream of PCM: at pauses, nothing lost, times right."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sound.cutting import Cutter, Described, Stride
from bot.sound.levels import WINDOW, heard, levels, quietest
from tests.bot.sound.recording import RATE, pcm, speaking

STRIDE = Stride(earliest=3, longest=5)


def _chunks(sound: bytes, size: int = RATE) -> Iterator[bytes]:
    return (sound[begin : begin + size] for begin in range(0, len(sound), size))


def _cut(sound: bytes, stride: Stride = STRIDE, size: int = RATE) -> list[tuple[bytes, Described]]:
    parts, so_far = [], b""
    for piece in Cutter(stride).cut(_chunks(sound, size)):
        so_far += piece.pcm
        if piece.ends is not None:
            parts.append((so_far, piece.ends))
            so_far = b""
    assert so_far == b""
    return parts


def test_a_cut_lies_in_a_pause():
    parts = _cut(speaking(1.5, 2.0, 1.5, 3.0))

    # The pauses lie at 1.5-2, 4-4.5 and 6-6.5 seconds; only the second one is where it is looked.
    assert len(parts) == 2
    assert 4.0 <= parts[0][1].end <= 4.5
    assert parts[1][1].start == parts[0][1].end


def test_where_nobody_pauses_it_is_cut_all_the_same():
    parts = _cut(pcm([(12, 8_000)]))

    assert [len(sound) / RATE / 2 <= 5 for sound, _ in parts] == [True] * len(parts)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.05, 4), st.sampled_from([0, 200, 9_000])), max_size=8),
    st.sampled_from([320, 1_000, 16_000, 40_002]),
)
def test_nothing_is_lost_and_parts_follow_one_another(stretches, size):
    sound = pcm(stretches)

    parts = _cut(sound, size=size)

    assert b"".join(part for part, _ in parts) == sound
    at = 0.0
    for part, described in parts:
        assert described.start == round(at, 2)
        at += len(part) / 2 / RATE
        assert abs(described.end - at) < 0.01
        assert len(part) / 2 / RATE <= STRIDE.longest + 1
        for begin, end in described.heard:
            assert described.start - WINDOW <= begin < end <= described.end + WINDOW
    assert all(len(part) / 2 / RATE >= 1 for part, _ in parts[:-1])


def test_what_is_heard_begins_and_ends_with_the_tone():
    parts = _cut(pcm([(1, 0), (1, 8_000), (1, 0), (0.5, 8_000), (0.5, 0)]))

    ((_, described),) = parts
    assert described.heard == ((1.0, 2.0), (3.0, 3.5))


def test_in_silence_nothing_is_heard():
    assert heard(levels(pcm([(2, 0), (1, 20)])), 0) == ()


def test_a_click_is_not_speech():
    assert heard(levels(pcm([(1, 0), (0.04, 9_000), (1, 0)])), 0) == ()


def test_a_quiet_voice_is_heard():
    assert heard(levels(pcm([(1, 0), (1, 150), (1, 0)])), 10) == ((11.0, 12.0),)


def test_of_equal_pauses_the_last_is_taken():
    assert quietest([9] * 40 + [0] * 20 + [9] * 40 + [0] * 20 + [9] * 10, 0, 130) > 100


def test_an_hour_is_divided_evenly():
    stride = Stride.even(3_600, 600, search=0.4)

    assert stride.longest <= 600
    assert 300 < stride.earliest < stride.longest


def test_a_sound_that_fits_is_not_divided():
    assert Stride.even(100, 600, search=0.4).longest == 600


def test_without_a_length_the_longest_parts_are_made():
    assert Stride.even(None, 600, search=0.4) == Stride(360, 600)
