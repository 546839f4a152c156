"""What a person reads in place of words that are not shown."""

import pytest

from bot.screening import Action, Direction, Verdict
from bot.screening.care import care, refusal


@pytest.mark.parametrize(
    ("locale", "words", "number"),
    [
        (None, "You don't have to carry it", "988"),
        ("en-US", "You don't have to carry it", "988"),
        ("en-GB", "Samaritans", "116 123"),
        ("ja", "You don't have to carry it", "findahelpline.com"),
        ("de", "nicht allein", "116 123"),
        ("de_AT", "nicht allein", "142"),
        ("fr", "pas à porter", "3114"),
        ("es-ES", "No tienes que", "024"),
        ("zh-CN", "不必一个人", "12356"),
        ("zh", "不必一个人", "12356"),
        ("zh-TW", "不必一個人", "1925"),
        ("zh-Hant-HK", "不必一個人", "18111"),
        ("", "You don't have to carry it", "988"),
    ],
)
def test_care_speaks_the_persons_language_and_says_where_to_find_help(
    locale: str | None, words: str, number: str
) -> None:
    answer = care(locale)
    assert words in answer
    assert number in answer
    assert "findahelpline.com" in answer
    assert len(answer) < 700


@pytest.mark.parametrize("direction", ["in", "out"])
def test_a_refusal_says_why_without_the_words(direction: Direction) -> None:
    ruled = refusal(Verdict(Action.REFUSE, "rules", rule="badword"), direction)
    assert "this server does not allow" in ruled
    assert "badword" not in ruled
    judged = refusal(
        Verdict(Action.REFUSE, "model", categories=("harassment/threatening",)), direction
    )
    assert "harassment" in judged
    assert "/" not in judged


@pytest.mark.parametrize("category", ["flagged", "weapons/new"])
def test_a_category_without_a_plain_name_is_not_named(category: str) -> None:
    text = refusal(Verdict(Action.REFUSE, "model", categories=(category,)), "in")
    assert "the content check" in text
    assert category not in text


def test_a_refusal_says_whose_words_they_were() -> None:
    verdict = Verdict(Action.REFUSE, "basic", categories=("hate",))
    assert "your message" in refusal(verdict, "in")
    assert "my answer" in refusal(verdict, "out")
