"""Long texts are parted where a reader would part them, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from bot.translating.parting import parted


def count(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def joined(text: str, most: int) -> str:
    return "".join(
        part.before + part.text + part.after for part in parted(text, most=most, count=count)
    )


def test_a_short_text_is_one_part():
    assert [part.text for part in parted("One.\n\nTwo.", most=100, count=count)] == ["One.\n\nTwo."]


def test_paragraphs_stay_whole_where_they_fit():
    text = "First paragraph.\n\nSecond paragraph.\n\n\nThird one."

    parts = parted(text, most=22, count=count)

    assert [part.text for part in parts] == ["First paragraph.", "Second paragraph.", "Third one."]


def test_a_long_paragraph_is_parted_at_sentences_and_a_long_sentence_at_words():
    parts = parted("One two. Three four five six.", most=12, count=count)

    assert [part.text for part in parts] == ["One two.", "Three four", "five six."]


def test_a_run_without_any_border_is_cut_anyway():
    parts = parted("x" * 100, most=20, count=count)

    assert all(count(part.text) <= 20 for part in parts)


@given(st.text("ab .\n中é", max_size=300), st.integers(4, 60))
def test_the_parts_put_together_are_the_text_and_fit(text: str, most: int):
    assert joined(text, most) == text
    assert all(count(part.text) <= most for part in parted(text, most=most, count=count))
