"""The glossary of a server: terms, and pairs of texts as examples; which of them concern a text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bot.translating.languages import Language

MOST_TERMS = 40
MOST_PAIRS = 3

_ALIKE = 0.12
_WORD = re.compile(r"\w+")
# Scripts that put no spaces between words.
_RUNNING = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A term with its translation, or a text with its translation as an example.

    `source` and `target` are codes of languages; `source` is "" for every language. `id` is the
    store's, 0 before it is stored.
    """

    kind: Literal["term", "pair"]
    source: str
    target: str
    term: str
    translation: str
    id: int = 0


def relevant(
    entries: Iterable[Entry], text: str, *, target: Language, source: Language | None
) -> tuple[Entry, ...]:
    """The entries that help with a text: terms that occur in it, and the examples most like it."""
    fitting = [one for one in entries if _fits(one, target, source)]
    folded = text.casefold()
    terms = [one for one in fitting if one.kind == "term" and _occurs(one.term, folded)]
    # The longer term says more: "hard disk" before "disk".
    terms.sort(key=lambda one: (-len(one.term), one.term))
    return (*terms[:MOST_TERMS], *_examples(fitting, folded))


def _examples(entries: Sequence[Entry], folded: str) -> list[Entry]:
    words = _words(folded)
    alike = [
        (_likeness(_words(one.term.casefold()), words), -number, one)
        for number, one in enumerate(entries)
        if one.kind == "pair"
    ]
    best = sorted((one for one in alike if one[0] >= _ALIKE), reverse=True)[:MOST_PAIRS]
    # The one most like the text comes last, nearest to it.
    return [one for _, _, one in reversed(best)]


def _fits(entry: Entry, target: Language, source: Language | None) -> bool:
    if not _same(entry.target, target.code):
        return False
    return source is None or not entry.source or _same(entry.source, source.code)


def _same(one: str, other: str) -> bool:
    """Whether two codes mean one language; `pt` is also for Brazil, but `pt-PT` is not."""
    return one == other or ("-" not in one and one == other.split("-")[0])


def _occurs(term: str, folded: str) -> bool:
    plain = term.casefold()
    # Of a large glossary hardly any term gets beyond this.
    if plain.split(maxsplit=1)[0] not in folded:
        return False
    return _pattern(plain).search(folded) is not None


@lru_cache(maxsize=1_024)
def _pattern(term: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, term.split()))
    if _RUNNING.search(term):
        return re.compile(words)
    # Endings may follow: a glossary has "invoice", and the text "invoices".
    return re.compile(rf"(?<!\w){words}\w{{0,3}}(?!\w)")


def _words(folded: str) -> frozenset[str]:
    """What two texts are compared by: words, or pairs of letters where there are no spaces."""
    found: set[str] = set()
    for word in _WORD.findall(folded):
        if _RUNNING.search(word):
            found.update(word[at : at + 2] for at in range(max(1, len(word) - 1)))
        else:
            found.add(word)
    return frozenset(found)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    together = len(one | other)
    return len(one & other) / together if together else 0.0
