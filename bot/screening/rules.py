"""A server's own rules: words, phrases and patterns that are refused, and what is let pass."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, islice

from bot.screening.normalize import Skeleton, shaped
from bot.screening.patterns import Patterns, check_patterns
from bot.screening.terms import LONGEST_MATCH, Hit, Terms, check_terms

__all__ = ["Hit", "Rules", "check_patterns", "check_terms"]


# A text with more than these is refused anyway, wherever it is parted.
_MOST_HITS = 1_000


class Rules:
    """What one server refuses. A match counts unless it lies within something that is allowed."""

    def __init__(self, words: Terms, patterns: Patterns, allowed: Terms) -> None:
        self._words = words
        self._patterns = patterns
        self._allowed = allowed
        self.prepared = not (words or allowed)

    @classmethod
    def of(
        cls,
        words: Sequence[str] = (),
        *,
        patterns: Sequence[str] = (),
        allowed: Sequence[str] = (),
    ) -> "Rules":
        """Take a server's lists; raises `InputError`, naming what cannot be used and the reason."""
        check_terms(words)
        check_terms(allowed)
        return cls(Terms(words), Patterns(patterns), Terms(allowed))

    def __bool__(self) -> bool:
        return bool(self._words or self._patterns)

    def prepare(self) -> None:
        """Compile what would be compiled at the first use; about 0.3 ms for a word."""
        self._words.prepare()
        self._allowed.prepare()
        self.prepared = True

    def find(self, text: str) -> Hit | None:
        """Give a match that counts, if there is one."""
        return next(self.hits(Skeleton(text)), None)

    def hits(self, skeleton: Skeleton) -> Iterator[Hit]:
        """Give all matches that count: words and phrases first, then patterns, rule by rule."""
        return self.counting(self._found(skeleton), skeleton)

    def _found(self, skeleton: Skeleton) -> Iterator[Hit]:
        return chain(self._words.hits(skeleton), self._patterns.hits(skeleton))

    def counting(self, found: Iterator[Hit], skeleton: Skeleton) -> Iterator[Hit]:
        """Give those matches that lie within nothing that is allowed."""
        if not self._allowed:
            yield from found
            return
        begins: list[int] | None = None
        reach: list[int] = []
        for hit in found:
            if begins is None:
                spans = sorted((hit.begin, hit.end) for hit in self._allowed.hits(skeleton))
                begins = [begin for begin, _ in spans]
                reach = list(accumulate((end for _, end in spans), max))
            place = bisect_right(begins, hit.begin)
            if place == 0 or reach[place - 1] < hit.end:
                yield hit

    def cut(self, text: str, end: int | None = None) -> int:
        """Give the last position, at most `end`, where a text may be parted as it is so far.

        What stands before it belongs to no match that goes on behind it, whatever comes next. For
        words and phrases this is exact; for patterns it is the end of a sentence, and only 1,000
        characters are held back.
        """
        limit = len(text) if end is None else min(end, len(text))
        tail = _tail(text, limit)
        before = len(text) - len(tail.text)
        held = self._patterns.held(tail.text)
        cut = min(limit - before, self._words.begun(tail), len(tail.text) - held)
        found = list(islice(self._found(tail), _MOST_HITS))
        if found and self._allowed:
            # Whether these count is open as long as something allowed may grow around them.
            allowed = self._allowed.begun(tail)
            cut = min(cut, allowed) if any(hit.begin >= allowed for hit in found) else cut
        counting = self.counting(iter(found), tail)
        for hit in sorted(counting, key=lambda hit: hit.end, reverse=True):
            if hit.begin < cut < hit.end:
                cut = hit.begin
        return before + cut


def _tail(text: str, limit: int) -> Skeleton:
    """Give enough of the end of a text to see every match that goes on behind a position."""
    begin = max(0, limit - 2 * LONGEST_MATCH)
    if begin and len(shaped(text[begin:limit])) < LONGEST_MATCH:
        # Much of it cannot be seen; what can be seen may belong to a longer match.
        begin = 0
    return Skeleton(text[begin:])
