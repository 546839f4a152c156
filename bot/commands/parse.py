"""Reading a typed line as a command: `key=value`, quotes, and values in their natural order."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.commands import Command, Kind, Option, Options
from bot.commands.check import check, fits, nearest, refusal, shown
from bot.errors import InputError
from bot.messages import OptionValue

_FIRST = re.compile(r"\s*/?(\S*)")
_WORD = re.compile(
    r"""\s*(?P<all>
        (?:(?P<key>[A-Za-z][\w-]*)=)?
        (?P<value>"(?P<straight>(?:[^"\\]|\\.)*)"(?!\S) | “(?P<curly>[^”]*)”(?!\S) | \S*)
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r'\\(["\\])')


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of a line: `key=value`, or a value alone.

    `value` is without its quotes, `bare` is the whole word as typed; an `open` one begins with a
    quote that does not end. `start`, `value_start` and `end` are positions in the line.
    """

    key: str
    value: str
    bare: str
    open: bool
    start: int
    value_start: int
    end: int


def parse(
    line: str, commands: Mapping[str, Command], *, others: Iterable[str] = ()
) -> tuple[Command, Options]:
    """Return the command that a line names, and its checked options.

    The line may begin with a slash. Raises `InputError`; `others` are further names that the
    platform itself understands, to be suggested when a name is mistyped.
    """
    first = _FIRST.match(line)
    name = first[1].lower() if first else ""
    command = commands.get(name)
    if first is None or command is None or command.hidden:
        known = [*(name for name, command in commands.items() if not command.hidden), *others]
        hint = nearest(name, known).replace("mean ", "mean /")
        raise InputError(f"There is no command {shown('/' + name)}.{hint} /help lists them all.")
    return command, check(command, _given(command, line, first.end(), free_rest=True))


def spoken(text: str, commands: Mapping[str, Command]) -> tuple[Command, Options] | None:
    """Return the command that is meant where words also reach the bot as plain talk.

    After a mention `@bot translate …` is a command and `@bot help me with this` is not: without
    a slash, all that follows must fit the command, and free text counts only where the answer is
    for everybody, so that "system is down" changes nothing. Raises `InputError` after a slash.
    """
    first = _FIRST.match(text)
    # A path like /etc/hosts is no command.
    if text.lstrip().startswith("/") and first and "/" not in first[1]:
        return parse(text, commands)
    command = commands.get(first[1].lower()) if first else None
    if first is None or command is None or command.hidden or command.slash_only:
        return None
    try:
        given = _given(command, text, first.end(), free_rest=not command.private)
        return command, check(command, given)
    except InputError:
        return None


def _given(command: Command, line: str, at: int, *, free_rest: bool) -> dict[str, OptionValue]:
    """Collect what the line gives, unchecked. Free text may be given unnamed if `free_rest`."""
    given: dict[str, OptionValue] = {}
    while (word := _word(line, at)) is not None:
        at = word.end
        option, value = _meant(command, given, word, line)
        if option.name in given:
            raise InputError(f"{option.name} is given twice.")
        if option.rest:
            if word.key != option.name and not free_rest:
                raise InputError(f"Write {option.name}= before it.")
            at = _end_of_rest(command, given, line, word)
            start = word.value_start if word.key == option.name else word.start
            value = _all(line[:at], start)
        elif word.open:
            raise _unclosed(word)
        given[option.name] = value
    return given


def _meant(
    command: Command, given: Mapping[str, OptionValue], word: _Word, line: str
) -> tuple[Option, OptionValue]:
    """Which option a word is for, and its value."""
    named = command.option(word.key) if word.key else None
    if named is not None:
        return named, word.value
    value = word.bare if word.key else word.value
    waiting = [
        option
        for option in command.options
        if option.name not in given
        and option.kind not in (Kind.FLAG, Kind.FILE)
        and not option.named
    ]
    taker = next((one for one in waiting if one.rest or one.required or fits(one, value)), None)
    flag = _flag(command, word.bare)
    # Free text may well begin with a word that is also the name of a flag.
    if flag is not None and not (taker and taker.rest and not _only_flags(command, line, word.end)):
        return flag, True
    if taker is not None:
        return taker, value
    if word.open:
        raise _unclosed(word)
    if waiting:
        raise InputError(refusal(waiting[0], value))
    raise InputError(f"/{command.name} takes nothing more after that; found {shown(word.bare)}.")


def _flag(command: Command, name: str) -> Option | None:
    option = command.option(name.lower())
    return option if option is not None and option.kind is Kind.FLAG else None


def _only_flags(command: Command, line: str, at: int) -> bool:
    while (word := _word(line, at)) is not None:
        if _flag(command, word.key or word.bare) is None:
            return False
        at = word.end
    return True


def _end_of_rest(
    command: Command, given: Mapping[str, OptionValue], line: str, first: _Word
) -> int:
    """Where free text ends that begins with a word: before options that are named at its end."""
    end, at = len(line), first.end
    while (word := _word(line, at)) is not None:
        at = word.end
        named = command.option(word.key) if word.key and not word.open else None
        if named is None or named.rest or named.name in given:
            end = len(line)
        else:
            end = min(end, word.start)
    return end


def _word(line: str, at: int) -> _Word | None:
    found = _WORD.match(line, at)
    if found is None or not found["all"]:
        return None
    value = found["value"]
    if found["straight"] is not None:
        value = _ESCAPED.sub(r"\1", found["straight"])
    elif found["curly"] is not None:
        value = found["curly"]
    return _Word(
        key=(found["key"] or "").lower(),
        value=value,
        bare=found["all"],
        open=value == found["value"] and value.startswith(('"', "“")),
        start=found.start("all"),
        value_start=found.start("value"),
        end=found.end(),
    )


def _unclosed(word: _Word) -> InputError:
    return InputError(f"The quote that begins with {shown(word.bare)} is not closed.")


def _all(line: str, start: int) -> str:
    """The rest of the line as it was typed; quotes around the whole of it are left out."""
    text = line[start:].strip()
    word = _word(text, 0)
    whole = word is not None and not word.key and word.end == len(text) and not word.open
    return word.value if word is not None and whole else text
