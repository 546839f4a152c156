"""What a platform may offer beside `bot.channels.Channels`: its own rules, and who reads a channel.

The same object that is attached as the platform's channels may have these methods as well; whoever
wants them asks with `isinstance`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.messages import Place

SHARED = "Causerie: blocked words"
"""What the rule is called that holds the words shared by this program."""


@dataclass(frozen=True, slots=True)
class NativeRule:
    """One rule of the platform's own moderation.

    `looks_for` says in a few words what it looks for, `words` are its own words and patterns, and
    `does` is what follows.
    """

    id: str
    name: str
    looks_for: str
    does: str
    enabled: bool
    words: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """What was shared: how many words, and those that do not fit into the platform's rule."""

    words: int
    left_out: tuple[str, ...] = ()


@runtime_checkable
class NativeRules(Protocol):
    """A platform with a moderation of its own; its methods raise `PlatformError`."""

    async def rules(self, place: Place) -> list[NativeRule]:
        """The rules of a server."""
        ...

    async def share(
        self, place: Place, words: Sequence[str], *, allowed: Sequence[str], by: str
    ) -> Shared:
        """Put words into the rule called `SHARED`, in the place of those it had.

        The rule is made where there is none, and goes where there are no words. `by` is the name of
        who wants it, for the platform's own log.
        """
        ...


@runtime_checkable
class TellsWhoReads(Protocol):
    """A platform that knows who reads a channel."""

    async def is_private(self, place: Place) -> bool:
        """Whether only those read it who were let in, not everybody of the server."""
        ...
