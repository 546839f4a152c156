"""Overrides as far as they are in use, in memory."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from bot.errors import InputError
from bot.settings.declared import Setting, setting
from bot.settings.held import Overrides
from bot.settings.kinds import Scope
from bot.settings.typed import fitting

log = logging.getLogger(__name__)


class Warm:
    """The overrides of at most `capacity` servers and channels, each read from the store once."""

    def __init__(self, overrides: Overrides, *, capacity: int) -> None:
        self._overrides = overrides
        self._capacity = capacity
        self._kept: OrderedDict[str, Mapping[str, Any]] = OrderedDict()
        # A lock lives as long as somebody holds it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get(self, key: str, scope: Scope) -> Mapping[str, Any]:
        """The overrides of a server or a channel; the same object until one of them changes."""
        if key not in self._kept:
            async with self._lock(key):
                if key not in self._kept:
                    self._kept[key] = _fitting(key, scope, await self._overrides.load(key))
                    while len(self._kept) > self._capacity:
                        self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def clear(self) -> None:
        """Drop what is kept of all servers and channels."""
        self._kept.clear()

    def forget(self, server: str) -> None:
        """Drop what is kept of a server and its channels."""
        for key in [key for key in self._kept if key == server or key.startswith(f"{server}/")]:
            del self._kept[key]

    @asynccontextmanager
    async def changing(self, key: str) -> AsyncIterator[None]:
        """Hold off readers of this scope meanwhile, and have them read anew afterwards."""
        async with self._lock(key):
            try:
                yield
            finally:
                # Also when the write failed or was cancelled: it may have arrived all the same.
                self._kept.pop(key, None)

    def _lock(self, key: str) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())


def _fitting(key: str, scope: Scope, stored: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out what an older or a newer version wrote and this one cannot use."""
    usable: dict[str, Any] = {}
    for name, value in stored.items():
        try:
            declared = setting(name)
        except InputError:
            log.warning("ignored %s for %s: there is no such setting", name, key)
            continue
        try:
            usable[declared.name] = _checked(declared, value)
        except InputError:
            log.warning("ignored the stored value of %s for %s: it does not fit", name, key)
            if declared.broken is None:
                continue
            usable[declared.name] = fitting(declared, declared.broken)
        if scope == "channel" and declared.scope == "server":
            log.warning("ignored %s for %s: it counts for a whole server", name, key)
            del usable[declared.name]
    return usable


def _checked(declared: Setting, stored: Any) -> Any:
    """The value; of a list or a table what fits, for one bad rule must not undo the others."""
    try:
        return fitting(declared, stored)
    except InputError:
        if declared.many and isinstance(stored, list):
            pieces: list[Any] = [[entry] for entry in stored]
        elif declared.keys and isinstance(stored, dict):
            pieces = [{key: value} for key, value in stored.items()]
        else:
            raise
        fit = [piece for piece in pieces if _fits(declared, piece)]
        if not fit:
            raise
    log.warning("left out what does not fit in the stored value of %s", declared.name)
    if declared.many:
        return fitting(declared, [entry for piece in fit for entry in piece][: declared.most])
    return fitting(declared, {key: value for piece in fit for key, value in piece.items()})


def _fits(declared: Setting, value: Any) -> bool:
    try:
        fitting(declared, value)
    except InputError:
        return False
    return True
