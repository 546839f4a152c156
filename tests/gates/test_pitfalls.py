"""docs/pitfalls.md names a test for each defect of other bots, and the tests are there."""

import re

import pytest

from tests.gates.conftest import TOP

_NAMED = re.findall(r"`([a-z_/]+\.py)::(\w+)`", (TOP / "docs/pitfalls.md").read_text())


def test_every_defect_has_its_test():
    rows = [line for line in (TOP / "docs/pitfalls.md").read_text().splitlines() if ".py::" in line]

    assert len(rows) == len(_NAMED) > 40


@pytest.mark.parametrize(("file", "name"), _NAMED, ids=[name for _, name in _NAMED])
def test_a_test_that_is_named_is_there(file: str, name: str):
    assert re.search(rf"def {name}\(", (TOP / "tests" / file).read_text())
