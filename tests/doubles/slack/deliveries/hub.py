"""Delivers to the app, again when it does not acknowledge, and remembers all of it."""

import asyncio
import time
from typing import Any, Literal, Protocol

from tests.doubles.slack.deliveries.envelopes import event_callback
from tests.doubles.slack.events import Event
from tests.doubles.slack.record import Attempt, Delivery, Record
from tests.doubles.slack.world import World

Json = dict[str, Any]
Twice = Literal["no", "marked", "unmarked"]


class Transport(Protocol):
    """A way to the app: Socket Mode or HTTP."""

    async def send(self, delivery: Delivery, attempt: Attempt, *, within: float) -> bool:
        """Deliver once and wait for the acknowledgement; return whether it came in time.

        The attempt tells what was answered or why it failed.
        """
        ...


class Deliveries:
    """What is on its way to the app.

    With `twice` every event comes two times: "marked" as a retry after it was acknowledged, or
    "unmarked" at the same time.
    """

    def __init__(self, world: World, record: Record, transport: Transport) -> None:
        self.transport = transport
        self.twice: Twice = "no"
        self._world = world
        self._record = record
        self._tasks: set[asyncio.Task[None]] = set()

    def hear(self, event: Event) -> None:
        """Deliver an event."""
        payload = event_callback(self._world, event)
        delivery = Delivery("events_api", event.data["type"], payload)
        self._record.delivering(delivery)
        self._start(delivery)
        if self.twice == "unmarked":
            self._start(delivery)

    async def ask(self, kind: str, payload: Json) -> Delivery:
        """Deliver a command or an interaction, which is tried only once, and wait for the end."""
        delivery = Delivery(kind, str(payload.get("type", kind)), payload)
        self._record.delivering(delivery)
        await self._attempt(delivery, 0, "")
        self._end(delivery, acknowledged=not delivery.attempts[0].failure)
        return delivery

    async def settled(self) -> None:
        """Wait until nothing is on its way any more."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Give up what is on its way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        acknowledged = await self._try(delivery)
        self._end(delivery, acknowledged=acknowledged)
        if self.twice == "marked":
            await self._attempt(delivery, len(delivery.attempts), "timeout")

    async def _try(self, delivery: Delivery) -> bool:
        reason = ""
        for number, pause in enumerate((0.0, *self._world.rules.retries)):
            if number:
                await asyncio.sleep(pause)
            attempt = await self._attempt(delivery, number, reason)
            if not attempt.failure:
                return True
            if attempt.is_last:
                return False
            reason = attempt.failure
        return False

    async def _attempt(self, delivery: Delivery, number: int, reason: str) -> Attempt:
        attempt = Attempt(number, time.monotonic(), reason)
        delivery.attempts.append(attempt)
        within = self._world.rules.acknowledge_within
        await self.transport.send(delivery, attempt, within=within)
        attempt.ended_at = time.monotonic()
        self._world.changes.changed()
        return attempt

    def _end(self, delivery: Delivery, *, acknowledged: bool) -> None:
        if delivery.fate != "acknowledged":
            delivery.fate = "acknowledged" if acknowledged else "lost"
        self._world.changes.changed()
