"""All the ways to write one forbidden word or phrase, as regular expressions over a shape.

A word is found

- written as it is, each letter also as a digit or sign that looks like it, and drawn out ("baaad");
- with signs inside it ("for-bid-den"), if it is long enough not to arise by chance;
- letter by letter with anything between ("f o r b i d", one letter a line).

Between pieces of several letters white space does not count: "pen is" is two words, and so is "for
bid den", since nothing but a dictionary could tell one from the other. Letters spelled one by one
make a word with borders of its own: in "c l a s s" there is no "ass".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.screening import borders
from bot.screening.borders import APART, INSIDE
from bot.screening.disguise import LONG, SHORT, readings
from bot.screening.normalize import BANG, UNSPACED, shaped

_WORD = re.compile(f"[{UNSPACED}]+|[^\x01-\x04\x06{UNSPACED}]+")
_LETTER = re.compile("[^\x01-\x0a]")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_SAME = re.compile(r"(.)\1*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a rule.

    `whole` matches it between the contexts `left` and `right`; `beginning` matches, after
    `opening`, all that may still become the whole, up to the end of a text. What is `cut` must have
    two letters together somewhere: without any it is spelled out, which is a form of its own.
    """

    whole: str
    beginning: str
    left: str
    right: str
    opening: str
    cut: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a form; `started` matches its beginnings where `match` does not."""

    match: str
    optional: bool = False
    started: str = ""

    def begun(self, rest: str) -> str:
        """Match any beginning of this piece and `rest`, which matches nothing as well."""
        if self.optional:
            return self.match + rest
        return f"(?:{self.started or self.match}{rest})?"


Slot = tuple[tuple[str, ...], ...]
"""A part of a phrase: some words, or others; an alternative without words makes it optional."""


def phrase(rule: str) -> tuple[Slot, ...]:
    """Give the words of a rule one by one; none where it has neither letters nor digits."""
    return tuple(((word,),) for word in words(rule))


def words(text: str) -> tuple[str, ...]:
    """Give the words of a text in their shapes, without signs that stand by themselves."""
    pieces = (piece.rstrip(BANG) for piece in _WORD.findall(shaped(text)))
    return tuple(piece for piece in pieces if _LETTER.search(piece))


def letters(rule: Sequence[Slot]) -> int:
    """Count the letters of a rule with all its alternatives."""
    return sum(len(word) for slot in rule for said in slot for word in said)


def forms(rule: Sequence[Slot]) -> list[Form]:
    """Give every way to write a rule; its first and its last slot are not optional."""
    first, last = rule[0][0][0], rule[-1][0][-1]
    size = sum(len(word) for slot in rule for word in slot[0])
    left, right = _left(first, size), _right(last, size)
    if len(rule) > 1 or len(rule[0]) > 1 or len(rule[0][0]) > 1:
        return [Form(_phrase(rule), _phrase_begun(rule), left, right, left)]
    unspaced = bool(_UNSPACED.match(first))
    pieces = _written(first)
    begun = _begun(pieces, "")
    found = [Form(_joined(pieces), begun, left, right, left, cut=size >= LONG and not unspaced)]
    if size >= SHORT:
        pieces = _spelled(first)
        begun = _begun(pieces, borders.OPEN_SPELLED)
        around = (left, right) if unspaced else (borders.LEFT_SPELLED, borders.RIGHT_SPELLED)
        found.append(Form(_joined(pieces), begun, *around, left))
    return found


def _left(word: str, size: int) -> str:
    if _UNSPACED.match(word):
        return ""
    return borders.LEFT_DIGIT if size >= LONG and not word[0].isdigit() else borders.LEFT


def _right(word: str, size: int) -> str:
    if _UNSPACED.match(word):
        return borders.RIGHT_UNSPACED
    return borders.RIGHT_DIGIT if size >= LONG and not word[-1].isdigit() else borders.RIGHT


def _phrase(rule: Sequence[Slot]) -> str:
    return "".join(map(_slot, rule[:-1])) + _alternatives(rule[-1])


def _slot(slot: Slot) -> str:
    """Match a slot and what stands between it and the next."""
    return f"(?:{_alternatives(slot)}{APART}*)" + ("" if all(slot) else "?")


def _alternatives(slot: Slot) -> str:
    return f"(?:{'|'.join(f'{APART}*'.join(map(_either, said)) for said in slot if said)})"


def _phrase_begun(rule: Sequence[Slot]) -> str:
    rest = ""
    for place in reversed(range(len(rule))):
        last = place == len(rule) - 1
        begun = [_words_begun(said) for said in rule[place] if said]
        if not last:
            begun.append(_slot(rule[place]) + rest)
        # At least the first slot must have begun.
        rest = f"(?:{'|'.join(begun)})" + ("?" if place else "")
    return rest


def _words_begun(said: Sequence[str]) -> str:
    rest = ""
    for place in reversed(range(len(said))):
        last = place == len(said) - 1
        begun = [_begun(way, "") for way in _ways(said[place])]
        if not last:
            begun.append(f"{_either(said[place])}{APART}*{rest}")
        rest = f"(?:{'|'.join(begun)})" + ("?" if place else "")
    return rest


def _either(word: str) -> str:
    return f"(?:{'|'.join(map(_joined, _ways(word)))})"


def _ways(word: str) -> list[list[_Piece]]:
    return [_written(word), _spelled(word)] if len(word) > 1 else [_written(word)]


def _joined(pieces: Sequence[_Piece]) -> str:
    return "".join(piece.match for piece in pieces)


def _begun(pieces: Sequence[_Piece], rest: str) -> str:
    for piece in reversed(pieces):
        rest = piece.begun(rest)
    # At least the first letter must be there.
    return rest.removesuffix("?")


def _written(word: str) -> list[_Piece]:
    """Give a word in one piece, or in pieces that signs keep apart."""
    unspaced = bool(_UNSPACED.match(word))
    cut = len(word) >= (2 if unspaced else LONG)
    found: list[_Piece] = []
    for run in _SAME.finditer(word):
        letter, places = run[1], range(run.start(), run.end())
        stretches = letter.isalpha() and not unspaced and len(word) > 1
        for place in places:
            if cut and place:
                found.append(_Piece(INSIDE, optional=True))
            chars = readings(word, place)
            if stretches and len(places) == 1:
                drawn = f"(?:{chars}|{letter}{{3,}})"
                found.append(_Piece(drawn, started=f"(?:{chars}|{letter}+)"))
            else:
                found.append(_Piece(chars))
        if stretches and len(places) > 1:
            found.append(_Piece(f"{letter}*", optional=True))
    return found


def _spelled(word: str) -> list[_Piece]:
    """Give a word letter by letter."""
    found: list[_Piece] = []
    for place in range(len(word)):
        if place:
            found.append(_Piece(f"{APART}+"))
        found.append(_Piece(readings(word, place, spelled=True)))
    return found
