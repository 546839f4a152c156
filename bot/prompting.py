"""What the model is told before a conversation: the persona or the system prompt, filled in."""

import re
from typing import TYPE_CHECKING

from bot.errors import PlatformError
from bot.messages import Person

if TYPE_CHECKING:
    from bot.context import Context

VARIABLES = ("server", "channel", "date", "person", "language")
"""What a prompt may name in braces: `{server}`."""

_VARIABLE = re.compile(r"\{(" + "|".join(VARIABLES) + r")\}")
# Names are chosen by people, and must not look like orders.
_LONGEST = 100
_UNKNOWN_LANGUAGE = "the language of the question"


async def system_prompt(context: "Context", model: str, person: Person) -> str:
    """The prompt that counts in this place, for a question of that person."""
    values, config = context.values, context.config
    prompt = values.system
    if persona := config.personas.get(values.persona):
        prompt = persona.prompt
    elif own := await own_prompt(context, values.persona):
        prompt = own
    elif context.router.is_local(model) and prompt == config.defaults.system:
        prompt = config.models.embedded.prompt
    return await filled(context, prompt, person)


async def own_prompt(context: "Context", persona: str) -> str | None:
    """The prompt of a persona that the server wrote for itself."""
    if not persona:
        return None
    found = await context.store.personas.newest(context.message.place.server_key, persona)
    return found.prompt if found else None


async def filled(context: "Context", prompt: str, person: Person) -> str:
    """Put in what the variables stand for; other braces stay as they are."""
    used = {found[1] for found in _VARIABLE.finditer(prompt)}
    known = {name: await _value(context, name, person) for name in used}
    return _VARIABLE.sub(lambda found: known[found[1]], prompt)


async def _value(context: "Context", name: str, person: Person) -> str:
    match name:
        case "date":
            return f"{context.message.sent_at:%Y-%m-%d}"
        case "person":
            return _clean(person.name)
        case "language":
            return context.values.language or person.locale or _UNKNOWN_LANGUAGE
        case "channel":
            return await _channel(context)
    return await _server(context)


async def _channel(context: "Context") -> str:
    place = context.message.place
    if context.channels is None:
        return place.channel
    try:
        return _clean(await context.channels.name(place))
    except PlatformError:
        return place.channel


async def _server(context: "Context") -> str:
    place = context.message.place
    if context.channels is None:
        return place.server
    try:
        return _clean(await context.channels.server_name(place))
    except PlatformError:
        return place.server


def _clean(name: str) -> str:
    return " ".join(name.split())[:_LONGEST]
