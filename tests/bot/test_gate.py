"""The gate: nothing comes out before it was judged, in order, in pieces that give nothing away."""

import asyncio
from contextlib import aclosing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.schema import Segments
from bot.errors import ScreeningUnavailable
from bot.gate import Gate, Refused
from bot.messages import Choice, Choices, Event, File, Status, Text
from bot.screening import Action, Verdict

FORBIDDEN = "forbidden"


class Judge:
    """Refuses what contains the forbidden word; each check waits until it is let go."""

    def __init__(self, *, held: bool = False) -> None:
        self.asked: list[str] = []
        self.failure: Exception | None = None
        self.go = asyncio.Event()
        self.running = 0
        self.most_running = 0
        if not held:
            self.go.set()

    async def file(self, file: File) -> Verdict:
        return await self(file.data.decode())

    async def __call__(self, text: str) -> Verdict:
        self.asked.append(text)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        try:
            await self.go.wait()
        finally:
            self.running -= 1
        if self.failure is not None:
            raise self.failure
        return Verdict(Action.REFUSE if FORBIDDEN in text else Action.ALLOW, "model")


def parted(text: str, end: int) -> int:
    """The last position up to `end` where the forbidden word neither lies nor may still grow."""
    for cut in range(end, -1, -1):
        starts = range(max(0, cut - len(FORBIDDEN)), cut)
        if not any(FORBIDDEN.startswith(text[start : start + len(FORBIDDEN)]) for start in starts):
            return cut
    return 0


def gated(judge: Judge, **segments: int) -> Gate:
    return Gate(judge, parted, Segments(**segments), judge_file=judge.file)


async def shown(gate: Gate) -> list[Event]:
    async with aclosing(gate.cleared()) as events:
        return [event async for event in events]


async def next_text(gate: Gate) -> str:
    async with aclosing(gate.cleared()) as events:
        event = await anext(events)
    assert isinstance(event, Text)
    return event.text


def texts(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Text))


async def test_the_first_sentence_is_judged_while_the_model_goes_on_writing():
    judge = Judge()
    gate = gated(judge)
    gate.feed("Yes. And then ")

    assert await next_text(gate) == "Yes. "
    assert judge.asked == ["Yes. "]
    await gate.close()


async def test_nothing_comes_out_before_its_verdict():
    judge = Judge(held=True)
    gate = gated(judge)
    gate.feed("Yes. ")
    coming = asyncio.ensure_future(next_text(gate))
    await asyncio.sleep(0)

    assert not coming.done()
    judge.go.set()
    assert await coming == "Yes. "
    await gate.close()


async def test_a_short_answer_is_judged_as_a_whole_by_its_last_check():
    judge = Judge()
    gate = gated(judge)
    gate.feed("Yes. No. Maybe so")
    gate.finish()

    assert texts(await shown(gate)) == "Yes. No. Maybe so"
    assert judge.asked[-1] == "Yes. No. Maybe so"
    assert len(judge.asked) == 2


async def test_a_long_answer_is_judged_once_more_as_a_whole():
    judge = Judge()
    gate = gated(judge, characters=40, context_characters=20)
    sentence = "This goes on for a while. "
    for _ in range(10):
        gate.feed(sentence)
    gate.finish()

    assert texts(await shown(gate)) == sentence * 10
    assert judge.asked[-1] == sentence * 10


async def test_each_segment_is_judged_with_the_words_before_it():
    judge = Judge()
    gate = gated(judge)
    gate.feed("First. ")
    await next_text(gate)
    gate.feed("Then comes a second sentence that is long enough. ")

    await next_text(gate)
    assert judge.asked[-1] == "First. Then comes a second sentence that is long enough. "
    await gate.close()


async def test_a_word_split_over_pieces_never_becomes_visible_in_part():
    judge = Judge()
    gate = gated(judge, characters=20)
    for piece in ("A long run of words for", "bid", "den here and on."):
        gate.feed(piece)
    gate.finish()

    with pytest.raises(Refused):
        await shown(gate)
    assert gate.shown == "A long run of words "
    await gate.close()


async def test_words_come_out_after_a_while_even_without_the_end_of_a_sentence():
    judge = Judge()
    gate = gated(judge, milliseconds=10)
    gate.feed("well it goes on and")

    assert await next_text(gate) == "well it goes on "
    await gate.close()


