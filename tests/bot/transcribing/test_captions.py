"""Transcripts as text, subtitles and JSON."""

import itertools
import json

import pytest

from bot.messages import Usage
from bot.models.hearing import Cue, Heard
from bot.sound import Part, Sound
from bot.transcribing import Transcript
from bot.transcribing.captions import as_json, as_srt, as_text, as_vtt, clock
from bot.transcribing.transcript import joined, together

CUES = (
    Cue(0, 1.5, "Shall we\n\nbegin?", "Speaker A"),
    Cue(1.5, 2, "At 5 --> 6 & <later>.", "Speaker A"),
    Cue(3661.25, 3662, "Yes.", "Speaker B"),
)
TALK = Transcript("talk.mp3", 3662, "All.", CUES, "en", "gpt-transcribe", Usage())


def test_srt_has_numbers_commas_and_no_empty_lines_in_a_cue():
    assert as_srt(CUES) == (
        "1\n00:00:00,000 --> 00:00:01,500\nSpeaker A: Shall we begin?\n\n"
        "2\n00:00:01,500 --> 00:00:02,000\nSpeaker A: At 5 → 6 & <later>.\n\n"
        "3\n01:01:01,250 --> 01:01:02,000\nSpeaker B: Yes.\n"
    )


def test_vtt_has_a_head_voices_and_nothing_that_is_markup():
    assert as_vtt(CUES) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n<v Speaker A>Shall we begin?\n\n"
        "00:00:01.500 --> 00:00:02.000\n<v Speaker A>At 5 → 6 &amp; &lt;later&gt;.\n\n"
        "01:01:01.250 --> 01:01:02.000\n<v Speaker B>Yes.\n"
    )


def test_text_puts_together_what_one_speaker_says():
    assert as_text(TALK, timestamps=True) == (
        "[0:00] Speaker A: Shall we begin? At 5 → 6 & <later>.\n[1:01:01] Speaker B: Yes."
    )


def test_json_says_all_that_is_known():
    known = json.loads(as_json(TALK))

    assert known["segments"][2] == {
        "start": 3661.25,
        "end": 3662,
        "text": "Yes.",
        "speaker": "Speaker B",
    }
    assert (known["file"], known["seconds"], known["language"]) == ("talk.mp3", 3662, "en")


@pytest.mark.parametrize(("seconds", "written"), [(5.9, "0:05"), (65, "1:05"), (3725, "1:02:05")])
def test_a_time_is_written_as_people_write_it(seconds, written):
    assert clock(seconds) == written


def test_texts_are_joined_as_their_script_wants_it():
    assert joined(["One.", "", " Two."]) == "One. Two."
    assert joined(["今天。", "明天。"]) == "今天。明天。"


def _sound(tmp_path, *borders: float) -> Sound:
    parts = tuple(
        Part(tmp_path / str(start), start, end, ((start, end),), 1)
        for start, end in itertools.pairwise(borders)
    )
    return Sound("talk.mp3", borders[-1], parts)


def test_times_within_a_part_become_times_of_the_whole_and_never_leave_it(tmp_path):
    one = Heard("One.", (Cue(0.5, 99, "One.", "A"),), "en", Usage())
    two = Heard("Two.", (Cue(1, 2, "Two.", "A"),), "", Usage())

    put = together(_sound(tmp_path, 0, 10, 20), [one, two], model="m", timed=True, usage=Usage())

    assert [(cue.start, cue.end) for cue in put.cues] == [(0.5, 10), (11, 12)]
    assert [cue.speaker for cue in put.cues] == ["Speaker A (1)", "Speaker A (2)"]
    assert "in that part only" in put.remarks[0]


def test_of_one_part_speakers_have_no_number(tmp_path):
    one = Heard("One.", (Cue(0, 1, "One.", "Dana"), Cue(1, 2, "Two.", "B")), "", Usage())

    put = together(_sound(tmp_path, 0, 10), [one], model="m", timed=True, usage=Usage())

    assert [cue.speaker for cue in put.cues] == ["Dana", "Speaker B"]
    assert put.remarks == ()
