"""What was heard is known as it reads now, within bounds, and as far as nothing was missed."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.transcript import Transcript
from bot.messages import Place

GENERAL = Place("slack", "T1", "C1")


def said(number: int, text: str = "", *, channel: str = "C1", **more: Any) -> dict[str, Any]:
    """Something that was said."""
    words = text or f"line {number}"
    return {"type": "message", "channel": channel, "ts": f"{number}.000001", "user": "U1"} | {
        "text": words,
        **more,
    }


def texts(transcript: Transcript, place: Place = GENERAL) -> list[str]:
    return [each["text"] for each in transcript.between(place, 0, float("inf"))]


def test_a_message_reads_as_it_was_changed_and_is_gone_when_it_was_deleted():
    transcript = Transcript()
    for number in range(3):
        transcript.hear(said(number))
    transcript.correct(said(1, "changed"))
    transcript.correct(said(9, "never heard"))
    transcript.forget("C1", "2.000001")

    assert texts(transcript) == ["line 0", "changed"]
    transcript.forget("C1")
    assert texts(transcript) == []


def test_a_thread_has_its_first_message_and_nothing_of_its_channel():
    transcript = Transcript()
    transcript.hear(said(1))
    transcript.hear(said(2))
    transcript.hear(said(3, thread_ts="1.000001"))
    transcript.hear(said(4, channel="C2", thread_ts="1.000001"))
    transcript.hear(said(5, subtype="channel_join"))

    assert texts(transcript, Place("slack", "T1", "C1", "1.000001")) == ["line 1", "line 3"]
    assert texts(transcript) == ["line 1", "line 2", "line 3"]


@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from(["C1", "C2"])), max_size=40))
def test_it_stays_within_its_bounds_and_knows_from_when_on_it_is_whole(heard: list[Any]):
    transcript = Transcript(most=5, letters=1_100)
    transcript.since = 0.0
    for number, channel in heard:
        transcript.hear(said(number, "x" * number, channel=channel))

    for channel in ("C1", "C2"):
        place = Place("slack", "T1", channel)
        whole = transcript.whole_since(channel)
        there = {f"{number}.000001" for number, where in heard if where == channel}
        wanted = {ts for ts in there if float(ts) > whole}
        kept = {each["ts"] for each in transcript.between(place, 0, float("inf"))}
        assert wanted <= kept <= there
    assert len(texts(transcript)) + len(texts(transcript, Place("slack", "T1", "C2"))) <= 5


def test_what_a_bot_attaches_counts_like_words():
    transcript = Transcript(letters=5_000)
    for number in range(1, 11):
        transcript.hear(said(number, "", attachments=[{"fallback": "x" * 2_000}]))

    assert len(texts(transcript)) == 2
