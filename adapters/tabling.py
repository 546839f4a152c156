"""Messages of a growing text in which tables are shown as `adapters.tables` shows them."""

from collections.abc import Sequence

from adapters.lines import scan
from adapters.splitting import Pages
from adapters.tables import begins, goes_on, read, shown

# A line that is longer than this and has no bar yet will be no head of a table.
_LONGEST_HEAD = 300
# What a message needs beside a table.
_BESIDE = 60


def split_tabled(text: str, limit: int) -> list[str]:
    """Cut a text into messages, with its tables as they can be shown."""
    pages = TabledPages(limit)
    pages.add(text)
    return pages.texts


class TabledPages(Pages):
    """The messages of a text that grows.

    A table is written down once its last row is known; until then it is shown as far as it goes.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._longest = limit - _BESIDE
        # Lines that may become a table, or are one; and the line that is not complete.
        self._lines: list[str] = []
        self._line = ""
        # Whether the beginning of the line was written down already.
        self._begun = False
        self._code = ""
        # The messages with what is held back, made once for all who look between two additions.
        self._as_far: Pages | None = None

    @property
    def texts(self) -> list[str]:
        """See `Pages.texts`."""
        if self._as_far is None:
            self._as_far = self.with_more(self._held())
        return self._as_far.texts

    def add(self, text: str) -> None:
        """See `Pages.add`."""
        self._as_far = None
        *complete, rest = (self._line + text).split("\n")
        # Written down at once: the more is known of a block, the better it is cut.
        known = "".join(self._taken(f"{line}\n") for line in complete)
        self._line = rest
        if len(rest) > _LONGEST_HEAD and "|" not in rest and not self._goes_on(rest):
            known += self._held()
            self._lines, self._line, self._begun = [], "", True
        super().add(known)

    def end(self) -> None:
        """See `Pages.end`."""
        self._as_far = None
        super().add(self._held())
        self._code = self._code_behind(self._line)
        self._lines, self._line, self._begun = [], "", False
        super().end()

    def since(self, number: int) -> str:
        """See `Pages.since`."""
        return self.with_more(self._held()).since(number)

    def _held(self) -> str:
        """What is held back, as it would be if nothing followed."""
        if self._line and self._goes_on(self._line):
            return _written([*self._lines, self._line], longest=self._longest)
        return _written(self._lines, longest=self._longest) + self._line

    def _taken(self, line: str) -> str:
        """Take a line that is complete; returns what is certain by now."""
        if not self._begun and self._goes_on(line):
            self._lines.append(line)
            return ""
        known = _written(self._lines, longest=self._longest)
        is_inside = self._begun or bool(self._code)
        self._begun = False
        self._code = self._code_behind(line)
        if not is_inside and not self._code and _may_begin(line):
            self._lines = [line]
            return known
        self._lines = []
        return known + line

    def _code_behind(self, line: str) -> str:
        """The line that opened the code which goes on behind a line."""
        found = scan(line, self._code)
        return found[-1].fence if found else self._code

    def _goes_on(self, line: str) -> bool:
        """Whether the line makes one table with those that are held back."""
        if len(self._lines) >= 2:
            return goes_on(line)
        return bool(self._lines) and begins(self._lines[0], line)


def _may_begin(line: str) -> bool:
    return "|" in line and not line.lstrip().startswith(">")


def _written(lines: Sequence[str], *, longest: int) -> str:
    """The lines of a table as they are shown; a single one is no table."""
    if len(lines) < 2:
        return "".join(lines)
    end = "\n" if lines[-1].endswith("\n") else ""
    return shown(read([line.rstrip("\n") for line in lines]), longest=longest) + end
