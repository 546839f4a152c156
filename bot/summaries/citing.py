"""Numbers that a model gives for its points, made into links to what they are from.

Only what was read can be named: a number that stands for nothing disappears.
"""

import re
from collections.abc import Mapping

from bot.summaries.material import Source

# Not behind a letter or a digit: `list[0]` is code and names no message.
_MARK = re.compile(
    r"(?:[ \t]|(?<![\w\]]))((?:[\[【]\^?\d{1,7}(?:\s*[,;–-]\s*\d{1,7})*[\]】](?!\())+)"
)
_NUMBER = re.compile(r"\d{1,7}")
# The beginning of a mark that may go on in the next piece.
_OPEN = re.compile(r"[ \t]?(?:(?:\[|【)[\^\d\s,;–-]*(?:\]|】)?)+$|[ \t]$")
_MOST_HELD = 200


class Citing:
    """Takes an answer piece by piece; gives out the same with links in the place of numbers."""

    def __init__(self, sources: Mapping[int, Source]) -> None:
        self._sources = sources
        self._order: dict[int, int] = {}
        self._held = ""
        self._last = ""

    def feed(self, piece: str) -> str:
        """Return what can be given out by now."""
        self._held += piece
        begin = len(self._held)
        last = max(0, len(self._held) - 2 * _MOST_HELD)
        if (opened := _OPEN.search(self._held, last)) and begin - opened.start() < _MOST_HELD:
            begin = opened.start()
        ready, self._held = self._held[:begin], self._held[begin:]
        return self._linked(ready)

    def rest(self) -> str:
        """Return what was held back at the end."""
        ready, self._held = self._held, ""
        return self._linked(ready)

    def _linked(self, text: str) -> str:
        # One letter more, so that what a mark stands behind is known.
        found = _MARK.sub(self._links, self._last + text)[len(self._last) :]
        self._last = text[-1:] or self._last
        return found

    def _links(self, mark: re.Match[str]) -> str:
        numbers = dict.fromkeys(int(number) for number in _NUMBER.findall(mark[1]))
        links = [self._link(number) for number in numbers if number in self._sources]
        space = " " if links and mark[0][0] in " \t" else ""
        return space + " ".join(links) if links else ""

    def _link(self, number: int) -> str:
        """What stands for a message: the same small number each time it is named."""
        shown = self._order.setdefault(number, len(self._order) + 1)
        source = self._sources[number]
        # Where nothing leads to a message, who said it and when is as good.
        return f"[{shown}]({source.link})" if source.link else f"({source.words})"
