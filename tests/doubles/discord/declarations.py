"""What is wrong with the declaration of a command.

https://docs.discord.com/developers/interactions/application-commands#application-command-object
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.doubles.discord.errors import Problems, too_long, wrong_length
from tests.doubles.discord.kinds import CommandKind

Json = dict[str, Any]

SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
_MOST_OPTIONS, _MOST_CHOICES, _MOST_TOGETHER, _LONGEST_STRING = 25, 25, 8000, 6000
_NAME = re.compile(r"[-_'\w]{1,32}")
# fmt: off
_LOCALES = frozenset({
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl",
    "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi",
    "th", "zh-CN", "ja", "zh-TW", "ko",
})
# fmt: on


def problems_of(declared: Json, path: str) -> Problems:
    """Return what is wrong with a command."""
    found: dict[str, tuple[str, str]] = {}
    slash = (declared.get("type") or CommandKind.SLASH) == CommandKind.SLASH
    found |= _name(declared, path, slash=slash)
    if slash:
        found |= _description(declared, path)
    elif declared.get("description"):
        words = "Context menu commands cannot have description"
        found[f"{path}description"] = (
            "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_CANNOT_BE_SET",
            words,
        )
    found |= _options(declared.get("options") or [], f"{path}options")
    if length(declared) > _MOST_TOGETHER:
        words = f"Command exceeds maximum size ({_MOST_TOGETHER})"
        found[f"{path}name"] = ("APPLICATION_COMMAND_TOO_LARGE", words)
    return found


def length(declared: Json) -> int:
    """Return how long a command is, every text in its longest language."""
    texts = sum(
        max([len(str(declared.get(key) or "")), *map(len, _localized(declared, key))])
        for key in ("name", "description")
    )
    values = len(declared["value"]) if isinstance(declared.get("value"), str) else 0
    inner = (*(declared.get("options") or ()), *(declared.get("choices") or ()))
    return texts + values + sum(map(length, inner))


def _localized(declared: Json, key: str) -> Iterator[str]:
    yield from (declared.get(f"{key}_localizations") or {}).values()


def _name(declared: Json, path: str, *, slash: bool) -> Problems:
    found: dict[str, tuple[str, str]] = {}
    names = {"name": str(declared.get("name") or "")}
    for locale, text in (declared.get("name_localizations") or {}).items():
        names[f"name_localizations.{locale}"] = text
        if locale not in _LOCALES:
            words = f"Value must be one of {sorted(_LOCALES)}."
            found[f"{path}name_localizations"] = ("BASE_TYPE_CHOICES", words)
    for place, text in names.items():
        if not 1 <= len(text) <= 32:
            found[f"{path}{place}"] = wrong_length(1, 32)
        elif slash and (not _NAME.fullmatch(text) or text != text.lower()):
            words = f"Command name is invalid: {text}"
            found[f"{path}{place}"] = ("APPLICATION_COMMAND_INVALID_NAME", words)
    return found


def _description(declared: Json, path: str) -> Problems:
    texts = {"description": str(declared.get("description") or "")} | {
        f"description_localizations.{locale}": text
        for locale, text in (declared.get("description_localizations") or {}).items()
    }
    return {
        f"{path}{place}": wrong_length(1, 100)
        for place, text in texts.items()
        if not 1 <= len(text) <= 100
    }


def _options(options: list[Json], path: str) -> Problems:
    found: dict[str, tuple[str, str]] = {}
    if len(options) > _MOST_OPTIONS:
        found[path] = too_long(_MOST_OPTIONS)
    names = [option.get("name") for option in options]
    if len(set(names)) < len(names):
        words = "Option names must be unique"
        found[path] = ("APPLICATION_COMMAND_OPTIONS_NAME_INVALID", words)
    optional = False
    for number, option in enumerate(options):
        here = f"{path}.{number}"
        found |= _name(option, f"{here}.", slash=True)
        found |= _description(option, f"{here}.")
        found |= _choices(option, here)
        found |= _options(option.get("options") or [], f"{here}.options")
        if optional and option.get("required"):
            words = "Required options must be placed before non-required options"
            found[here] = ("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", words)
        optional = optional or not option.get("required")
        if not 1 <= (option.get("max_length") or 1) <= _LONGEST_STRING:
            words = f"int value should be less than or equal to {_LONGEST_STRING}."
            found[f"{here}.max_length"] = ("NUMBER_TYPE_MAX", words)
    return found


def _choices(option: Json, path: str) -> Problems:
    found: dict[str, tuple[str, str]] = {}
    choices = option.get("choices") or []
    if len(choices) > _MOST_CHOICES:
        found[f"{path}.choices"] = too_long(_MOST_CHOICES)
    if choices and option.get("autocomplete"):
        words = "Autocomplete options cannot have choices"
        found[f"{path}.choices"] = ("APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", words)
    for number, choice in enumerate(choices):
        if not 1 <= len(choice.get("name") or "") <= 100:
            found[f"{path}.choices.{number}.name"] = wrong_length(1, 100)
        if isinstance(choice.get("value"), str) and len(choice["value"]) > 100:
            found[f"{path}.choices.{number}.value"] = wrong_length(1, 100)
    return found
