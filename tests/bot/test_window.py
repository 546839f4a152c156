from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.schema import Window as Shares
from bot.models import Image, Utterance
from bot.window import Asked, Budget, Counted, Measure, Ready, Said, Summary, Window, build
from bot.window.speakers import Speaker
from bot.window.values import NOTHING, SUMMARY_HEAD
from tests.fakes.conversations import Words, words

MEASURE = Measure(Words())
BUDGET = Budget(tokens=1_000, answer=100, summary=100)
SYSTEM = Counted("be kind", 2)


def said(number: int, size: int = 50) -> Said:
    """A turn of `size` tokens, eight of which frame it."""
    answer = max(1, size - 8 - 5)
    return Said(words(f"q{number}-", 5), words(f"a{number}-", answer), 8 + 5 + answer)


def built(
    turns: Sequence[Said],
    question: str = "and now",
    *,
    system: Counted = SYSTEM,
    images: int = 0,
    budget: Budget = BUDGET,
    summary: Summary | None = None,
    ready: Ready | None = None,
) -> Window:
    return build(
        system,
        turns,
        Asked(question, image_tokens=images),
        budget=budget,
        measure=MEASURE,
        summary=summary,
        ready=ready,
    )


def texts(window: Window) -> list[str]:
    return [utterance.text for utterance in window.prompt]


def real_tokens(prompt: Sequence[Utterance]) -> int:
    """Count a prompt the slow way: its words, four for each message and three for the reply."""
    return sum(len(utterance.text.split()) + 4 for utterance in prompt) + 3


def test_a_short_conversation_is_sent_whole_and_in_order() -> None:
    turns = [said(1), said(2)]

    window = built(turns)

    spoken = [(utterance.role, utterance.text) for utterance in window.prompt]
    assert spoken == [
        ("system", "be kind"),
        ("user", turns[0].question),
        ("assistant", turns[0].answer),
        ("user", turns[1].question),
        ("assistant", turns[1].answer),
        ("user", "and now"),
    ]
    assert window.start == 0
    assert not window.cut


def test_without_a_system_prompt_there_is_no_system_message() -> None:
    assert [u.role for u in built([], system=Counted("", 0)).prompt] == ["user"]


def test_when_turns_fall_out_several_go_at_once_down_to_the_share_that_is_kept() -> None:
    window = built([said(number) for number in range(20)])

    assert 0.4 * 1_000 < window.tokens <= 0.65 * 1_000
    assert window.start == 10


def test_after_turns_fell_out_the_next_prompts_begin_like_the_one_before() -> None:
    turns = [said(number) for number in range(20)]
    start = built(turns).start
    before = texts(built(turns[start:], "first"))

    after = texts(built([*turns[start:], said(20)], "second"))

    assert after[: len(before) - 1] == before[:-1]


def test_many_tiny_turns_fall_out_by_their_number() -> None:
    budget = Budget(tokens=100_000, answer=0, summary=0, turns=20)

    window = built([said(number, 14) for number in range(21)], budget=budget)

    assert window.start == 10


def test_the_summary_stands_before_the_turns_and_does_not_speak_as_system() -> None:
    window = built([said(1)], summary=Summary("Dana has a dog", 4, upto=7))

    assert window.prompt[1] == Utterance("user", SUMMARY_HEAD + "Dana has a dog")
    assert window.prompt[2].role == "assistant"
    assert window.prompt[0].text == "be kind"


def test_a_summary_made_ahead_waits_until_turns_fall_out() -> None:
    old, new = Summary("old", 1, upto=0), Summary("new", 1, upto=10)
    few, many = [said(n) for n in range(12)], [said(n) for n in range(20)]

    waiting = built(few, summary=old, ready=Ready(new, covers=10))
    taken = built(many, summary=old, ready=Ready(new, covers=10))

    assert not waiting.adopted
    assert texts(waiting)[1].endswith("old")
    assert taken.adopted
    assert texts(taken)[1].endswith("new")
    assert taken.start == 10


def test_when_the_summary_made_ahead_tells_of_too_few_turns_more_fall_out() -> None:
    ready = Ready(Summary("new", 1, upto=2), covers=2)

    window = built([said(number) for number in range(20)], ready=ready)

    assert window.adopted
    assert window.tokens <= 0.65 * 1_000


def test_a_summary_that_came_late_is_taken_in_at_once() -> None:
    window = built([said(1)], ready=Ready(Summary("late", 1, upto=10), covers=0, late=True))

    assert window.adopted
    assert texts(window)[1].endswith("late")


def test_turns_fall_out_in_time_even_when_no_summary_is_ready() -> None:
    window = built([said(number) for number in range(20)], summary=Summary("old", 1, upto=0))

    assert window.start == 10
    assert not window.adopted


def test_a_question_that_is_too_large_loses_its_middle_and_keeps_both_ends() -> None:
    window = built([said(1)], words("w", 5_000))

    question = window.prompt[-1].text.split()
    assert question[0] == "w0"
    assert question[-1] == "w4999"
    assert "[…]" in question
    assert window.cut
    assert window.question == Counted(window.prompt[-1].text, len(question))
    assert real_tokens(window.prompt) <= 1_000


def test_the_system_prompt_is_cut_only_when_cutting_the_question_is_not_enough() -> None:
    long = Counted(words("s", 600), 600)
    endless = Counted(words("s", 5_000), 5_000)

    whole = built([], words("w", 5_000), system=long)
    cut = built([], words("w", 5_000), system=endless)

    assert whole.prompt[0].text == long.text
    assert "[…]" in cut.prompt[0].text
    assert cut.cut
    assert real_tokens(cut.prompt) <= 1_000


