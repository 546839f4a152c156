"""What the window asks of the store."""

from collections.abc import Sequence
from typing import Protocol

from bot.messages import Place
from bot.turn import Turn


class Kept(Protocol):
    """A running summary as the store returns it."""

    @property
    def text(self) -> str:
        """The summary."""
        ...

    @property
    def tokens(self) -> int:
        """Its tokens."""
        ...

    @property
    def upto(self) -> int:
        """The id of the last turn it tells of."""
        ...


class TurnSource(Protocol):
    """Where turns are kept."""

    async def newest(
        self, place: Place, limit: int, *, before: int | None = None
    ) -> Sequence[Turn]:
        """Return up to `limit` turns with ids below `before`, the newest ones, oldest first."""
        ...


class SummarySource(Protocol):
    """Where running summaries are kept."""

    async def get(self, place: Place) -> Kept | None:
        """Return the summary of a place."""
        ...


class SummaryStore(SummarySource, Protocol):
    """Where running summaries are kept and changed."""

    async def put(self, place: Place, text: str, tokens: int, upto_turn_id: int) -> None:
        """Keep a summary in place of the one before."""
        ...

    async def clear(self, place: Place) -> None:
        """Remove the summary of a place."""
        ...


class Source(Protocol):
    """What a window is loaded from."""

    @property
    def turns(self) -> TurnSource:
        """The turns."""
        ...

    @property
    def summaries(self) -> SummarySource:
        """The running summaries."""
        ...


class FoldingStore(Protocol):
    """What a summary is written from, and kept in."""

    @property
    def turns(self) -> TurnSource:
        """The turns."""
        ...

    @property
    def summaries(self) -> SummaryStore:
        """The running summaries."""
        ...
