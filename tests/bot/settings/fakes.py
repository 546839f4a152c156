"""A table of overrides in memory that counts what is read from it, and people and places."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bot.messages import Person, Place

ADMIN = Person("u1", "Dana", admin=True)
MEMBER = Person("u2", "Sam")
GENERAL = Place("chat", "s1", "general")


@dataclass
class FakeOverrides:
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
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
        self.tables.setdefault(scope, {})[name] = value

    async def reset(self, scope: str, name: str, by: str) -> None:
        self.tables.get(scope, {}).pop(name, None)

    async def write(self, values: Any, gone: Any, by: str) -> None:
        for (scope, name), value in values.items():
            await self.set(scope, name, value, by)
        for scope, name in gone:
            await self.reset(scope, name, by)

    async def clear(self, scope: str) -> None:
        self.tables.pop(scope, None)

    async def history(self, scope: str) -> list[Any]:
        return []


@dataclass
class FakeStore:
    overrides: FakeOverrides = field(default_factory=FakeOverrides)
