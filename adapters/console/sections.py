"""Cuts markdown into sections: its blocks, and its lists item by item."""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

# HTML is off, so that tags are shown as they were written; link definitions are off, because one
# that comes later would change what is already on the screen.
_PARSER = (
    MarkdownIt("commonmark", {"html": False})
    .enable(["table", "strikethrough"])
    .disable("reference")
)

_ENDED_BY_ITSELF = ("heading_open", "hr")
_ENDED_BY_AN_EMPTY_LINE = ("paragraph_open", "table_open", "blockquote_open")


@dataclass(frozen=True, slots=True)
class Section:
    """A block, or one item of a list, on the lines `start` to `end` (not included) of its text.

    `spaced` asks for an empty line before it; `number` is that of an item in an ordered list.
    """

    tokens: tuple[Token, ...]
    start: int
    end: int
    spaced: bool = True
    number: int | None = None

    @property
    def kind(self) -> str:
        """The type of its first token: `paragraph_open`, `fence`, `bullet_list_open`..."""
        return self.tokens[0].type


def sections(text: str, *, spaced: bool, number: int | None) -> list[Section]:
    """Cut the text. `spaced` and `number` belong to the first section, if it has such a thing."""
    lines = text.split("\n")
    found: list[Section] = []
    for block in _blocks(_PARSER.parse(text)):
        first = spaced if not found else True
        if block[0].type in ("bullet_list_open", "ordered_list_open"):
            found += _items(block, lines, spaced=first, number=number if not found else None)
        else:
            start, end = block[0].map or (0, len(lines))
            found.append(Section(tuple(block), start, end, spaced=first))
    return found


def complete(section: Section, text: str) -> bool:
    """Whether no line that follows the text could belong to this section, its last one."""
    if section.kind in _ENDED_BY_ITSELF:
        return True
    lines = text.split("\n")
    if section.kind == "fence":
        opening = OpenFence.of(section, text)
        return section.end - section.start > 1 and opening.closed_by(lines[section.end - 1])
    empty = any(not line.strip() for line in lines[section.end : -1])
    return empty and section.kind in _ENDED_BY_AN_EMPTY_LINE


@dataclass(frozen=True, slots=True)
class OpenFence:
    """A fence of code whose end is not here yet: its signs, language and indentation."""

    mark: str
    language: str
    indent: int

    @classmethod
    def of(cls, section: Section, text: str) -> "OpenFence":
        """Read the line that opens it."""
        token = section.tokens[0]
        line = text.split("\n")[section.start]
        language = (token.info.split() or [""])[0]
        return cls(token.markup, language, len(line) - len(line.lstrip(" ")))

    def closed_by(self, line: str) -> bool:
        """Whether the line ends the code."""
        closing = rf" {{0,3}}{self.mark[0]}{{{len(self.mark)},}}[ \t]*"
        return re.fullmatch(closing, line) is not None

    def may_be_closed_by(self, line: str) -> bool:
        """Whether the line could still grow into one that ends the code."""
        return re.fullmatch(rf" {{0,3}}{self.mark[0]}*[ \t]*", line) is not None

    def inside(self, line: str) -> str:
        """The line of code without the indentation that the fence has itself."""
        return re.sub(rf"^ {{0,{self.indent}}}", "", line)


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Group the tokens of each block on the outermost level."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _items(
    block: Sequence[Token], lines: Sequence[str], *, spaced: bool, number: int | None
) -> Iterator[Section]:
    """Make each item a list of its own, with its number."""
    opening, *inner, closing = block
    ordered = opening.type == "ordered_list_open"
    count = number if number is not None else int(opening.attrs.get("start", 1))
    item: list[Token] = []
    first = True
    for token in inner:
        item.append(token)
        if token.level == 1 and token.nesting < 0:
            start, end = item[0].map or (0, len(lines))
            own = copy(opening)
            own.attrs = {"start": count} if ordered else {}
            gap = spaced if first else not lines[start - 1].strip()
            whole = (own, *item, closing)
            yield Section(whole, start, end, gap, count if ordered else None)
            item, first, count = [], False, count + 1
