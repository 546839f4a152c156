import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import Command, Kind, Option
from bot.commands.check import check, expected, permit, read
from bot.errors import InputError, NotPermitted
from bot.messages import Person


async def _run(context):
    yield


COMMAND = Command(
    "draw",
    "Draw something",
    _run,
    options=(
        Option("what", "What to draw", required=True, minimum=1, maximum=20),
        Option("count", "How many", Kind.WHOLE, minimum=1, maximum=10),
        Option("size", "How large", Kind.CHOICE, choices=("small", "large")),
        Option("strength", "How strong", Kind.NUMBER, minimum=0, maximum=1),
        Option("mask", "Where to draw", Kind.FILE, required=True),
        Option("public", "For all to see", Kind.FLAG, admin=True),
    ),
)


def test_words_become_values_of_the_declared_kind():
    given_words = {"what": "cat", "count": "3", "size": "LARGE", "strength": ".5", "public": "yes"}

    assert check(COMMAND, given_words) == {
        "what": "cat",
        "count": 3,
        "size": "large",
        "strength": 0.5,
        "public": True,
    }


def test_values_that_a_form_gives_stay_what_they_are():
    values = {"what": "cat", "count": 3, "strength": 1, "public": False}

    assert check(COMMAND, values) == values


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "/draw needs what: What to draw."),
        ({"what": ""}, "/draw needs what: What to draw."),
        ({"what": "cat", "cuont": 1}, "/draw has no option 'cuont'. Did you mean count?"),
        ({"what": "cat", "count": "0"}, "count takes a whole number from 1 to 10; found '0'."),
        ({"what": "cat", "count": 2.5}, "count takes a whole number from 1 to 10; found '2.5'."),
        ({"what": "cat", "count": True}, "count takes a whole number from 1 to 10; found 'True'."),
        ({"what": "cat", "strength": "nan"}, "strength takes a number from 0 to 1; found 'nan'."),
        (
            {"what": "cat", "size": "larg"},
            "size takes one of small, large; found 'larg'. Did you mean large?",
        ),
        ({"what": "c" * 21}, "what takes a text of 1 to 20 characters; found 21 characters."),
        ({"what": "cat", "public": "maybe"}, "public takes on or off; found 'maybe'."),
    ],
)
def test_what_does_not_fit_gets_a_sentence(options, sentence):
    with pytest.raises(InputError) as caught:
        check(COMMAND, options)

    assert str(caught.value) == sentence


def test_a_long_wrong_value_is_quoted_in_part_only():
    with pytest.raises(InputError) as caught:
        check(COMMAND, {"what": "cat", "count": "9" * 5000})

    assert len(str(caught.value)) < 120


def test_an_option_for_admins_is_refused_to_others_when_it_is_given():
    member, admin = Person("1", "Sam"), Person("2", "Dana", admin=True)

    permit(COMMAND, {"what": "cat", "public": False}, member)
    permit(COMMAND, {"what": "cat", "public": True}, admin)
    with pytest.raises(NotPermitted):
        permit(COMMAND, {"what": "cat", "public": True}, member)


def test_an_option_for_admins_counts_as_given_when_it_is_zero():
    command = Command(
        "heat", "Heat", _run, options=(Option("to", "To what", Kind.NUMBER, admin=True),)
    )

    with pytest.raises(NotPermitted):
        permit(command, {"to": 0}, Person("1", "Sam"))


def test_a_command_for_admins_is_refused_to_others():
    command = Command("close", "Close", _run, admin=True)

    with pytest.raises(NotPermitted):
        permit(command, {}, Person("1", "Sam"))


@given(st.floats(), st.text())
def test_a_number_that_is_accepted_lies_within_its_bounds(number, text):
    option = Option("n", "A number", Kind.NUMBER, minimum=-1, maximum=1)
    for value in (number, text, repr(number)):
        try:
            found = read(option, value)
        except InputError:
            continue
        assert -1 <= found <= 1


def test_bounds_are_told_as_people_write_them():
    assert expected(Option("n", "", Kind.WHOLE, minimum=1)) == "a whole number of at least 1"
    assert expected(Option("n", "", maximum=8000)) == "a text of at most 8,000 characters"
    assert expected(Option("n", "", Kind.NUMBER, maximum=2_000_000)) == (
        "a number of at most 2,000,000"
    )
    assert expected(Option("n", "", Kind.LANGUAGE, maximum=35)) == "a language"
