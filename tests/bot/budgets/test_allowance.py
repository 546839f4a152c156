import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.budgets import Allowance, Period, Unit, Who, allowance
from bot.budgets.allowance import joined, no_two_alike

IDS = st.sampled_from(["7", "42", "U12AB", "1170123456789012345", "general"])


@st.composite
def _allowances(draw: st.DrawFn) -> Allowance:
    who = draw(st.sampled_from(Who))
    one = draw(IDS) if who is Who.ROLE or (who is not Who.SERVER and draw(st.booleans())) else ""
    amount = draw(st.integers(0, 10**12) | st.integers(0, 10**6).map(lambda part: part / 100))
    return Allowance(amount, draw(st.sampled_from(Unit)), draw(st.sampled_from(Period)), who, one)


@given(_allowances())
def test_a_line_reads_back_as_what_it_was_written_from(one: Allowance):
    assert allowance(str(one)) == one


@given(_allowances(), st.permutations(["amount", "period", "who"]))
def test_the_order_of_the_words_does_not_matter(one: Allowance, order: list[str]):
    parts = {
        "amount": f"{one.amount:.2f} {one.unit}",
        "period": one.period.value,
        "who": f"{one.who} {one.id}".strip(),
    }

    assert allowance(" ".join(parts[part] for part in order)) == one


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("person/day/tokens=50000", "50000 tokens a day for each person"),
        ("role:123/month/dollars=5", "5 dollars a month for each person with role 123"),
        ("$20 a month for the server", "20 dollars a month for the server"),
        ("50k tokens daily per user", "50000 tokens a day for each person"),
        ("<@&99> 10 pictures hourly", "10 images an hour for each person with role 99"),
        ("5 minutes of audio a day for <@!42>", "5 minutes a day for person 42"),
        ("1m tokens a day <#C1|general>", "1000000 tokens a day for channel C1"),
        ("<!subteam^S7|devs> 3 images a day", "3 images a day for each person with role S7"),
        ("0 images a day for each channel", "0 images a day for each channel"),
        ("$0.25 hour person", "0.25 dollars an hour for each person"),
    ],
)
def test_people_write_a_line_as_they_like(typed: str, kept: str):
    assert str(allowance(typed)) == kept


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("50 apples a day for each person", "'apples' is not understood"),
        ("tokens a day for each person", "does not say how much"),
        ("50 a day for each person", "what is counted"),
        ("50 tokens for each person", "for how long"),
        ("50 tokens a day", "for whom"),
        ("50 tokens a day for a role", "which role"),
        ("9999999999999 tokens a day for the server", "more than"),
        ("-5 tokens a day for the server", "'-5' is not understood"),
        ("", "does not say how much"),
    ],
)
def test_a_line_that_says_too_little_says_what_is_missing(typed: str, says: str):
    with pytest.raises(ValueError, match=says):
        allowance(typed)


def test_a_number_is_put_together_again_where_its_comma_parted_it():
    assert joined(["50", "000 tokens a day for each person", "1 image a day for the server"]) == (
        "50000 tokens a day for each person",
        "1 image a day for the server",
    )


def test_two_lines_about_the_same_are_one_too_many():
    with pytest.raises(ValueError, match="about the same"):
        no_two_alike(("10 images a day for the server", "20 images a day for the server"))
