"""Turns the pieces of an answer, and the program's own words, into lines for the terminal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from adapters.console.answer import Voice
from adapters.console.blocks import Code, Fence, Piece
from adapters.console.clean import clean
from adapters.console.markdown import Markdown, code_text

# Colours start anew where this many lines have gone by, so that long code stays cheap to colour.
_COLOURED_TOGETHER = 300

_COLOURS = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
    "truecolor": ColorSystem.TRUECOLOR,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `shown` with the sequences that colour it, `plain` as it is read."""

    shown: str
    plain: str


EMPTY = Line("", "")


class Renderer:
    """Renders the pieces of one answer in their order. `width` is in columns."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._colours = _COLOURS.get(console.color_system or "")
        self._language = ""
        self._code: list[str] = []

    def finished(self, pieces: Iterable[Piece], width: int) -> list[Line]:
        """Render pieces that are printed for good, and remember what the next ones need."""
        lines: list[Line] = []
        for piece in pieces:
            if isinstance(piece, Fence):
                self._language, self._code = piece.language, []
            lines += self.live([piece], width)
            if isinstance(piece, Code):
                self._code += piece.lines
            if len(self._code) > _COLOURED_TOGETHER:
                self._code = []
        return lines

    def live(self, pieces: Iterable[Piece], width: int) -> list[Line]:
        """Render pieces that will be rendered again."""
        return [line for piece in pieces for line in self._piece(piece, width)]

    def words(self, text: str, width: int, voice: Voice) -> list[Line]:
        """Render a sentence of the program's own."""
        return self._lines(Text(clean(text), style=f"console.{voice}"), width)

    def drawn(self, renderable: RenderableType, width: int) -> list[Line]:
        """Render something of rich's."""
        return self._lines(renderable, width)

    def _piece(self, piece: Piece, width: int) -> Iterator[Line]:
        if isinstance(piece, Code):
            yield from self._code_lines(piece)
            return
        if piece.spaced:
            yield EMPTY
        if isinstance(piece, Fence):
            yield from self._lines(Text(piece.mark + piece.language, style="console.fence"), width)
        else:
            yield from self._lines(Markdown(piece.tokens), width)

    def _code_lines(self, piece: Code) -> Iterator[Line]:
        """Colour the lines as what follows the code before them; none is ever wrapped."""
        whole = code_text("\n".join([*self._code, *piece.lines]), self._language)
        for text in whole.split("\n", allow_blank=True)[len(self._code) :][: len(piece.lines)]:
            yield self._line(text.render(self._console))

    def _lines(self, renderable: RenderableType, width: int) -> list[Line]:
        options = self._console.options.update(width=width, height=None)
        rendered = self._console.render_lines(renderable, options, pad=False)
        lines = [self._line(segments) for segments in rendered]
        while lines and not lines[0].plain:
            del lines[0]
        while lines and not lines[-1].plain:
            del lines[-1]
        return lines

    def _line(self, segments: Iterable[Segment]) -> Line:
        """Colour what the segments say; no sequence but the renderer's own gets through."""
        parts = [
            (clean(segment.text).replace("\n", "").replace("\t", "    "), segment.style)
            for segment in segments
            if not segment.control
        ]
        while parts and not parts[-1][0].strip():
            del parts[-1]
        if parts:
            parts[-1] = (parts[-1][0].rstrip(), parts[-1][1])
        shown = "".join(self._painted(text, style) for text, style in parts)
        return Line(shown, "".join(text for text, _ in parts))

    def _painted(self, text: str, style: Style | None) -> str:
        if style is None:
            return text
        look = style.without_color if self._console.no_color else style
        return look.render(text, color_system=self._colours)
