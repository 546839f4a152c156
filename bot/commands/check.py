"""Reading what was given for an option: words or values of any source, against the declaration."""

import difflib
import math
from collections.abc import Callable, Iterable, Mapping

from bot.commands import Command, Kind, Option, Options
from bot.errors import InputError, NotPermitted
from bot.messages import OptionValue, Person
from bot.translating.languages import language, offers

MANAGE = "the right to manage this server"
"""What whoever changes a setting needs."""

_YES = frozenset({"on", "yes", "true", "1"})
_NO = frozenset({"off", "no", "false", "0"})
_SHOWN = 40


def check(command: Command, options: Mapping[str, OptionValue]) -> Options:
    """Return the options under their declared kinds.

    Raises `InputError` for an option that is unknown, missing, or takes something else. Files are
    not among them: they travel as attachments.
    """
    for name in options:
        if command.option(name) is None:
            known = [option.name for option in command.options]
            raise InputError(f"/{command.name} has no option {shown(name)}.{nearest(name, known)}")
    checked: dict[str, OptionValue] = {}
    for option in command.options:
        value = options.get(option.name)
        if value is not None and (value != "" or not option.required):
            checked[option.name] = read(option, value)
        elif option.required and option.kind is not Kind.FILE:
            raise InputError(f"/{command.name} needs {option.name}: {option.description}.")
    return checked


def permit(command: Command, options: Mapping[str, OptionValue], person: Person) -> None:
    """Raise `NotPermitted` where the command, or an option that was given, is for admins only."""
    given = {name for name, value in options.items() if value is not False}
    locked = any(option.admin for option in command.options if option.name in given)
    if not person.admin and (command.admin or locked):
        raise NotPermitted(MANAGE)


def read(option: Option, value: OptionValue) -> OptionValue:
    """Return the value under the option's kind; `InputError` says what the option takes."""
    found = _READERS.get(option.kind, _text)(option, value)
    if found is None:
        raise InputError(refusal(option, value))
    return found


def fits(option: Option, value: OptionValue) -> bool:
    """Whether the option takes this value."""
    return _READERS.get(option.kind, _text)(option, value) is not None


def refusal(option: Option, value: OptionValue) -> str:
    """The sentence for a value that the option does not take."""
    hint = nearest(str(value), option.choices) if option.kind is Kind.CHOICE else ""
    if option.kind is Kind.LANGUAGE:
        hint = nearest(str(value), offers(str(value)[:2], most=200))
    if option.kind is Kind.TEXT and isinstance(value, str):
        return f"{option.name} takes {expected(option)}; found {len(value):,} characters."
    return f"{option.name} takes {expected(option)}; found {shown(value)}.{hint}"


def expected(option: Option) -> str:
    """What the option takes, as part of a sentence: `a number from 0 to 2`."""
    match option.kind:
        case Kind.FLAG:
            return "on or off"
        case Kind.CHOICE:
            return "one of " + ", ".join(option.choices)
        case Kind.TEXT:
            length = bounds(option.minimum, option.maximum, range_word="of")
            return f"a text{length} characters" if length else "a text"
        case Kind.LANGUAGE | Kind.PERSON | Kind.CHANNEL | Kind.ROLE | Kind.FILE:
            return f"a {option.kind}"
        case _:
            return f"a {option.kind}{bounds(option.minimum, option.maximum)}"


def bounds(minimum: float | None, maximum: float | None, *, range_word: str = "from") -> str:
    """Both bounds as the end of a phrase, each left out where there is none."""
    if minimum is not None and maximum is not None:
        return f" {range_word} {_figure(minimum)} to {_figure(maximum)}"
    if minimum is not None:
        return f" of at least {_figure(minimum)}"
    return "" if maximum is None else f" of at most {_figure(maximum)}"


def shown(value: object) -> str:
    """What was typed, short enough to stand in a sentence."""
    text = str(value)
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def nearest(name: str, known: Iterable[str]) -> str:
    """A question after the name that was meant, or nothing when none is near."""
    near = difflib.get_close_matches(name[:_SHOWN].lower(), list(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""


def _flag(_: Option, value: OptionValue) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    return word in _YES if word in _YES | _NO else None


def _whole(option: Option, value: OptionValue) -> int | None:
    number = _number(option, value)
    return int(number) if number is not None and number == int(number) else None


def _number(option: Option, value: OptionValue) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and _within(option, number) else None


def _choice(option: Option, value: OptionValue) -> str | None:
    word = str(value).strip().lower()
    return next((choice for choice in option.choices if choice.lower() == word), None)


def _language(option: Option, value: OptionValue) -> str | None:
    """A language by any of its names; the empty one is no language, where that is allowed."""
    if not isinstance(value, str) or not _within(option, len(value)):
        return None
    return value if not value.strip() or language(value) is not None else None


def _text(option: Option, value: OptionValue) -> str | None:
    return value if isinstance(value, str) and _within(option, len(value)) else None


def _figure(number: float) -> str:
    return f"{int(number):,}" if number == int(number) else f"{number:,}"


def _within(option: Option, size: float) -> bool:
    low = -math.inf if option.minimum is None else option.minimum
    high = math.inf if option.maximum is None else option.maximum
    return low <= size <= high


_READERS: Mapping[Kind, Callable[[Option, OptionValue], OptionValue | None]] = {
    Kind.FLAG: _flag,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.LANGUAGE: _language,
}
