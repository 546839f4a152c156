"""Forms that a person fills in, as values that know no platform.

A command that has a form says what its fields take; a platform shows each as what it has for that
kind (a list of channels, a number, lines of text) and gives back texts by the name of the field.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.commands import Kind

Sent = Mapping[str, tuple[str, ...]]
"""What was filled in, by the name of the field: every entry that was picked, or the one text.

An empty tuple is a field that was left empty. What a person was not shown is not there.
"""

ENTRIES = frozenset({Kind.CHANNEL, Kind.ROLE, Kind.PERSON})
"""Kinds whose entries are ids that a platform lets people pick."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. `given` is what stands in it at first: one text, or each entry that is picked.

    `kind`, `choices`, `minimum` and `maximum` are as in an `Option`. With `many` it takes up to
    `most` entries: those of `ENTRIES` are picked, all others are written, one on each line. One
    that is `needed` cannot be left empty. `hint` says what it is for, `example` shows one entry.
    """

    name: str
    label: str
    hint: str = ""
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    many: bool = False
    most: int = 1
    needed: bool = False
    given: tuple[str, ...] = ()
    example: str = ""

    @property
    def picked(self) -> bool:
        """Whether its entries are ids that a platform lets people pick."""
        return self.kind in ENTRIES

    @property
    def longest(self) -> int:
        """How many characters of text it can have at most."""
        each = int(self.maximum or 100)
        return self.most * (each + 1) if self.many else each


@dataclass(frozen=True, slots=True)
class Form:
    """What a person is asked to fill in; `where` says for which place, as a part of a sentence.

    With `each`, which says what for, all fields take the same, and any of them may be left out:
    where there is no room for all, the person picks those (`which`) that one value is meant for.
    """

    title: str
    where: str
    fields: tuple[Field, ...]
    which: str = ""
    each: str = ""
