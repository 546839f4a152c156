"""Lanes: one message at a time in each place, in order of arrival; places side by side.

Two bounds hold over all lanes: how many messages are answered at once in total and in one server.
When a slot becomes free it goes to the servers in turn, so that a busy one cannot starve the rest.
"""

import asyncio
from collections import deque

from bot.errors import QueueFull
from bot.messages import Place


class Ticket:
    """A place in the queue, taken at the moment the message arrived; give it back with `leave`."""

    def __init__(self, lanes: "Lanes", place: Place, ahead: int) -> None:
        self.place = place
        self.ahead = ahead
        self._lanes = lanes
        self._turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def waits(self) -> bool:
        """Whether somebody else has to finish first."""
        return not self._turn.done()

    async def turn(self) -> None:
        """Wait until it is this message's turn."""
        await self._turn

    def leave(self) -> None:
        """Give the place in the queue back, whether its turn had come or not."""
        self._lanes._leave(self)  # noqa: SLF001 - a ticket is the other half of its lanes

    def _admit(self) -> None:
        if not self._turn.done():
            self._turn.set_result(None)


class Lanes:
    """All lanes of this process. `queue` bounds each lane, the other two what runs at once."""

    def __init__(self, *, queue: int, at_once: int, at_once_per_server: int) -> None:
        self._queue = queue
        self._free = at_once
        self._per_server = at_once_per_server
        self._lanes: dict[str, deque[Ticket]] = {}
        self._running: dict[str, int] = {}
        # Heads of lanes that wait for a slot, by server; the servers take turns in this order.
        self._ready: dict[str, deque[Ticket]] = {}

    def join(self, place: Place) -> Ticket:
        """Queue up in the lane of a place, at once; raises `QueueFull`."""
        lane = self._lanes.setdefault(place.key, deque())
        if len(lane) >= self._queue:
            raise QueueFull(len(lane))
        ticket = Ticket(self, place, ahead=len(lane))
        lane.append(ticket)
        if len(lane) == 1:
            self._offer(ticket)
        return ticket

    def is_idle(self, place: Place) -> bool:
        """Whether nobody has a ticket for the lane of a place."""
        return place.key not in self._lanes

    def _offer(self, ticket: Ticket) -> None:
        self._ready.setdefault(ticket.place.server_key, deque()).append(ticket)
        self._admit()

    def _admit(self) -> None:
        """Give free slots away, one to each server in turn."""
        for server in list(self._ready):
            if self._free == 0:
                return
            running = self._running.get(server, 0)
            if running >= self._per_server:
                continue
            waiting = self._ready.pop(server)
            waiting.popleft()._admit()  # noqa: SLF001 - a ticket is the other half of its lanes
            if waiting:
                # Behind the others now: that is the turn-taking.
                self._ready[server] = waiting
            self._running[server] = running + 1
            self._free -= 1
        if self._free and any(self._may_run(server) for server in self._ready):
            self._admit()

    def _may_run(self, server: str) -> bool:
        return self._running.get(server, 0) < self._per_server

    def _leave(self, ticket: Ticket) -> None:
        lane = self._lanes.get(ticket.place.key)
        if lane is None or ticket not in lane:
            return
        was_head = lane[0] is ticket
        lane.remove(ticket)
        if was_head:
            self._give_back(ticket)
            if lane:
                self._offer(lane[0])
        if not lane:
            del self._lanes[ticket.place.key]
        self._admit()

    def _give_back(self, ticket: Ticket) -> None:
        server = ticket.place.server_key
        ready = self._ready.get(server, deque())
        if ticket in ready:
            ready.remove(ticket)
            if not ready:
                del self._ready[server]
            return
        self._free += 1
        self._running[server] -= 1
        if self._running[server] == 0:
            del self._running[server]
