"""What the commands that change settings share: where a value counts, and how that is told."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from bot.commands import Kind, Option, Options
from bot.commands.belonging import check_new, with_names
from bot.commands.check import nearest, shown
from bot.errors import InputError
from bot.messages import Place
from bot.settings import (
    Change,
    Check,
    Held,
    Origin,
    Scope,
    Setting,
    fitting,
    server_of,
    setting,
    write,
)

if TYPE_CHECKING:
    from bot.config import Config
    from bot.context import Context
    from bot.models.router import Router
    from bot.store import Store

SERVER = Option("server", "For the whole server instead of this channel", Kind.FLAG, admin=True)
RESET = Option("reset", "Take back the value that was set here", Kind.FLAG, admin=True)

_LONGEST = 60
_WHERE = {
    Origin.CHANNEL: "set for this channel",
    Origin.SERVER: "set for the whole server",
    Origin.OPERATOR: "the operator's default",
    Origin.DEFAULT: "the default",
}


def checks(config: "Config", router: "Router", store: "Store") -> dict[str, Check]:
    """What is asked of a new value beyond its type, by name of the setting."""

    async def persona(place: Place, name: str) -> None:
        if not name or name in config.personas:
            return
        own = [one.name for one in await store.personas.all(place.server_key)]
        if name not in own:
            raise _unknown("persona", name, [*config.personas, *own])

    async def model(_: Place, name: str) -> None:
        if not router.offers(name):
            raise InputError(
                f"There is no key and no endpoint, so {shown(name)} cannot answer. "
                "The operator sets OPENAI_API_KEY or OPENAI_BASE_URL."
            )

    return {"persona": persona, "model": model}


async def changed(context: "Context", name: str, raw: Any) -> str:
    """Set the value where the command's options say, and return the sentence about it."""
    place, person = context.message.place, context.message.person
    declared = setting(name)
    scope = scope_of(context.message.options, declared)
    value = await context.settings.usable(place, name, raw, scope=scope, person=person)
    held = await context.settings.held(place if scope == "channel" else server_of(place), name)
    await check_new(context, declared, value, held.value)
    change = await context.settings.change(place, name, value, scope=scope, person=person)
    return await with_names(context, _told(change), change.before, change.after)


async def taken_back(context: "Context", name: str) -> str:
    """Reset the value where the command's options say, and return the sentence about it."""
    scope = scope_of(context.message.options, setting(name))
    change = await context.settings.reset(
        context.message.place, name, scope=scope, person=context.message.person
    )
    declared, now = change.after.setting, change.after
    if change.before.origin.value != change.scope and change.before == now:
        told = f"There was nothing to take back: `{declared.name}` is {here(now)}."
    else:
        told = f"`{declared.name}` is {here(now)} again."
    return await with_names(context, told, now)


def scope_of(options: Options, declared: Setting) -> Scope:
    """Where the value counts that a command sets, by what was said with it."""
    return "server" if options.get(SERVER.name) or declared.scope == "server" else "channel"


def here(held: Held) -> str:
    """The value and where it comes from, as the end of a sentence: `0.7 (the default)`."""
    return f"{said(held.setting, held.value)} ({_WHERE[held.origin]})"


def said(declared: Setting, value: Any) -> str:
    """The value as a part of a sentence; a list or a long text is told by its length."""
    if declared.many:
        return (
            "none" if not value else f"{len(value):,} {'entry' if len(value) == 1 else 'entries'}"
        )
    text = write(value)
    if len(text) > _LONGEST and not declared.keys:
        return f"a text of {len(text):,} characters"
    return f"“{text}”" if isinstance(value, str) and " " in text else text or "none"


def fit(name: str, value: object) -> object:
    """A value as JSON or YAML has it, in the type of its setting; raises `InputError`."""
    declared = setting(name)
    return fitting(declared, tuple(value) if isinstance(value, list) else value)


def _told(change: Change) -> str:
    declared, now = change.after.setting, change.after
    if now.origin.value != change.scope:
        return (
            f"`{declared.name}` is set for the whole server. This channel keeps its own value: "
            f"{said(declared, now.value)}."
        )
    spot = "in this channel" if change.scope == "channel" else "for the whole server"
    before, after = said(declared, change.before.value), said(declared, now.value)
    was = f"; it was {before}" if before != after else ""
    return f"`{declared.name}` is now {after} {spot}{was}."


def _unknown(what: str, name: str, known: Collection[str] | Mapping[str, Any]) -> InputError:
    listed = f" There are {', '.join(sorted(known))}." if known else ""
    return InputError(f"There is no {what} {shown(name)}.{nearest(name, known) or listed}")
