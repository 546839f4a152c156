"""Subtitles keep numbers, times and settings; only their words change."""

from bot.translating.subtitles import read

SRT = """1
00:00:01,000 --> 00:00:04,000
Hello there,
how are you?

2
00:00:05,500 --> 00:00:06,000 X1:100 X2:200
<i>Fine.</i>


3
00:00:07,000 --> 00:00:08,000
Bye
"""
VTT = """WEBVTT - A title

NOTE this is nothing to be said

STYLE
::cue { color: red }

intro
00:01.000 --> 00:04.000 align:start
<v Ann>Hello

00:05.000 --> 00:06.000
Bye"""


def test_srt_gives_its_words_and_takes_others():
    found = read(SRT)

    assert found.texts == ("Hello there,\nhow are you?", "<i>Fine.</i>", "Bye")
    assert found.written(found.texts) == SRT
    assert found.written(["A\nB", "C", "D"]) == SRT.replace(
        "Hello there,\nhow are you?", "A\nB"
    ).replace("<i>Fine.</i>", "C").replace("Bye", "D")


def test_webvtt_keeps_its_head_notes_styles_and_settings():
    found = read(VTT)

    assert found.texts == ("<v Ann>Hello", "Bye")
    assert found.written(["<v Ann>Salut", "Au revoir"]) == VTT.replace("Hello", "Salut").replace(
        "Bye", "Au revoir"
    )


def test_an_empty_line_in_a_translation_does_not_end_its_cue():
    found = read("1\n00:00:01,000 --> 00:00:02,000\nHi\n")

    assert found.written(["Bon\n\njour\n"]) == "1\n00:00:01,000 --> 00:00:02,000\nBon\njour\n"


def test_a_cue_without_words_and_a_file_without_cues():
    assert read("1\n00:00:01,000 --> 00:00:02,000\n\n").texts == ("",)
    assert read("just a text").texts == ()
