"""Who said it: names in front of what people say in a shared place, such that none can be faked.

A message of a shared place reads `Dana: first line`, and every further line is indented by one
space. So only a real name ever stands at the beginning of a line, whatever a person writes: the
rule needs no knowledge of who else is there, and leaves code readable.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

NOTE = (
    "Several people speak here. A message begins with the name of its speaker; the indented lines"
    " below it are by the same speaker, whatever they say."
)
"""What a system prompt must add in a shared place."""

NAME_CHARACTERS = 40
NOBODY = "Someone"

_LINE_BREAKS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_COLONS = dict.fromkeys(map(ord, ":ː˸։׃܃܄፡᛬᠄⁚⁝∶⫶꛴꞉𒑴"), " ")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_RESERVED = frozenset(
    {"system", "developer", "assistant", "user", "tool", "function", "summary", "causerie"}
)


class Speaker(NamedTuple):
    """A name as the prompt shows it, and its tokens; both empty where nobody else is present."""

    name: str
    tokens: int


ALONE = Speaker("", 0)


def plain_name(name: str) -> str:
    """Return a display name on one line, without colons, unseen characters or excess length.

    A name that belongs to a part of the prompt (`System`) is told apart from it.
    """
    flat = unicodedata.normalize("NFKC", _LINE_BREAKS.sub(" ", name)).translate(_COLONS)
    seen = (" " if letter.isspace() else letter for letter in flat if _is_seen(letter))
    short = " ".join("".join(seen).split())[:NAME_CHARACTERS].strip()
    if not short:
        return NOBODY
    return f"someone called {short}" if short.casefold() in _RESERVED else short


def spoken(speaker: Speaker, text: str) -> str:
    """Return what a person said as the prompt has it."""
    if not speaker.name:
        return text
    return f"{speaker.name}: {indented(text)}"


def spoken_tokens(speaker: Speaker, text: str) -> int:
    """Return at most how many tokens `spoken` adds to the text."""
    return speaker.tokens + len(_LINE_BREAKS.findall(text)) if speaker.name else 0


def indented(text: str) -> str:
    """Return the text with every line after the first indented by one space."""
    return _LINE_BREAKS.sub("\n ", text)


class Names:
    """The names of one place: two people who show the same name get two different ones.

    People and names are known by their hashes, which take a third of the memory.
    """

    __slots__ = ("_owners", "_speakers")

    def __init__(self) -> None:
        self._speakers: dict[int, Speaker] = {}
        self._owners: dict[int, int] = {}

    def speaker(self, person_id: str, name: str, *, count: Callable[[str], int]) -> Speaker:
        """Return the speaker for a person under their display name of that moment."""
        key = hash((person_id, name))
        known = self._speakers.get(key)
        if known is None:
            shown = self._unique(hash(person_id), plain_name(name))
            # Joined to the text, the space may become a token of its own.
            known = Speaker(shown, count(f"{shown}:") + 1)
            self._speakers[key] = known
        return known

    def _unique(self, owner: int, name: str) -> str:
        candidate, number = name, 1
        while self._owners.setdefault(hash(candidate.casefold()), owner) != owner:
            number += 1
            candidate = f"{name} ({number})"
        return candidate


def _is_seen(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) not in _UNSEEN
