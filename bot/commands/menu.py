"""The settings as a menu: topics, the settings of one, and a way to give one another value."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.commands import Kind, Options
from bot.commands.belonging import with_names
from bot.commands.check import MANAGE
from bot.commands.override import SERVER, said, scope_of
from bot.errors import InputError, NotPermitted
from bot.forms import Form, Sent
from bot.messages import Choice, Choices, OptionValue
from bot.settings import (
    SETTINGS,
    Held,
    Origin,
    Scope,
    Setting,
    filled,
    form_of,
    server_of,
    setting,
)

if TYPE_CHECKING:
    from bot.context import Context

# A list on Discord has no more entries.
_MOST = 25
_SHOWN = 40
_ASKED = {"channel": "in this channel", "server": "for the whole server"}

TOPICS = tuple(dict.fromkeys(declared.topic for declared in SETTINGS))
"""What the settings are sorted by, in the order of the declarations."""


def topics() -> Choices:
    """Let the person choose a topic."""
    choices = [_menu(topic.capitalize(), {"topic": topic}) for topic in TOPICS]
    return Choices("What would you like to see or change?", tuple(choices), for_all=True)


async def of_topic(context: "Context", origins: Sequence[Held]) -> Choices:
    """Let the person choose one of the settings of a topic."""
    choices = []
    for held in origins[:_MOST]:
        told = await with_names(context, said(held.setting, held.value), held)
        name = held.setting.name
        choices.append(_menu(f"{name}: {_short(told)}", {"name": name}))
    return Choices("Which one?", tuple(choices), for_all=True)


def of_setting(context: "Context", held: Held, wide: Held) -> Choices | None:
    """Let an admin give it another value; None for everybody else.

    `wide` is the setting as it counts in the whole server.
    """
    if not context.message.person.admin:
        return None
    choices = [
        choice
        for scope in _scopes(context, held)
        for choice in (
            *_values(held.setting, scope),
            *_reset(held if scope == "channel" else wide, scope),
        )
    ]
    return Choices(f"Change `{held.setting.name}`?", tuple(choices[:_MOST]), for_all=True)


async def ask(context: "Context") -> Form:
    """The form for the setting that the options name, with the value as it is now."""
    options = context.message.options
    if not context.message.person.admin:
        # Lists of forbidden words stand in it.
        raise NotPermitted(MANAGE)
    if not options.get("name"):
        raise InputError("Say which setting the form is for, or use /settings alone for a menu.")
    declared = setting(str(options["name"]))
    scope = scope_of(options, declared)
    place = context.message.place if scope == "channel" else server_of(context.message.place)
    held = await context.settings.held(place, declared.name)
    return form_of(
        declared, held.value, where=_ASKED[scope], choices=await _known(context, declared)
    )


def fill(options: Options, sent: Sent) -> Mapping[str, OptionValue]:
    """What to do when the form for a setting was sent back."""
    declared = setting(str(options.get("name", "")))
    named = {name: options[name] for name in ("name", SERVER.name) if name in options}
    return {**named, "value": filled(declared, sent)}


async def _known(context: "Context", declared: Setting) -> Sequence[str]:
    """All values there are, where the setting has a command of its own that knows them."""
    own = context.commands.get(declared.name)
    if declared.name != "persona" or own is None or own.options[0].complete is None:
        return ()
    return await own.options[0].complete(context, "")


def _scopes(context: "Context", held: Held) -> Sequence[Scope]:
    """Where it may be set, the usual first."""
    if held.setting.scope == "server" or not context.message.place.channel:
        return ("server",)
    return ("channel",) if context.message.direct else ("channel", "server")


def _values(declared: Setting, scope: Scope) -> Iterator[Choice]:
    """The values there are; or a form, where there are more than can be told."""
    where, options = _ASKED[scope], _options(declared, scope)
    single = not (declared.many or declared.keys)
    fixed: Sequence[str] = ()
    if single and declared.kind is Kind.FLAG:
        fixed = ("on", "off")
    elif single and declared.kind is Kind.CHOICE:
        fixed = declared.choices
    for value in fixed:
        yield _menu(f"{value} {where}", {**options, "value": value})
    if not fixed:
        yield Choice(
            f"Change it {where}",
            command="settings",
            options=options,
            form="value",
            style="primary",
        )


def _reset(held: Held, scope: Scope) -> Iterator[Choice]:
    if held.origin == Origin(scope):
        options = {**_options(held.setting, scope), "reset": True}
        yield _menu(f"Reset it {_ASKED[scope]}", options)


def _options(declared: Setting, scope: Scope) -> dict[str, OptionValue]:
    name: dict[str, OptionValue] = {"name": declared.name}
    return {**name, SERVER.name: True} if scope == "server" else name


def _menu(label: str, options: dict[str, OptionValue]) -> Choice:
    return Choice(label, command="settings", options=options)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
