"""Seals what nobody may read who gets hold of the database, with keys from the environment.

The one door to `cryptography`. A key is made new with `new_key`; the newest of several seals, and
each of them opens.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import CauserieError

_BETWEEN = re.compile(r"[,;\s]+")


class KeyUnusable(CauserieError):
    """Something that is given as a key is none; `number` says which, from 1; 0 is none at all."""

    def __init__(self, number: int) -> None:
        super().__init__(f"key {number} is none")
        self.number = number


class SealedOtherwise(CauserieError):
    """None of the keys opens it: it was sealed with another one, or is damaged."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was sealed. One that is `old` was sealed with a key that is not the newest."""

    text: str
    old: bool


class Seal:
    """Seals with the first of the keys, and opens with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Raise `KeyUnusable` for a key that is none, whatever it is."""
        found = [_fernet(key, number) for number, key in enumerate(keys, 1)]
        if not found:
            raise KeyUnusable(0)
        self._newest = found[0]
        self._all = MultiFernet(found)

    @classmethod
    def of(cls, keys: str) -> "Seal":
        """Read keys as they stand in the environment, the newest first, with commas between."""
        return cls([key for key in _BETWEEN.split(keys) if key])

    def seal(self, text: str) -> str:
        """Seal a text; what comes out is ASCII, and never the same twice."""
        return self._newest.encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> Opened:
        """Read a sealed text; raises `SealedOtherwise`."""
        data = sealed.encode()
        try:
            return Opened(self._newest.decrypt(data).decode(), old=False)
        except InvalidToken:
            pass
        try:
            return Opened(self._all.decrypt(data).decode(), old=True)
        except InvalidToken:
            raise SealedOtherwise from None


def new_key() -> str:
    """Make a key, as a word for the environment."""
    return Fernet.generate_key().decode("ascii")


def _fernet(key: str, number: int) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        # The library's own error may repeat the key.
        raise KeyUnusable(number) from None
