"""What is held back of a text that goes on: never too little, and nothing of ordinary text."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.screening.normalize import Skeleton
from bot.screening.rules import Rules

LETTERS = "asfilIoe"
ALPHABET = LETTERS + "15@$!|+ .-'*_,\n\u200b\u0301\u00e9а\u0131法轮功다ก"

words = st.text("asfile15$法轮功다", min_size=1, max_size=6).filter(lambda word: word.strip("$"))
rules = st.lists(st.one_of(words, st.tuples(words, words).map(" ".join)), min_size=1, max_size=3)


@st.composite
def rules_and_text(draw: st.DrawFn) -> tuple[list[str], str]:
    """Rules, and a text with pieces of them: as they are, cut, spaced, drawn out and disguised."""
    listed = draw(rules)
    piece = st.sampled_from(listed).flatmap(
        lambda rule: st.sampled_from(
            [
                rule,
                rule[:-1],
                rule[1:],
                " ".join(rule),
                "-".join(rule),
                rule[:1] * 3 + rule[1:],
                rule.replace("a", "@").replace("s", "5").replace("i", "1"),
                rule.replace(" ", "\u200b \n"),
            ]
        )
    )
    pieces = st.one_of(piece, st.text(ALPHABET, min_size=1, max_size=4))
    return listed, "".join(draw(st.lists(pieces, min_size=1, max_size=5)))


@example((["isle"], "15l35x"))
@example((["as"], "@5!xy a"))
@example((["ass"], "an a s s el"))
@example((["as file", "file lief"], "as file lief"))
@settings(max_examples=60, deadline=None)
@given(rules_and_text())
def test_nothing_that_may_be_shown_ever_turns_out_to_belong_to_a_match(
    case: tuple[list[str], str],
) -> None:
    listed, text = case
    rules = Rules.of(listed)
    begins = [hit.begin for hit in rules.hits(Skeleton(text))]
    for size in range(len(text) + 1):
        so_far = text[:size]
        if rules.find(so_far) is None:
            shown = rules.cut(so_far)
            assert all(begin >= shown for begin in begins), (listed, so_far, text)


@example((["as", "as fil as"], "as file as"))
@example((["as", "as fil"], "as fils"))
@settings(max_examples=60, deadline=None)
@given(rules_and_text())
def test_what_is_allowed_opens_no_way_to_show_a_match(case: tuple[list[str], str]) -> None:
    (refused, *allowed), text = case
    rules = Rules.of([refused], allowed=[*allowed, f"{refused} {text[:3]}"])
    begins = [hit.begin for hit in rules.hits(Skeleton(text))]
    for size in range(len(text) + 1):
        so_far = text[:size]
        if rules.find(so_far) is None:
            shown = rules.cut(so_far)
            assert all(begin >= shown for begin in begins), (refused, allowed, so_far, text)


@settings(max_examples=60, deadline=None)
@given(rules_and_text(), st.data())
def test_no_cut_that_is_allowed_lies_within_a_match(
    case: tuple[list[str], str], data: st.DataObject
) -> None:
    listed, text = case
    rules = Rules.of(listed)
    hits = list(rules.hits(Skeleton(text)))
    for size in range(len(text) + 1):
        end = data.draw(st.integers(0, size))
        cut = rules.cut(text[:size], end)
        assert 0 <= cut <= end
        assert not any(hit.begin < cut < hit.end for hit in hits), (listed, text[:size], end, text)
