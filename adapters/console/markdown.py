"""How markdown looks in the terminal: rich's rendering, made plainer and safer to trust."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from markdown_it.token import Token
from rich import markdown
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.containers import Renderables
from rich.segment import Segment
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

THEME = Theme(
    {
        "markdown.h1": "bold underline",
        "markdown.h2": "bold underline",
        "markdown.h3": "bold",
        "markdown.h4": "bold",
        "markdown.h5": "italic",
        "markdown.h6": "italic",
        "markdown.code": "bold cyan",
        "markdown.code_block": "none",
        "markdown.block_quote": "dim",
        "markdown.item.number": "none",
        "markdown.table.border": "dim",
        "markdown.table.header": "bold",
        "console.fence": "dim",
        "console.note": "dim",
        "console.plain": "none",
        "console.trouble": "yellow",
    }
)
CODE_COLOURS = "ansi_dark"


class Markdown(markdown.Markdown):
    """Parsed markdown, ready to be printed; nothing in it is a link that hides its address."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        super().__init__("", code_theme=CODE_COLOURS, justify="left")
        self.parsed = list(_without_links(tokens))


def code_text(code: str, language: str) -> Text:
    """Colour code; a language that nobody knows leaves it plain."""
    syntax = Syntax(code, language or "text", theme=CODE_COLOURS, background_color="default")
    return syntax.highlight(code)


class _Heading(markdown.Heading):
    LEVEL_ALIGN = dict.fromkeys(markdown.Heading.LEVEL_ALIGN, "left")


class _Code(markdown.CodeBlock):
    """Code between its fences, as it was written: what is copied is what is there."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        language = "" if self.lexer_name == "text" else self.lexer_name
        yield Text(f"```{language}", style="console.fence")
        code = code_text(str(self.text).rstrip("\n"), language)
        code.rstrip()
        yield code
        yield Text("```", style="console.fence")


class _Rule(markdown.HorizontalRule):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text("─" * min(options.max_width, 20), style="markdown.hr")


class _Table(markdown.TableElement):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for table in super().__rich_console__(console, options):
            for column in cast("Table", table).columns:
                # A word that is too long for its column is broken, not cut off.
                column.overflow = "fold"
            yield table


class _Quote(markdown.BlockQuote):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bar = Segment("▌ ", self.style)
        yield from _indented(console, options, self.elements, bar, bar)


class _List(markdown.ListElement):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for number, item in enumerate(self.items, start=self.list_start or 0):
            sign = "• " if self.list_type == "bullet_list_open" else f"{number}. "
            first, others = Segment(sign), Segment(" " * len(sign))
            yield from _indented(console, options, item.elements, first, others)


def _indented(
    console: Console,
    options: ConsoleOptions,
    elements: Renderables,
    first: Segment,
    others: Segment,
) -> Iterator[Segment]:
    """Render with a sign before the first line and another before all that follow."""
    narrower = options.update(width=max(1, options.max_width - len(first.text)))
    lines = console.render_lines(
        Renderables(_spaced(cast("Iterable[RenderableType]", elements))), narrower, pad=False
    )
    for at, line in enumerate(lines or [[]]):
        yield others if at else first
        yield from line
        yield Segment.line()


def _spaced(elements: Iterable[RenderableType]) -> Iterator[RenderableType]:
    """Keep an empty line between two paragraphs."""
    before: RenderableType | None = None
    for element in elements:
        if isinstance(before, markdown.Paragraph) and isinstance(element, markdown.Paragraph):
            yield Text()
        yield element
        before = element


Markdown.elements = markdown.Markdown.elements | {
    "heading_open": _Heading,
    "fence": _Code,
    "code_block": _Code,
    "hr": _Rule,
    "table_open": _Table,
    "blockquote_open": _Quote,
    "bullet_list_open": _List,
    "ordered_list_open": _List,
}


def _without_links(tokens: Iterable[Token]) -> Iterator[Token]:
    """Write addresses out, and keep the line ends that the model wrote."""
    for token in tokens:
        if token.type == "inline":
            inline = token.copy()
            inline.children = list(_written_out(token.children or ()))
            yield inline
        else:
            yield token


def _written_out(children: Sequence[Token]) -> Iterator[Token]:
    label, address = "", ""
    for child in children:
        if child.type == "link_open":
            label, address = "", str(child.attrs.get("href", ""))
        elif child.type == "link_close":
            if address not in (label, f"mailto:{label}"):
                yield _text(f" ({address})")
        elif child.type == "image":
            yield _text(f"{child.content} ({child.attrs.get('src', '')})")
        elif child.type == "softbreak":
            yield Token("hardbreak", "br", 0)
        else:
            label += child.content
            yield child


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