def test_a_turn_that_is_too_large_stays_without_its_middle() -> None:
    large = said(1, 3_000)

    window = built([large])

    assert window.shortened is not None
    assert window.shortened.question == large.question
    assert "[…]" in window.shortened.answer
    assert window.shortened.tokens <= 625
    assert window.prompt[2].text == window.shortened.answer
    assert built([window.shortened]).shortened is None


def test_a_large_question_squeezes_the_last_turn_only_for_itself() -> None:
    window = built([said(1, 400)], words("w", 5_000))

    assert window.shortened is None
    assert 0 < len(window.prompt[2].text.split()) < 125
    assert real_tokens(window.prompt) <= 1_000


def test_images_take_the_tokens_that_were_given_for_them() -> None:
    image = Image("image/png", b"", 10, 10)
    asked = Asked("what is it", (image,), 300)

    window = build(SYSTEM, [], asked, budget=BUDGET, measure=MEASURE)

    assert window.prompt[-1].images == (image,)
    assert window.tokens == real_tokens(window.prompt) + 300


def test_the_question_carries_the_speakers_name_but_the_turn_does_not_keep_it() -> None:
    asked = Asked("hello\nthere", speaker=Speaker("Dana", 2))

    window = build(SYSTEM, [], asked, budget=BUDGET, measure=MEASURE)

    assert window.prompt[-1].text == "Dana: hello\n there"
    assert real_tokens(window.prompt) <= window.tokens
    assert window.question.text == "hello\nthere"


def test_a_budget_leaves_room_for_the_answer_and_a_margin() -> None:
    budget = Budget.of(Shares(), context=16_384, output=4_096)

    assert budget.answer == 4_096
    assert budget.tokens == 16_384 - 4_096 - 819
    assert budget.summary == 600


def test_a_budget_is_bounded_by_the_operator_and_by_the_model() -> None:
    assert Budget.of(Shares(), context=400_000, output=100_000).tokens == 60_000
    small = Budget.of(Shares(), context=4_096, output=1_024, largest=1_000)
    assert small.tokens == 1_000
    assert small.summary == 166


@pytest.mark.parametrize(("factor", "tokens"), [(2.0, 500), (0.5, 2_000)])
def test_a_budget_shrinks_where_the_endpoint_counts_more(factor: float, tokens: int) -> None:
    assert BUDGET.scaled(factor).tokens == tokens


_sizes = st.lists(st.integers(14, 1_500), max_size=40)
_summaries = st.none() | st.integers(1, 150)


@settings(max_examples=150, deadline=None)
@given(
    sizes=_sizes,
    question=st.integers(1, 3_000),
    system=st.integers(0, 2_000),
    images=st.integers(0, 70),
    told=_summaries,
    ahead=_summaries,
    covers=st.integers(0, 40),
    late=st.booleans(),
    tokens=st.integers(300, 4_000),
    keep=st.floats(0.1, 0.95),
)
def test_a_window_never_exceeds_its_budget_and_always_has_what_matters(
    sizes: list[int],
    question: int,
    system: int,
    images: int,
    told: int | None,
    ahead: int | None,
    covers: int,
    late: bool,
    tokens: int,
    keep: float,
) -> None:
    turns = [said(number, size) for number, size in enumerate(sizes)]
    summary = Summary(words("t", told), told, 1) if told else None
    newer = Summary(words("n", ahead), ahead, 2) if ahead else None
    ready = Ready(newer, min(covers, len(turns)), late=late) if newer else None
    budget = Budget(tokens, answer=0, summary=100, keep=keep, turns=16)

    def once() -> Window:
        prompt = Counted(words("s", system), system)
        return built(
            turns,
            words("w", question),
            system=prompt,
            images=images,
            budget=budget,
            summary=summary,
            ready=ready,
        )

    window = once()

    assert real_tokens(window.prompt) + images <= window.tokens <= tokens
    assert once() == window
    spoken = texts(window)
    assert spoken[-1].startswith("w0")
    assert not system or spoken[0].startswith("s0")
    kept = spoken[1 if system else 0 : -1]
    if kept and (kept[0].startswith(SUMMARY_HEAD)):
        kept = kept[2:]
    pairs = list(zip(kept[::2], kept[1::2], strict=True))
    assert len(pairs) == len(turns) - window.start
    assert len(pairs) <= 16
    assert bool(pairs) == bool(turns)
    # Whole turns in their order, the last of which alone may have lost its middle.
    assert pairs[:-1] == [(turn.question, turn.answer) for turn in turns[window.start : -1]]
    if pairs and turns[-1].tokens <= tokens // 16:
        assert pairs[-1] == (turns[-1].question, turns[-1].answer)
    assert all(question and answer for question, answer in pairs)


@settings(max_examples=40, deadline=None)
@given(
    lengths=st.lists(st.tuples(st.integers(1, 150), st.integers(1, 400)), min_size=5, max_size=60)
)
def test_the_beginning_of_the_window_only_ever_moves_forward(
    lengths: list[tuple[int, int]],
) -> None:
    turns: list[Said] = []
    start, falls = 0, 0
    for number, (asked, answered) in enumerate(lengths):
        window = built(turns[start:], words(f"q{number}-", asked))
        assert window.start >= 0
        falls += bool(window.start)
        start += window.start
        if window.shortened:
            turns[-1] = window.shortened
        answer = words(f"a{number}-", answered)
        turns.append(Said(window.question.text, answer, window.question.tokens + answered + 8))
    spent = sum(turn.tokens for turn in turns)
    # Each time about half of the budget goes, so it does not happen often.
    assert falls <= 1 + spent / 250


def test_an_answer_that_was_stopped_before_its_first_word_is_not_empty() -> None:
    assert NOTHING.strip()
