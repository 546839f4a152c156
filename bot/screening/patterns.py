"""A server's own regular expressions, matched on a text as it is and as it reads."""

import re
from collections.abc import Iterator, Sequence

from bot.errors import InputError
from bot.screening.engine import Expression
from bot.screening.normalize import Skeleton
from bot.screening.terms import Hit

MOST_PATTERNS = 200
LONGEST_PATTERN = 1_000
"""In characters."""

HELD_FOR_PATTERNS = 1_000
"""In characters. Nobody can say how a pattern's match begins, so a text that goes on is held back
to its last sentence; what is longer, or goes over its end, is found by the check of the whole."""

# What one pattern may use, and what all in one expression may.
_MEGABYTES, _MEGABYTES_TOGETHER = 2, 16
_TOGETHER = 25
_SENTENCE_END = re.compile(r"(?:[.!?…]+[\"'”’)\]*_`]*\s|[。！？]|\n)")
# Inside a word, and before one, these stand for letters; which of several a pattern cannot say.
_DISGUISED = re.compile(r"(?:(?<=[a-z])[013457@$!|+]+|(?<!\w)[@$])(?=[a-z])")
_READ = str.maketrans("013457@$!|+", "oieastasiit")


class Patterns:
    """A list of RE2 expressions; case does not count unless one says `(?-i)`."""

    def __init__(self, sources: Sequence[str]) -> None:
        """Compile; raises `InputError`, naming the pattern and the reason."""
        if len(sources) > MOST_PATTERNS:
            raise InputError(
                f"At most {MOST_PATTERNS} patterns fit in; these are {len(sources):,}."
            )
        self._patterns = [(source, _compiled(source)) for source in sources]
        self._together = [
            _alternatives(sources[begin : begin + _TOGETHER])
            for begin in range(0, len(sources), _TOGETHER)
        ]

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def hits(self, skeleton: Skeleton) -> Iterator[Hit]:
        """Give every place where a pattern matches, in either reading."""
        if not self._patterns:
            return
        text = skeleton.text
        for source, begin, end in self._matches(text.encode(errors="replace")):
            yield Hit(source, begin, end)
        plain = skeleton.plain.replace("ı", "i")
        plain = _DISGUISED.sub(lambda found: found[0].translate(_READ), plain)
        if plain != text and plain != text.lower():
            for source, begin, end in self._matches(plain.encode()):
                yield Hit(source, *skeleton.plain_span(begin, end))

    def held(self, text: str) -> int:
        """Give how many characters at the end of a text to hold back."""
        if not self._patterns:
            return 0
        tail = text[-HELD_FOR_PATTERNS:]
        end = max((found.end() for found in _SENTENCE_END.finditer(tail)), default=0)
        return len(tail) - end

    def _matches(self, data: bytes) -> Iterator[tuple[str, int, int]]:
        """Give each match as the pattern and two positions in characters."""
        for place, together in enumerate(self._together):
            if together is not None and not together.found(data):
                continue
            first = place * _TOGETHER
            for source, expression in self._patterns[first : first + _TOGETHER]:
                read = characters = 0
                for begin, end in expression.spans(data):
                    characters += _count(data[read:begin])
                    read = begin
                    if begin < end:
                        yield source, characters, characters + _count(data[begin:end])


def check_patterns(sources: Sequence[str]) -> None:
    """Raise `InputError` when these cannot be the patterns of a list, with the reason."""
    Patterns(sources)


def _count(data: bytes) -> int:
    # A pattern may match half a character (`\\C`); the other half is not counted.
    return len(data.decode(errors="ignore"))


def _compiled(source: str) -> Expression:
    shown = source if len(source) <= 60 else source[:60] + "…"
    if len(source) > LONGEST_PATTERN:
        raise InputError(f"A pattern has at most {LONGEST_PATTERN:,} characters: {shown}")
    try:
        # Among others it stands in a group; an open quotation would swallow the group's end.
        Expression(f"(?:{source})", megabytes=_MEGABYTES, ignore_case=True)
        expression = Expression(source, megabytes=_MEGABYTES, ignore_case=True)
    except InputError as error:
        raise InputError(f"The pattern {shown} cannot be used: {error}.") from None
    if any(begin == end for sample in (b"", b"a b") for begin, end in expression.spans(sample)):
        raise InputError(
            f"The pattern {shown} matches nothing at all, so it would refuse every text."
        )
    return expression


def _alternatives(sources: Sequence[str]) -> Expression | None:
    """Compile several as one, to read a text once for all; None where that grows too large."""
    source = "|".join(f"(?:{source})" for source in sources)
    try:
        return Expression(source, megabytes=_MEGABYTES_TOGETHER, ignore_case=True)
    except InputError:
        return None
