"""What settings hold, where it comes from, and what must keep it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.messages import Place
from bot.settings.declared import Setting
from bot.settings.kinds import Scope


class Origin(StrEnum):
    """Where a value comes from, widest last."""

    CHANNEL = "channel"
    SERVER = "server"
    OPERATOR = "operator"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Held:
    """A setting with the value that counts in a place, and where that comes from."""

    setting: Setting
    value: Any
    origin: Origin


@dataclass(frozen=True, slots=True)
class Change:
    """What a change did in the place where it was made: what counted before, what counts now."""

    scope: Scope
    before: Held
    after: Held


@dataclass(frozen=True, slots=True)
class Profile:
    """What is set in a server, and in its channels by their ids; values are JSON.

    `of` is the key of the server, "" where that is not known.
    """

    server: Mapping[str, Any]
    channels: Mapping[str, Mapping[str, Any]]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of many settings that are changed together; one that is `gone` is reset."""

    place: Place
    scope: Scope
    name: str
    value: Any = None
    gone: bool = False


class Changed(Protocol):
    """One line of the log of changes."""

    @property
    def name(self) -> str:
        """The setting."""
        ...

    @property
    def old(self) -> Any:
        """What was stored before; None where there was no override."""
        ...

    @property
    def new(self) -> Any:
        """What is stored since; None after a reset, and where no value was chosen."""
        ...

    @property
    def by(self) -> str:
        """The id of who changed it."""
        ...

    @property
    def at(self) -> datetime:
        """When, in UTC."""
        ...


class Overrides(Protocol):
    """The table of overrides, and the log of their changes.

    `scope` is the key of a server or of a channel; values are JSON.
    """

    async def load(self, scope: str) -> Mapping[str, Any]:
        """What is overridden in this scope, by name of the setting."""
        ...

    async def within(self, server: str) -> dict[str, dict[str, Any]]:
        """What is overridden in a server and its channels, by scope."""
        ...

    async def newest(self) -> int:
        """The number of the last change of all."""
        ...

    async def set(self, scope: str, name: str, value: Any, by: str) -> object:
        """Store an override, and the change."""
        ...

    async def reset(self, scope: str, name: str, by: str) -> object:
        """Remove an override, and store the change."""
        ...

    async def write(
        self,
        values: Mapping[tuple[str, str], Any],
        gone: Collection[tuple[str, str]],
        by: str,
    ) -> object:
        """Store and remove overrides, by scope and name, and the changes: all of it, or nothing."""
        ...

    async def clear(self, scope: str) -> object:
        """Remove all overrides of a scope that is gone."""
        ...

    async def history(self, scope: str) -> Sequence[Changed]:
        """The changes in this scope."""
        ...


class Keeper(Protocol):
    """What keeps the overrides: the store."""

    @property
    def overrides(self) -> Overrides:
        """The table."""
        ...
