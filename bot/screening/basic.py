"""The basic list, for where no moderation model can be asked: slurs and cries for help, no more."""

import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import product

from bot.screening.normalize import Skeleton
from bot.screening.patterns import Patterns
from bot.screening.rules import Rules
from bot.screening.spelling import Slot, phrase, words
from bot.screening.terms import Terms

_CHOICE = re.compile(r"\(([^()]*)\)")
# A choice that touches a letter belongs to the word.
_IN_WORD = re.compile(r"\w\(|\)\w")


class BasicList:
    """Phrases with a category each."""

    def __init__(self) -> None:
        lists = _read(files(__package__).joinpath("basic.txt").read_text("utf-8"))
        allowed = Terms(lists.pop("never"), read=_slots)
        self._category = {phrase: name for name, phrases in lists.items() for phrase in phrases}
        self._rules = Rules(Terms(tuple(self._category), read=_slots), Patterns(()), allowed)

    def prepare(self) -> None:
        """Compile now what would be compiled at the first use, which takes about 0.2 s."""
        self._rules.prepare()

    @property
    def prepared(self) -> bool:
        """Whether the first use is cheap."""
        return self._rules.prepared

    def find(self, skeleton: Skeleton, *, rules: Rules) -> str | None:
        """Give the category of a match, unless the server allows it; None if there is none."""
        counting = rules.counting(self._rules.hits(skeleton), skeleton)
        return next((self._category[hit.rule] for hit in counting), None)

    def cut(self, text: str, end: int) -> int:
        """Give the last position, at most `end`, where a text may be parted as it is so far."""
        return self._rules.cut(text, end)


def _read(text: str) -> dict[str, list[str]]:
    """Give the phrases of each category."""
    lists: dict[str, list[str]] = {}
    name = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            name = line.strip("[]")
        elif line and not line.startswith("#"):
            # In the middle of a word a choice makes other words; between words, other phrases.
            lists.setdefault(name, []).extend(_phrases(line) if _IN_WORD.search(line) else [line])
    return lists


def _phrases(line: str) -> Iterator[str]:
    parts = _CHOICE.split(line)
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    return ("".join(chosen) for chosen in product(*choices))


def _slots(line: str) -> list[Slot]:
    slots: list[Slot] = []
    for place, part in enumerate(_CHOICE.split(line)):
        if place % 2:
            slots.append(tuple(words(said) for said in part.split("|")))
        else:
            slots.extend(phrase(part))
    return slots
