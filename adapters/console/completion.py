"""Offers the names of commands, their options and the values of these, while a line is typed."""

import logging
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from adapters.console.clean import clean_line
from bot.commands import Command, Kind, Option
from bot.errors import CauserieError

log = logging.getLogger(__name__)

Values = Callable[[str, str, str], Awaitable[Sequence[str]]]
"""Asks for values: the line before the word, the option's name, and what was typed of its value."""

_LINE = re.compile(r"\s*/(?P<name>\S*)(?P<rest>\s.*)?", re.DOTALL)
_WORD = re.compile(r"""(?:(?P<key>[A-Za-z][\w-]*)=)?(?P<value>"[^"]*(?:"|$)|\S*)""")
_NOT_IN_ORDER = (Kind.FLAG, Kind.FILE)
_MOST = 50


class Completions(Completer):
    """Completes lines that begin with a slash; plain talk is left alone."""

    def __init__(self, commands: Mapping[str, Command], values: Values) -> None:
        self._commands = {name: one for name, one in commands.items() if not one.hidden}
        self._values = values
        self._files = PathCompleter(expanduser=True)

    def get_completions(
        self,
        document: Document,  # noqa: ARG002  # the base's
        complete_event: CompleteEvent,  # noqa: ARG002  # the base's
    ) -> Iterable[Completion]:
        """Offer nothing to a caller that cannot wait."""
        return ()

    async def get_completions_async(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002  # the base's
    ) -> AsyncGenerator[Completion, None]:
        """Offer what fits the word before the cursor."""
        for offer in (await self._offers(document.text_before_cursor))[:_MOST]:
            yield offer

    async def _offers(self, text: str) -> list[Completion]:
        line = _LINE.fullmatch(text)
        if line is None:
            return []
        name, rest = line["name"].lower(), line["rest"]
        if rest is None:
            return [
                Completion(one, -len(name), display=f"/{one}", display_meta=command.description)
                for one, command in self._commands.items()
                if one.startswith(name)
            ]
        command = self._commands.get(name)
        return await self._in_command(command, text, rest.lstrip()) if command else []

    async def _in_command(self, command: Command, text: str, rest: str) -> list[Completion]:
        whole = next((one for one in command.options if one.rest and one.kind is Kind.FILE), None)
        if whole is not None:
            return self._paths(rest)
        *before, last = _words(rest)
        line = text[: len(text) - len(last.value)].removesuffix(f"{last.key}=")
        waiting = _waiting(command, before)
        named = command.option(last.key)
        if named is not None:
            return await self._values_of(line, named, last.value)
        if any(option.rest for option in command.options) and not waiting:
            return []
        ordered = next((one for one in waiting if one.kind not in _NOT_IN_ORDER), None)
        offers = await self._values_of(line, ordered, last.value) if ordered else []
        return offers + [
            Completion(
                option.name + ("" if option.kind is Kind.FLAG else "="),
                -len(last.value),
                display_meta=option.description,
            )
            for option in waiting
            if option.name.startswith(last.value.lower()) and not option.rest
        ]

    async def _values_of(self, line: str, option: Option, typed: str) -> list[Completion]:
        if option.kind is Kind.FILE:
            return self._paths(typed)
        if option.kind is Kind.FLAG:
            values: Sequence[str] = [one for one in ("on", "off") if one.startswith(typed)]
        elif option.choices or option.complete:
            try:
                values = await self._values(line, option.name, typed.strip('"'))
            except CauserieError as error:
                # What it says may repeat what was typed.
                log.info("no values for %s: %s", option.name, type(error).__name__)
                return []
        else:
            return []
        return [
            Completion(_quoted(value), -len(typed), display=clean_line(value)) for value in values
        ]

    def _paths(self, typed: str) -> list[Completion]:
        event = CompleteEvent(completion_requested=True)
        return list(self._files.get_completions(Document(typed), event))


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    value: str


def _words(rest: str) -> list[_Word]:
    """Split what follows the name; the last word is the one being typed, perhaps empty."""
    words: list[_Word] = []
    at = 0
    while True:
        found = _WORD.match(rest, at)
        if found is None:
            return [*words, _Word("", "")]
        words.append(_Word((found["key"] or "").lower(), found["value"]))
        at = found.end()
        if at >= len(rest):
            return words
        gap = len(rest) - at - len(rest[at:].lstrip())
        at += max(gap, 1)


def _waiting(command: Command, before: Sequence[_Word]) -> list[Option]:
    """The options that may still come; none once free text has begun."""
    waiting = list(command.options)
    for word in before:
        meant = command.option(word.key or word.value.lower())
        if meant is None or (not word.key and meant.kind is not Kind.FLAG):
            meant = next((one for one in waiting if one.kind not in _NOT_IN_ORDER), None)
        if meant is None:
            continue
        if meant.rest:
            return []
        waiting = [option for option in waiting if option.name != meant.name]
    return waiting


def _quoted(value: str) -> str:
    value = clean_line(value)
    return f'"{value}"' if " " in value else value
