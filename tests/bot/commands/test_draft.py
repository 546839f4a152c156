"""How what a model wrote becomes drafts, whatever it wrote."""

import time

import pytest

from bot.commands.draft import divided


@pytest.mark.parametrize(
    ("written", "drafts"),
    [
        ("1. Fold it.\n=====\n2) Carry it.\n \t======= \r\n\n3: Ride it.", 3),
        ("Variant 1: Fold it.\n\n=====\n\ndraft2. Carry it.", 2),
        ("Fold it.\n=====\n\n=====\n", 1),
        ("Fold it. ===== Carry it.", 1),
        (" \n\n", 0),
    ],
)
def test_a_line_of_equals_signs_stands_between_drafts(written: str, drafts: int):
    found = divided(written)

    assert len(found) == drafts
    assert all(draft.startswith(("Fold", "Carry", "Ride")) for draft in found)


@pytest.mark.parametrize("part", ["\n", " ", " \n", "=", "=====\n", "1", "1 ", "draft ", "\r"])
def test_what_a_hostile_model_writes_is_divided_at_once(part: str):
    begun = time.process_time()
    divided(part * 200_000 + "!")
    divided("1" + part * 200_000 + "!")

    # Going back over it would take minutes.
    assert time.process_time() - begun < 5
