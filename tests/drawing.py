"""A model of the table that makes pictures, as the stand-in of OpenAI has it."""

from typing import Any

from bot.config import ModelCard
from bot.config.schema import Pictures, Prices

PAINTER = "gpt-image-2.6-flare"
SKILLS: dict[str, Any] = {
    "at_once": 10,
    "longest_side": 3840,
    "qualities": ["low", "medium", "high", "xhigh", "max"],
    "formats": ["png", "jpeg", "webp"],
    "transparent": True,
    "streams": True,
    "asked_for_base64": False,
    "tokens": {"low": 200, "medium": 1770, "high": 7030},
}
PRICES = Prices(input=5, cached=1.25, output=30, image_input=8)


def with_painter(**changes: Any) -> dict[str, Any]:
    """The table of models with one that draws; `changes` are to what it can do."""
    card = ModelCard(pictures=Pictures(**(SKILLS | changes)), prices=PRICES)
    return {"table": {"chatty": ModelCard(temperature=True), PAINTER: card}}
