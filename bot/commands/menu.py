"""The settings as a menu: topics, the settings of one, and a way to give one another value."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from bot.commands import Kind
from bot.commands.override import SERVER, said
from bot.messages import Choice, Choices, OptionValue
from bot.settings import SETTINGS, Held, Origin, Scope, write

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


def of_topic(origins: Sequence[Held], topic: str) -> Choices:
    """Let the person choose one of its settings."""
    choices = [
        _menu(
            f"{held.setting.name}: {_short(said(held.setting, held.value))}",
            {"name": held.setting.name},
        )
        for held in origins
        if held.setting.topic == topic
    ]
    return Choices("Which one?", tuple(choices[:_MOST]), for_all=True)


def of_setting(context: "Context", held: Held) -> Choices | None:
    """Let an admin give it another value; None for everybody else."""
    if not context.message.person.admin:
        return None
    choices = [
        choice
        for scope in _scopes(context, held)
        for choice in (*_values(held, scope), *_reset(held, scope))
    ]
    return Choices(f"Change `{held.setting.name}`?", tuple(choices[:_MOST]), for_all=True)


def _scopes(context: "Context", held: Held) -> Sequence[Scope]:
    """Where it may be set, the usual first."""
    if held.setting.scope == "server":
        return ("server",)
    return ("channel",) if context.message.direct else ("channel", "server")


def _values(held: Held, scope: Scope) -> Iterator[Choice]:
    """The values there are; or a form, where there are more than can be told."""
    declared, where = held.setting, _ASKED[scope]
    options = _options(held, scope)
    single = not (declared.many or declared.keys)
    fixed: Sequence[str] = ()
    if single and declared.kind is Kind.FLAG:
        fixed = ("on", "off")
    elif single and declared.kind is Kind.CHOICE:
        fixed = declared.choices
    for value in fixed:
        yield _menu(f"{value} {where}", {**options, "value": value})
    if not fixed:
        begun = {"value": write(held.value)} if held.value else {}
        yield Choice(
            f"Change it {where}",
            command="settings",
            options={**options, **begun},
            form="value",
            style="primary",
        )


def _reset(held: Held, scope: Scope) -> Iterator[Choice]:
    if held.origin == Origin(scope):
        yield _menu(f"Reset it {_ASKED[scope]}", {**_options(held, scope), "reset": True})


def _options(held: Held, scope: Scope) -> dict[str, OptionValue]:
    name: dict[str, OptionValue] = {"name": held.setting.name}
    return {**name, SERVER.name: True} if scope == "server" else name


def _menu(label: str, options: dict[str, OptionValue]) -> Choice:
    return Choice(label, command="settings", options=options)


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
