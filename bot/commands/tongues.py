"""What commands share that take a language: its option, its completion, and the default."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.commands import Kind, Option
from bot.commands.check import nearest, shown
from bot.errors import InputError
from bot.translating.languages import Language, language, offers, understood

if TYPE_CHECKING:
    from bot.context import Context


async def complete(context: "Context", typed: str) -> Sequence[str]:  # noqa: ARG001  # the form's
    """Offer names of languages, in English and in themselves."""
    return await asyncio.to_thread(offers, typed)


def option(name: str, description: str, *, admin: bool = False) -> Option:
    """An option that takes a language."""
    return Option(name, description, Kind.LANGUAGE, complete=complete, admin=admin)


async def given(context: "Context", name: str) -> Language | None:
    """The language that was given for an option, None where none was; raises `InputError`."""
    value = context.message.options.get(name)
    if not isinstance(value, str) or not value.strip():
        return None
    return await known(value)


async def known(name: str) -> Language:
    """The language of that name or code; raises `InputError` with the nearest where none is."""
    found = await asyncio.to_thread(language, name)
    if found is None:
        near = nearest(name, await asyncio.to_thread(offers, name[:2], most=200))
        raise InputError(f"There is no language {shown(name)}.{near}")
    return found


async def usual(context: "Context") -> Language | None:
    """The language of the person, else that of the server, None where neither is known."""
    for tag in (context.message.person.locale, context.values.language):
        if tag and (found := await asyncio.to_thread(understood, tag)):
            return found
    return None
