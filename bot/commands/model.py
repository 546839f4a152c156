"""`/model`: which model answers here, and what the others can do."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.commands import Command, Option
from bot.commands.override import RESET, SERVER, changed, here, taken_back
from bot.messages import Event, Notice
from bot.settings import setting

if TYPE_CHECKING:
    from bot.config import ModelCard
    from bot.context import Context

_SETTING = setting("model")
_SOON = timedelta(days=60)


async def run(context: "Context") -> AsyncIterator[Event]:
    """Show which model answers here, or choose another."""
    options = context.message.options
    if options.get("reset"):
        yield Notice(await taken_back(context, "model"))
    elif "name" in options:
        yield Notice(await changed(context, "model", options["name"]))
        for warning in _warnings(context, str(options["name"])):
            yield Notice(warning)
    else:
        yield Notice(await _answering(context))


async def _answering(context: "Context") -> str:
    router, today = context.router, context.message.sent_at.date()
    held = await context.settings.held(context.message.place, "model")
    name = router.name(held.value)
    lines = [
        f"**{router.title(name)}** answers here. The setting is {here(held)}.",
        describe(router.card(name)),
    ]
    lines += _warnings(context, held.value)
    others = [other for other in router.names if other != name]
    if others:
        lines.append("Others:")
        lines += [f"- `{other}`{_ending(router.card(other), today)}" for other in others]
    return "\n".join(lines)


def describe(card: "ModelCard") -> str:
    """What a model can do and what it costs, in one or two sentences."""
    able = [
        *(["looks at pictures"] if card.images else []),
        *(["uses tools"] if card.tools else []),
        *(["takes a temperature"] if card.temperature else []),
        f"reads {card.context:,} tokens at once and writes up to {card.output:,}",
    ]
    return f"It {', '.join(able)}. {_price(card)}"


def _price(card: "ModelCard") -> str:
    if card.prices is None:
        return "Its price is not known."
    prices = [f"${card.prices.input:g} in", f"${card.prices.output:g} out"]
    if card.prices.cached is not None:
        prices.insert(1, f"${card.prices.cached:g} in from the cache")
    asked = f" (as of {card.prices_from})" if card.prices_from else ""
    return f"A million tokens cost {', '.join(prices)}{asked}."


def _warnings(context: "Context", wanted: str) -> list[str]:
    """What somebody who chooses this model should know."""
    router, today = context.router, context.message.sent_at.date()
    name = router.name(wanted)
    warnings = []
    if name not in router.names:
        warnings.append(f"{name} is not in the model table, so careful values count for it.")
    if ending := _ending(router.card(name), today):
        warnings.append(f"{name}{ending}. Choose another one in time.")
    return warnings


def _ending(card: "ModelCard", today: date) -> str:
    if card.shutdown is None or card.shutdown - today > _SOON:
        return ""
    verb = "was" if card.shutdown <= today else "will be"
    return f" {verb} shut down on {card.shutdown}"


async def _complete(context: "Context", typed: str) -> Sequence[str]:
    router, today = context.router, context.message.sent_at.date()
    names = ["auto", *router.names]
    gone = {name for name in router.names if (end := router.card(name).shutdown) and end <= today}
    return [name for name in names if typed.lower() in name.lower() and name not in gone]


command = Command(
    name="model",
    description="Show which model answers here, or choose another",
    run=run,
    options=(
        Option(
            "name",
            "The model that is to answer, or auto",
            minimum=_SETTING.minimum,
            maximum=_SETTING.maximum,
            complete=_complete,
            admin=True,
        ),
        RESET,
        SERVER,
    ),
    examples=("/model", "/model gpt-6-luna", "/model auto server"),
    private=True,
    topic="settings",
)
