"""Lines and their times where a model gives none."""

from hypothesis import given
from hypothesis import strategies as st

from bot.transcribing.spreading import spread

HEARD = ((1.0, 3.0), (10.0, 14.0))


def test_a_sentence_lasts_as_long_as_its_share_of_the_words():
    cues = spread("One two three. One two three. One two three.", HEARD)

    assert [(cue.start, cue.end) for cue in cues] == [(1.0, 3.0), (10.0, 12.0), (12.0, 14.0)]


def test_a_sentence_across_a_pause_ends_behind_it():
    (cue,) = spread("All of it at once.", HEARD)

    assert (cue.start, cue.end) == (1.0, 14.0)


def test_numbers_are_not_torn_apart():
    assert [cue.text for cue in spread("It costs 2.50 in all. Good.", HEARD)] == [
        "It costs 2.50 in all.",
        "Good.",
    ]


def test_sentences_without_spaces_are_found():
    assert [cue.text for cue in spread("今天天气很好。我们去公园吧！", HEARD)] == [
        "今天天气很好。",
        "我们去公园吧！",
    ]


def test_where_nothing_is_heard_or_said_there_are_no_lines():
    assert spread("", HEARD) == ()
    assert spread("Words.", ()) == ()


@given(st.text(alphabet="ab ,.!?。\n", max_size=400))
def test_no_words_are_lost_and_no_line_is_long(text):
    cues = spread(text, HEARD)

    assert "".join("".join(cue.text.split()) for cue in cues) == "".join(text.split())
    at = 0.0
    for cue in cues:
        assert len(cue.text) <= 84
        assert HEARD[0][0] <= cue.start <= cue.end <= HEARD[-1][1]
        assert cue.start >= at
        at = cue.start
