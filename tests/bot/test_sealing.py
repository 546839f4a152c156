"""What is sealed opens with its key alone, and a new key takes over from an old one."""

import pytest

from bot.sealing import KeyUnusable, Seal, SealedOtherwise, new_key

OLD, NEW = new_key(), new_key()


def test_what_is_sealed_is_read_with_the_same_key_and_not_without():
    sealed = Seal([OLD]).seal("xoxb-1")

    assert "xoxb-1" not in sealed
    assert Seal([OLD]).open(sealed).text == "xoxb-1"
    with pytest.raises(SealedOtherwise):
        Seal([NEW]).open(sealed)


def test_an_older_key_still_opens_and_is_known_to_be_old():
    sealed = Seal.of(OLD).seal("xoxb-1")
    both = Seal.of(f"{NEW},{OLD}")

    assert both.open(sealed).old
    assert not both.open(both.seal("xoxb-1")).old


@pytest.mark.parametrize("damaged", ["", "gAAAA", "é", "x" * 200])
def test_what_is_damaged_does_not_open(damaged: str):
    with pytest.raises(SealedOtherwise):
        Seal([OLD]).open(damaged)


@pytest.mark.parametrize(
    ("keys", "number"),
    [("", 0), (" , ", 0), ("nonsense", 1), (f"{OLD},{NEW[:-4]}", 2), (f"{OLD},ключ", 2)],
    # Keys are others in each process that collects the tests.
    ids=["nothing", "a comma", "nonsense", "too short", "not ASCII"],
)
def test_a_key_that_is_none_is_named_by_its_number_and_never_shown(keys: str, number: int):
    with pytest.raises(KeyUnusable) as raised:
        Seal.of(keys)

    assert raised.value.number == number
    assert NEW[:8] not in str(raised.value)
