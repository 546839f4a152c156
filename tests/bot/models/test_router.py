"""Which model, dialect and card a name stands for."""

import pytest

from bot.config import ModelCard
from bot.config.schema import Models, Prices
from bot.models.cards import described
from bot.models.client import Client, Endpoint
from bot.models.router import Router

CARD = ModelCard(dialect="responses", context=1_000, prices=Prices(input=1, output=2))
TABLE = {"gpt-x": CARD, "gpt-x-mini": ModelCard(context=500)}


@pytest.mark.parametrize("name", ["gpt-x", "gpt-x-2026-01-31"])
def test_a_snapshot_has_the_card_of_its_model(name):
    assert described(TABLE, name) == CARD


def test_a_tuned_model_can_what_its_base_can_and_has_no_known_price():
    card = described(TABLE, "ft:gpt-x-2026-01-31:team::abc")
    assert card is not None
    assert (card.dialect, card.context, card.prices) == ("responses", 1_000, None)


def test_a_name_that_only_begins_alike_is_another_model():
    assert described(TABLE, "gpt-x-micro") is None


async def test_an_unknown_model_speaks_the_common_dialect_except_at_openai():
    elsewhere = Router(Models(), client=client("http://127.0.0.1:1/v1"), local=None)
    there = Router(Models(), client=client(None), local=None)

    assert elsewhere.card("new").dialect == "chat"
    assert there.card("new").dialect == "responses"
    assert elsewhere.card("new").temperature is False
    await elsewhere.close()
    await there.close()


async def test_auto_is_left_to_the_operator_who_may_leave_it_to_us():
    assert Router(Models(), client=None, local=None).name("auto") == "gpt-6-luna"
    assert Router(Models(default="own"), client=None, local=None).name("auto") == "own"
    assert Router(Models(default="own"), client=None, local=None).name("asked") == "asked"


def client(base_url: str | None) -> Client:
    return Client(Endpoint("key", base_url), connect_seconds=1)
