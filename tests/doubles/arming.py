"""Faults that are to come, in the order in which they were announced."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Fault = TypeVar("Fault")
Place = TypeVar("Place")


@dataclass(slots=True)
class _Armed(Generic[Fault, Place]):
    faults: tuple[Fault, ...]
    strikes: Callable[[Place], bool]
    times: int | None


class Armory(Generic[Fault, Place]):
    """The faults to come."""

    def __init__(self) -> None:
        self._armed: list[_Armed[Fault, Place]] = []

    def arm(
        self, faults: tuple[Fault, ...], strikes: Callable[[Place], bool], times: int | None
    ) -> None:
        """Let the next `times` requests (None: all) at the places that `strikes` go wrong.

        Several faults strike the same request together. What was armed first is used up first.
        """
        self._armed.append(_Armed(faults, strikes, times))

    def clear(self) -> None:
        """Let everything go well from now on."""
        self._armed.clear()

    def take(self, place: Place) -> tuple[Fault, ...]:
        """Return the faults for the next request at a place."""
        for armed in self._armed:
            if armed.strikes(place):
                if armed.times is not None:
                    armed.times -= 1
                    if armed.times <= 0:
                        self._armed.remove(armed)
                return armed.faults
        return ()
