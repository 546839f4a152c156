"""What the model is told before a conversation: the persona or the system prompt, filled in."""

import re
from typing import TYPE_CHECKING

from bot.errors import PlatformError
from bot.messages import Person
from bot.window.speakers import NOBODY, plain_name

if TYPE_CHECKING:
    from bot.context import Context

VARIABLES = ("server", "channel", "date", "person", "language")
"""What a prompt may name in braces: `{server}`."""

_VARIABLE = re.compile(r"\{(" + "|".join(VARIABLES) + r")\}")
# What can begin a mark, a link, a mention or a line of its own in a prompt, or end a quotation.
_MARKS = re.compile(r"[\[\](){}<>*_~`|#@\\\"“”„«»]+")
# Names are chosen by people. More than two words can be an order, so they stand as a quotation.
_PLAIN_WORDS = 2
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
            return await _called(context, person.name, nameless=NOBODY)
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
        name = await context.channels.name(place)
    except PlatformError:
        return place.channel
    return await _called(context, name, nameless=place.channel)


async def _server(context: "Context") -> str:
    place = context.message.place
    if context.channels is None:
        return place.server
    try:
        name = await context.channels.server_name(place)
    except PlatformError:
        return place.server
    return await _called(context, name, nameless=place.server)


async def _called(context: "Context", name: str, *, nameless: str) -> str:
    """A name as a prompt may have it; one that the lists refuse is left out.

    The service is not asked about names: what comes of one is judged with the answer.
    """
    plain = plain_name(_MARKS.sub(" ", name))
    if plain == NOBODY or not await context.tolerates(plain):
        return nameless
    words = plain.split()
    order = len(words) > _PLAIN_WORDS or any(not _is_word(word) for word in words)
    return f"“{plain}”" if order else plain


def _is_word(word: str) -> bool:
    """Letters and numbers, joined by what names are joined with."""
    return all(letter.isalnum() or letter in "-'’." for letter in word)
