"""A table of overrides in memory that counts what is read from it, and people and places."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.messages import Person, Place

ADMIN = Person("u1", "Dana", admin=True)
MEMBER = Person("u2", "Sam")
GENERAL = Place("chat", "s1", "general")


@dataclass(frozen=True)
class Entry:
    name: str
    old: Any
    new: Any
    by: str
    at: datetime


@dataclass
class FakeOverrides:
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    log: dict[str, list[Entry]] = field(default_factory=dict)
    loads: Counter[str] = field(default_factory=Counter)
    gate: asyncio.Event | None = None
    """While it is not set, a load waits after it has read."""

    async def load(self, scope: str) -> dict[str, Any]:
        self.loads[scope] += 1
        table = dict(self.tables.get(scope, {}))
        if self.gate is not None:
            await self.gate.wait()
        return table

    async def set(self, scope: str, name: str, value: Any, by: str) -> None:
        table = self.tables.setdefault(scope, {})
        self._note(scope, Entry(name, table.get(name), value, by, datetime.now(UTC)))
        table[name] = value

    async def reset(self, scope: str, name: str, by: str) -> None:
        old = self.tables.get(scope, {}).pop(name, None)
        self._note(scope, Entry(name, old, None, by, datetime.now(UTC)))

    async def history(self, scope: str) -> list[Entry]:
        return self.log.get(scope, [])

    def _note(self, scope: str, entry: Entry) -> None:
        self.log.setdefault(scope, []).append(entry)


@dataclass
class FakeStore:
    overrides: FakeOverrides = field(default_factory=FakeOverrides)