async def test_text_without_any_space_does_not_wait_for_ever():
    gate = gated(Judge(), characters=20)
    gate.feed("x" * 50)
    assert await next_text(gate) == "x" * 50
    await gate.close()


async def test_languages_without_spaces_are_cut_between_their_letters():
    gate = gated(Judge(), milliseconds=10)
    gate.feed("我们明天去北京")
    assert await next_text(gate) == "我们明天去北京"
    await gate.close()


async def test_a_refusal_ends_it_and_what_came_before_is_known():
    gate = gated(Judge())
    gate.feed("Fine. ")
    assert await next_text(gate) == "Fine. "
    gate.feed(f"Then {FORBIDDEN} words. ")
    gate.finish()

    with pytest.raises(Refused):
        await shown(gate)
    assert gate.shown == "Fine. "
    await gate.close()


async def test_without_a_verdict_nothing_is_shown():
    judge = Judge()
    judge.failure = ScreeningUnavailable()
    gate = gated(judge)
    gate.feed("Fine. ")
    gate.finish()

    with pytest.raises(ScreeningUnavailable):
        await shown(gate)
    assert gate.shown == ""
    await gate.close()


async def test_other_events_keep_their_place_behind_the_words_before_them():
    picture = File("a.png", "image/png", b"")
    gate = gated(Judge())
    gate.feed("Here it is:")
    gate.put(picture)
    gate.feed("Enjoy.")
    gate.finish()

    assert await shown(gate) == [Text("Here it is:"), picture, Text("Enjoy.")]


async def test_an_event_in_the_middle_of_a_word_does_not_give_the_word_away():
    gate = gated(Judge())
    gate.feed("This is for")
    gate.put(File("a.png", "image/png", b""))
    gate.feed("bidden.")
    gate.finish()

    with pytest.raises(Refused):
        await shown(gate)
    assert gate.shown == ""
    await gate.close()


async def test_a_segment_never_ends_inside_of_something_forbidden():
    judge = Judge()
    gate = Gate(
        judge,
        lambda text, end: min(end, text.find("a secret") % 99),
        Segments(),
        judge_file=judge.file,
    )
    gate.feed("It has a secret. Project X is forbidden.")
    gate.finish()

    with pytest.raises(Refused):
        await shown(gate)
    assert "secret" not in gate.shown
    await gate.close()


async def test_what_a_segment_is_judged_with_begins_at_a_word():
    judge = Judge()
    gate = gated(judge, context_characters=8, characters=20)
    gate.feed("All of the classes are here. ")
    await next_text(gate)
    gate.feed("And there are many of them to see. ")
    await next_text(gate)

    assert judge.asked[-1].startswith("here. And")
    await gate.close()


async def test_a_failure_comes_after_the_words_that_were_written_before_it():
    gate = gated(Judge())
    gate.feed("Half an answer")
    gate.finish(RuntimeError("lost"))

    with pytest.raises(RuntimeError, match="lost"):
        await shown(gate)
    assert gate.shown == "Half an answer"


async def test_an_answer_that_broke_off_settles_at_a_word_and_goes_on_from_there():
    gate = gated(Judge())
    coming = asyncio.ensure_future(shown(gate))
    gate.feed("It is known for")
    assert await gate.settled() == "It is known "
    gate.put(Status("continuing"))
    gate.feed("for its cheese.")
    gate.finish()

    assert texts(await coming) == "It is known for its cheese."


@pytest.mark.parametrize(
    ("before", "after"), [("It is for", "bidden."), ("It is forbid", "den."), ("It is ", "good.")]
)
async def test_what_goes_on_with_words_shown_before_is_judged_with_them(before, after):
    gate = gated(Judge())
    gate.lead(before)
    gate.feed(after)
    gate.finish()

    if FORBIDDEN in before + after:
        with pytest.raises(Refused):
            await shown(gate)
        assert gate.shown == ""
    else:
        assert await shown(gate) == [Text(after)]
        assert gate.shown == after


