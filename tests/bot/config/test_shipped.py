"""config.yaml says everything that the schema knows, with the schema's defaults."""

from collections.abc import Iterator

import pytest
import yaml
from pydantic import BaseModel

from bot.config import document, places
from bot.config.schema import Config

NAMES_OF_YOUR_OWN = {
    ("models", "embedded", "catalogue"),
    ("models", "speech", "catalogue"),
    ("models", "table"),
    ("personas",),
    ("defaults",),
}

TEXT = places.shipped().read_text(encoding="utf-8")
TREE = yaml.safe_load(TEXT)


def keys(model: BaseModel, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    for name in type(model).model_fields:
        here = (*path, name)
        value = getattr(model, name)
        yield here, value
        if isinstance(value, BaseModel) and here not in NAMES_OF_YOUR_OWN:
            yield from keys(value, here)


KEYS = dict(keys(Config()))


def shipped(path: tuple[str, ...]) -> object:
    here = TREE
    for key in path:
        here = here[key]
    return here


@pytest.mark.parametrize("path", KEYS, ids=".".join)
def test_every_key_stands_in_the_shipped_file_with_its_default(path: tuple[str, ...]):
    value = KEYS[path]

    written = shipped(path)

    if path not in NAMES_OF_YOUR_OWN and not isinstance(value, BaseModel):
        assert written == value


@pytest.mark.parametrize("path", KEYS, ids=".".join)
def test_every_key_has_a_comment_of_its_own(path: tuple[str, ...]):
    layer, _ = document.parse(TEXT, "config.yaml")
    line = layer.origins[path].line

    assert TEXT.splitlines()[line - 2].lstrip().startswith("#")


def test_the_shipped_file_has_no_key_that_the_schema_lacks():
    Config.model_validate(TREE)


def test_every_model_that_is_listed_can_be_chosen_by_what_it_says():
    table = Config.model_validate(TREE).models.table

    assert table["gpt-6-luna"].dialect == "responses"
    assert table["gpt-6.1-terra"].prices.output == 5
    assert str(table["gpt-4o"].shutdown) == "2027-01-14"
    assert all(card.prices_from for card in table.values() if card.prices)
