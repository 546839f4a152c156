"""Listens in channels that are tied together, and passes on what is said, in order.

Copies are noted before they are made, so that one that a crash kept from being made is made after
the restart, and none is made twice.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.errors import CauserieError
from bot.linking.passing import Handle, Passing
from bot.linking.ties import Ties
from bot.messages import TALK, Message, Person, Place
from bot.parts import Parts
from bot.store import Copy, Link

log = logging.getLogger(__name__)

# How many messages of a channel may wait in memory; the others wait in the store.
WAITING = 200
# Edits and deletions stand nowhere else, and take little.
_CHANGES = 10
_AFTER_A_CRASH = timedelta(hours=24)
_AT_THE_END = 5.0

_Work = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class _Lane:
    """What is to be passed on from one channel, and the task that does it.

    With `more`, messages wait in the store for which there was no room here; what comes later has
    to wait there too, also while they are `read`. Each is `tried` once, or they would never end.
    """

    work: deque[_Work] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None
    more: bool = False
    read: bool = False
    tried: set[str] = field(default_factory=set)


class Relay:
    """Keeps tied channels alike; see `bot.hearing.Listener`."""

    def __init__(self, parts: Parts, handle: Handle, *, waiting: int = WAITING) -> None:
        self._parts = parts
        self._waiting = waiting
        self._links = parts.store.links
        self._ties = Ties(parts.store.links)
        self._passing = Passing(parts, handle)
        self._lanes: dict[Place, _Lane] = {}
        self._closed = False

    async def wants(self, place: Place) -> bool:
        """Whether the channel of the place is tied to another."""
        return await self._ties.of(_channel(place)) is not None

    async def heard(self, message: Message, *, edited: bool) -> None:
        """Pass a person's message on, or how it reads now. What bots say stays where it is.

        What is said in a thread answers the copy of the message that the thread began with, which
        is the last of its quotes; where there is no such copy, it stays in its thread.
        """
        inside = message.place.thread is not None
        message = replace(message, place=_channel(message.place))
        if message.person.bot or message.command != TALK or await self._is_quiet(message):
            return
        if not message.text.strip() and not message.attachments:
            return
        if edited:
            self._change(message.place, partial(self._edit, message))
            return
        if await self._links.is_copy(message.place, message.id):
            return
        others = [link.place for link in await self._ties.others(message.place)]
        if places := await self._links.expect(message.place, message.id, others):
            self._put(message.place, partial(self._post, message, places, inside=inside))

    async def gone(self, place: Place, message_ids: Sequence[str]) -> None:
        """Take the copies of deleted messages away."""
        channel = _channel(place)
        for message_id in message_ids:
            self._change(channel, partial(self._delete, channel, message_id))

    async def resume(self, platform: str) -> None:
        """Make the copies that the end of the program kept from being made."""
        for origin in {copy.origin for copy in await self._unmade(platform)}:
            lane = self._lane(origin)
            lane.more = True
            self._start(origin, lane)

    async def close(self) -> None:
        """Finish what can be finished soon; the rest is for the next start."""
        self._closed = True
        tasks = [lane.task for lane in self._lanes.values() if lane.task is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_AT_THE_END)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def settled(self) -> None:
        """Wait until nothing waits to be passed on."""
        while tasks := [lane.task for lane in self._lanes.values() if lane.task is not None]:
            await asyncio.wait(tasks)

    async def _is_quiet(self, message: Message) -> bool:
        values = await self._parts.settings.resolve(message.place)
        person = message.person
        return person.id in values.quiet_people or not set(person.roles).isdisjoint(
            values.quiet_roles
        )

    def _put(self, place: Place, work: _Work) -> None:
        """Have a message passed on, from here or out of the store, where it is noted."""
        lane = self._lane(place)
        if lane.more or lane.read or len(lane.work) >= self._waiting:
            lane.more = True
        else:
            lane.work.append(work)
        self._start(place, lane)

    def _change(self, place: Place, work: _Work) -> None:
        """Have an edit or a deletion followed, which stand nowhere else."""
        lane = self._lane(place)
        if len(lane.work) < _CHANGES * self._waiting:
            lane.work.append(work)
        else:
            log.warning("too much changes in %s to be followed", place.key)
        self._start(place, lane)

    def _lane(self, place: Place) -> _Lane:
        return self._lanes.setdefault(place, _Lane())

    def _start(self, place: Place, lane: _Lane) -> None:
        if lane.task is None and not self._closed:
            lane.task = asyncio.create_task(self._serve(place, lane), name=f"relay {place.key}")

    async def _serve(self, place: Place, lane: _Lane) -> None:
        """Do what waits in a lane, one after the other; the lane goes when it is empty."""
        try:
            while lane.work or lane.more:
                try:
                    await (lane.work.popleft()() if lane.work else self._fill(place, lane))
                except Exception:
                    log.exception("a message of %s could not be passed on", place.key)
        finally:
            del self._lanes[place]

    async def _fill(self, place: Place, lane: _Lane) -> None:
        """Take up what waits in the store."""
        lane.more, lane.read = False, True
        try:
            unmade = [copy for copy in await self._unmade(place.platform) if copy.origin == place]
        finally:
            lane.read = False
        waiting: dict[str, list[Place]] = {}
        for copy in unmade:
            if copy.message_id not in lane.tried:
                waiting.setdefault(copy.message_id, []).append(copy.place)
        for message_id, places in waiting.items():
            if len(lane.work) >= self._waiting:
                lane.more = True
                return
            lane.tried.add(message_id)
            lane.work.append(partial(self._again, place, message_id, places))

    async def _unmade(self, platform: str) -> list[Copy]:
        return await self._links.unmade(platform, since=datetime.now(UTC) - _AFTER_A_CRASH)

    async def _post(
        self, message: Message, places: Sequence[Place], *, inside: bool = False
    ) -> None:
        others = await self._ties.others(message.place)
        targets = [link for link in others if link.place in places]
        posts = (self._post_one(message, target, inside=inside) for target in targets)
        await asyncio.gather(*posts)

    async def _post_one(self, message: Message, target: Link, *, inside: bool) -> None:
        answered = await self._passing.answered(message, target)
        alone = inside and not answered
        copy_id = None if alone else await self._passing.post(message, target)
        if copy_id is None:
            await self._links.forget(message.place, message.id, place=target.place)
        else:
            await self._links.copied(message.place, message.id, target.place, copy_id)

    async def _edit(self, message: Message) -> None:
        for copy, target in await self._made(message.place, message.id):
            if not await self._passing.edit(message, target, copy.copy_id):
                await self._passing.delete(target, copy.copy_id)
                await self._links.forget(message.place, message.id, place=target.place)

    async def _delete(self, place: Place, message_id: str) -> None:
        for copy, target in await self._made(place, message_id):
            await self._passing.delete(target, copy.copy_id)
        await self._links.forget(place, message_id)

    async def _made(self, place: Place, message_id: str) -> list[tuple[Copy, Link]]:
        """The copies of a message that were made in channels that are still tied to it."""
        links = {link.place: link for link in await self._ties.others(place)}
        return [
            (copy, links[copy.place])
            for copy in await self._links.copies(place, message_id)
            if copy.copy_id and copy.place in links
        ]

    async def _again(self, origin: Place, message_id: str, places: Sequence[Place]) -> None:
        """Read a message again that was heard before a crash, and pass it on."""
        channels = self._parts.channels.get(origin.platform)
        if channels is None:
            return
        try:
            said = await channels.message(origin, message_id)
        except CauserieError as error:
            log.warning("%s cannot be read again: %s", origin.key, error)
            return
        if said is None or said.bot:
            await self._links.forget(origin, message_id)
            return
        person = Person(said.author_id, said.author)
        message = Message(message_id, origin, person, said.text, said.at, said.attachments)
        await self._post(message, places)


def _channel(place: Place) -> Place:
    return replace(place, thread=None)
