"""Which value counts where: the channel's, the server's, the operator's or the default, in turn."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

from bot.commands.check import MANAGE
from bot.errors import InputError, NotPermitted
from bot.messages import Person, Place
from bot.settings.declared import SETTINGS, Setting, setting
from bot.settings.held import Change, Changed, Held, Keeper, Origin, Profile, Wanted
from bot.settings.kinds import Scope
from bot.settings.typed import fitting, parse
from bot.settings.values import Values
from bot.settings.warm import Warm

log = logging.getLogger(__name__)

Check = Callable[[Place, Any], Awaitable[None]]
"""Raises `InputError` for a value that is of no use in a place, though it has the right type."""


@dataclass(frozen=True, slots=True)
class _Resolved:
    """The values of a channel, and the very overrides that they were made from."""

    server: Mapping[str, Any]
    channel: Mapping[str, Any]
    values: Values


class Settings:
    """The settings of all servers and channels.

    `defaults` are the operator's. `checks`, by name of the setting, look at a value beyond its
    type. At most `capacity` servers and channels are kept in memory. Threads have no values of
    their own: what is set in one counts in its channel.
    """

    def __init__(
        self,
        store: Keeper,
        defaults: Values,
        *,
        checks: Mapping[str, Check] | None = None,
        capacity: int = 10_000,
    ) -> None:
        self._overrides = store.overrides
        self._defaults = defaults
        self._checks = checks or {}
        self._capacity = capacity
        self._warm = Warm(store.overrides, capacity=capacity)
        self._resolved: OrderedDict[str, _Resolved] = OrderedDict()
        self._newest = 0

    async def resolve(self, place: Place) -> Values:
        """The value of every setting in this place."""
        key = _key(place, "channel")
        server, channel = await self._both(place)
        resolved = self._resolved.get(key)
        if resolved is None or resolved.server is not server or resolved.channel is not channel:
            values = self._defaults.model_copy(update={**server, **channel})
            resolved = self._resolved[key] = _Resolved(server, channel, values)
            while len(self._resolved) > self._capacity:
                self._resolved.popitem(last=False)
        self._resolved.move_to_end(key)
        return resolved.values

    async def origins(self, place: Place) -> list[Held]:
        """Every setting with its value in this place and where that comes from."""
        both = await self._both(place)
        return [self._held(declared, *both) for declared in SETTINGS]

    async def held(self, place: Place, name: str) -> Held:
        """One setting as it counts in this place; `InputError` when there is none of that name."""
        return self._held(setting(name), *await self._both(place))

    async def change(
        self, place: Place, name: str, raw: object, *, scope: Scope, person: Person
    ) -> Change:
        """Give the setting a value, in the channel or in the whole server.

        `raw` is what a person typed, or a value as a form or YAML has it. Raises `InputError` when
        it does not fit, and `NotPermitted` when the person may not change it.
        """
        value = await self.usable(place, name, raw, scope=scope, person=person)
        before = await self.held(place, name)
        key = _key(place, scope)
        async with self._warm.changing(key):
            declared = before.setting
            await self._overrides.set(key, declared.name, _stored(declared, value), person.id)
        log.info("%s changed %s for %s", person.id, declared.name, key)
        return Change(scope, before, await self.held(place, name))

    async def usable(
        self, place: Place, name: str, raw: object, *, scope: Scope, person: Person
    ) -> Any:
        """The value that `change` would set; raises what that would raise, and changes nothing."""
        declared = _changeable(name, scope, person)
        if isinstance(raw, str):
            held = await self.held(place if scope == "channel" else server_of(place), name)
            value = parse(declared, raw, held.value)
        else:
            value = fitting(declared, raw)
        if declared.name in self._checks:
            await self._checks[declared.name](place, value)
        return value

    async def change_all(self, wanted: Sequence[Wanted], *, person: Person) -> None:
        """Set and reset much at once: all of it, or nothing where something raises.

        Raises what `change` raises. The log has the same time for all of it.
        """
        values, gone = {}, []
        for one in wanted:
            declared = _changeable(one.name, one.scope, person)
            key = (_key(one.place, one.scope), declared.name)
            if one.gone:
                gone.append(key)
                continue
            value = await self.usable(
                one.place, one.name, one.value, scope=one.scope, person=person
            )
            values[key] = _stored(declared, value)
        async with AsyncExitStack() as held:
            for scope in sorted({scope for scope, _ in (*values, *gone)}):
                await held.enter_async_context(self._warm.changing(scope))
            await self._overrides.write(values, gone, person.id)
        log.info("%s changed %d settings at once", person.id, len(wanted))

    async def reset(self, place: Place, name: str, *, scope: Scope, person: Person) -> Change:
        """Take the override back, so that what is set more widely counts again."""
        declared = _changeable(name, scope, person)
        before = await self.held(place, name)
        key = _key(place, scope)
        async with self._warm.changing(key):
            await self._overrides.reset(key, declared.name, person.id)
        log.info("%s reset %s for %s", person.id, declared.name, key)
        return Change(scope, before, await self.held(place, name))

    async def clear(self, place: Place) -> None:
        """Remove what was set in a channel that is gone; who set it stays in the log."""
        key = _key(place, "channel")
        async with self._warm.changing(key):
            await self._overrides.clear(key)

    async def profile(self, place: Place) -> Profile:
        """All that is set in the server of this place, for it and for its channels."""
        stored = await self._overrides.within(place.server_key)
        server = stored.pop(place.server_key, {})
        prefix = f"{place.server_key}/"
        channels = {key.removeprefix(prefix): values for key, values in stored.items() if values}
        return Profile(server, channels, of=place.server_key)

    async def catch_up(self) -> bool:
        """Read all anew if anything was changed since, perhaps by another program; whether so."""
        newest = await self._overrides.newest()
        changed, self._newest = newest != self._newest, newest
        if changed:
            self._warm.clear()
        return changed

    def forget(self, server: str) -> None:
        """Read everything about a server anew; `server` is its key."""
        self._warm.forget(server)

    def forget_all(self) -> None:
        """Read everything anew."""
        self._warm.clear()

    async def history(self, place: Place, *, scope: Scope) -> Sequence[Changed]:
        """Who changed what and when, as the store has it."""
        return await self._overrides.history(_key(place, scope))

    async def _both(self, place: Place) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        server = await self._warm.get(_key(place, "server"), "server")
        return server, await self._warm.get(_key(place, "channel"), "channel")

    def _held(
        self, declared: Setting, server: Mapping[str, Any], channel: Mapping[str, Any]
    ) -> Held:
        name = declared.name
        if name in channel:
            return Held(declared, channel[name], Origin.CHANNEL)
        if name in server:
            return Held(declared, server[name], Origin.SERVER)
        chosen = name in self._defaults.model_fields_set
        origin = Origin.OPERATOR if chosen else Origin.DEFAULT
        return Held(declared, getattr(self._defaults, name), origin)


def server_of(place: Place) -> Place:
    """The place in which nothing but what is set for the whole server counts."""
    return replace(place, channel="", thread=None)


def _key(place: Place, scope: Scope) -> str:
    return place.server_key if scope == "server" else replace(place, thread=None).key


def _changeable(name: str, scope: Scope, person: Person) -> Setting:
    declared = setting(name)
    if declared.admin and not person.admin:
        raise NotPermitted(MANAGE)
    if scope == "channel" and declared.scope == "server":
        raise InputError(f"{declared.name} counts for the whole server; set it there.")
    return declared


def _stored(declared: Setting, value: object) -> Any:
    """The value as JSON."""
    dumped = Values.model_validate({declared.name: value}).model_dump(mode="json")
    return dumped[declared.name]