async def test_words_that_meet_where_an_answer_goes_on_are_judged_with_a_space_as_well():
    judge = Judge()
    gate = gated(judge)
    gate.lead("You are a fool")
    gate.feed("hardy person. ")
    gate.feed("That is all.")
    gate.finish()

    await shown(gate)

    both = "You are a foolhardy person. {}\nYou are a fool hardy person. {}"
    assert judge.asked == [both.format("", ""), both.format("That is all.", "That is all.")]


async def test_words_shown_before_are_not_judged_when_nothing_follows():
    judge = Judge()
    gate = gated(judge)
    gate.lead("All is well.")
    gate.finish()

    assert await shown(gate) == []
    assert judge.asked == []


async def test_no_more_checks_than_allowed_run_at_once():
    judge = Judge(held=True)
    gate = gated(judge, at_once=2, characters=20)
    for _ in range(20):
        gate.feed("Yes, it goes on. And on it goes. ")
    coming = asyncio.ensure_future(shown(gate))
    await asyncio.sleep(0)
    judge.go.set()
    gate.finish()
    await coming

    # The last check, of the whole, does not wait for the others.
    assert judge.most_running <= 3


async def test_closing_leaves_no_check_behind():
    judge = Judge(held=True)
    gate = gated(judge)
    gate.feed("Yes. ")
    await asyncio.sleep(0)
    await gate.close()
    assert judge.running == 0


words = st.text(st.sampled_from("abfor den.\n!") | st.characters(codec="utf-8"), max_size=30)


@settings(max_examples=80)
@given(st.lists(words, max_size=12), st.integers(20, 60), st.integers(0, 60))
def test_all_that_was_said_comes_out_once_and_in_order_and_the_whole_is_judged(
    pieces, characters, context
):
    async def run() -> None:
        judge = Judge()
        gate = gated(judge, characters=characters, context_characters=context)
        coming = asyncio.ensure_future(shown(gate))
        for piece in pieces:
            gate.feed(piece)
            await asyncio.sleep(0)
        gate.finish()
        whole = "".join(pieces)
        if FORBIDDEN in whole:
            with pytest.raises(Refused):
                await coming
            assert FORBIDDEN not in gate.shown
        else:
            assert texts(await coming) == whole
            assert not whole or whole in judge.asked
        await gate.close()

    asyncio.run(run())


async def test_a_file_waits_for_its_verdict_behind_the_words_before_it() -> None:
    judge = Judge(held=True)
    gate = gated(judge)
    gate.feed("Here it is: ")
    picture = File("a.txt", "text/plain", b"harmless")
    gate.put(picture)
    gate.feed("and more.")
    gate.finish()
    showing = asyncio.ensure_future(shown(gate))
    judge.go.set()
    events = await showing
    where = events.index(picture)
    assert "".join(e.text for e in events[:where] if isinstance(e, Text)) == "Here it is: "
    assert "harmless" in judge.asked


async def test_a_forbidden_file_is_never_shown() -> None:
    judge = Judge()
    gate = gated(judge)
    gate.put(File("a.txt", "text/plain", f"some {FORBIDDEN} words".encode()))
    gate.finish()
    coming = gate.cleared()
    with pytest.raises(Refused):
        await anext(coming)


@pytest.mark.parametrize(
    "question",
    [
        Choices(f"Shall I say {FORBIDDEN}?", (Choice("Yes"),)),
        Choices("Shall I?", (Choice("No"), Choice(f"Say {FORBIDDEN}"))),
    ],
)
async def test_a_question_with_forbidden_words_is_never_shown(question: Choices) -> None:
    judge = Judge()
    gate = gated(judge)
    gate.put(question)
    gate.finish()
    with pytest.raises(Refused):
        await shown(gate)


async def test_a_file_of_judged_words_is_not_judged_again() -> None:
    judge = Judge()
    gate = gated(judge)
    file = File("a.csv", "text/csv", b"1,2", judged=True)
    gate.put(file)
    gate.finish()
    assert await shown(gate) == [file]
    assert judge.asked == []


async def test_a_long_row_of_full_stops_takes_no_time():
    judge = Judge()
    gate = Gate(judge, lambda _, end: end, Segments(), judge_file=judge.file)
    # To look for its end from each of them would take minutes.
    text = f"So{'!' * 300_000}x. And on."
    gate.feed(text)
    gate.finish()
    assert "".join(event.text for event in await shown(gate) if isinstance(event, Text)) == text
