"""What a command says, printed once: rendered for a terminal, plain for a pipe, tables aligned."""

import sys
from collections.abc import Iterator
from typing import TextIO

from adapters import tables
from adapters.console.blocks import Blocks
from adapters.console.clean import clean
from adapters.console.device import is_screen, size, themed
from adapters.console.render import Renderer

# No table that is aligned comes near it: it would not fit into a terminal.
_LONGEST = 1_000_000
_FENCE = "```"


def printed(markdown: str, stream: TextIO) -> None:
    """Print it as the stream shows it best."""
    lines = [line for part in _parts(clean(markdown)) for line in _shown(part, stream)]
    stream.write("\n".join(lines) + "\n")
    stream.flush()


def note(text: str) -> None:
    """Say something beside the answer."""
    sys.stderr.write(clean(text) + "\n")
    sys.stderr.flush()


def _parts(markdown: str) -> Iterator[list[str]]:
    """Its lines, those of a table together and without any others."""
    lines, part = markdown.split("\n"), list[str]()
    at = 0
    while at < len(lines):
        if at + 1 < len(lines) and tables.begins(lines[at], lines[at + 1]):
            end = at + 2
            while end < len(lines) and tables.goes_on(lines[end]):
                end += 1
            if part:
                yield part
            yield lines[at:end]
            at, part = end, []
        else:
            part.append(lines[at])
            at += 1
    if part:
        yield part


def _shown(part: list[str], stream: TextIO) -> list[str]:
    text = "\n".join(part)
    if len(part) > 1 and tables.begins(*part[:2]):
        text = tables.shown(tables.read(part), longest=_LONGEST)
        if text.startswith(_FENCE):
            return [line for line in text.split("\n") if line != _FENCE]
    if not is_screen(stream):
        return text.split("\n")
    blocks = Blocks()
    blocks.feed(text.strip("\n"))
    rendered = Renderer(themed(stream)).finished(blocks.settle(ended=True), size(stream).columns)
    # Empty lines beside a table keep it apart.
    before = [""] if text.startswith("\n") else []
    after = [""] if text.endswith("\n") else []
    return [*before, *(line.shown for line in rendered), *after]
