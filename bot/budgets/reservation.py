"""One reservation, from before the request until what was spent is in the store."""

from types import TracebackType
from typing import Protocol, Self

from bot.budgets.amounts import NOTHING, Amounts
from bot.budgets.payers import Due, Subject
from bot.messages import Usage


class Desk(Protocol):
    """Where bills are settled."""

    def spend(self, bill: "Reservation", model: str, usage: Usage) -> None:
        """Count what was used."""
        ...

    def release(self, bill: "Reservation") -> None:
        """Let go of what is still reserved."""
        ...

    def forget(self, bill: "Reservation") -> None:
        """Take what was used to be in the store."""
        ...


class Reservation:
    """What one request may use, and what it has used.

    As a context manager it lets go of what was not used. `worst` is what may be used at most, and
    `short` the allowance that left no room for a longer answer. `warnings` are for the person, and
    grow when something is used. `kept` must be called when all that was used is in the store, or
    never will be.
    """

    def __init__(
        self,
        subjects: tuple[Subject, ...],
        dues: list[Due],
        *,
        worst: Usage,
        reserved: Amounts,
        short: Due | None,
        desk: Desk,
    ) -> None:
        self.subjects = subjects
        self.dues = dues
        self.worst = worst
        self.reserved = reserved
        self.short = short
        self.spent = NOTHING
        self.warnings: list[str] = []
        self.ended = False
        self._desk = desk

    def used(self, model: str, usage: Usage) -> None:
        """Count what a request has really used; more than one may be made for one bill."""
        self._desk.spend(self, model, usage)

    def end(self) -> None:
        """Let go of what was reserved and not used; twice does no harm."""
        if not self.ended:
            self.ended = True
            self._desk.release(self)

    def kept(self) -> None:
        """Say that what was used is in the store, so that it is found there."""
        self.end()
        self._desk.forget(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end()
