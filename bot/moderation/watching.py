"""Automatic moderation: messages of a channel that are judged though nobody asked the bot anything.

A few workers judge what is heard, out of a queue that no server can fill alone. What they cannot
judge, or not in time, the moderators are told.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from zlib import crc32

from bot.errors import CauserieError, ScreeningUnavailable
from bot.messages import Message, Place
from bot.moderation.acting import Acting
from bot.screening.judge import Screening
from bot.settings import Settings

log = logging.getLogger(__name__)

_MOST_WAITING = 2_000
_MOST_WAITING_OF_ONE = 500
_WORKERS = 8


class Watching:
    """A listener (see `bot.hearing.Listener`) with workers of its own."""

    def __init__(self, settings: Settings, screening: Screening, acting: Acting) -> None:
        self._settings = settings
        self._screening = screening
        self._acting = acting
        # The versions of one message go through one queue, so that the last is judged last.
        self._queues: list[asyncio.Queue[Message]] = [asyncio.Queue() for _ in range(_WORKERS)]
        self._waiting: Counter[str] = Counter()
        self._missed: Counter[Place] = Counter()
        self._workers: list[asyncio.Task[None]] = []

    async def wants(self, place: Place) -> bool:
        """Whether the channel is moderated."""
        values = await self._settings.resolve(place)
        # Moderators quote what they talk about.
        return values.auto_moderation and place.channel != values.desk_channel

    async def heard(self, message: Message, *, edited: bool) -> None:  # noqa: ARG002 - new words are judged like the first
        """Have a message judged soon, as it reads now."""
        server = message.place.server_key
        full = self._waiting.total() >= _MOST_WAITING
        if full or self._waiting[server] >= _MOST_WAITING_OF_ONE:
            self._missed[message.place] += 1
            return
        self._waiting[server] += 1
        self._queues[crc32(message.key.encode()) % _WORKERS].put_nowait(message)
        while len(self._workers) < _WORKERS:
            number = len(self._workers)
            work = self._work(self._queues[number])
            self._workers.append(asyncio.create_task(work, name=f"moderation {number}"))

    async def gone(self, place: Place, message_ids: Sequence[str]) -> None:
        """Do nothing: what waits is judged all the same, and nothing of it is kept by then."""

    async def idle(self) -> None:
        """Wait until everything that was heard is judged."""
        for queue in self._queues:
            await queue.join()

    async def close(self) -> None:
        """End the workers; what waits is not judged any more."""
        for worker in self._workers:
            worker.cancel()
        for worker in self._workers:
            with suppress(asyncio.CancelledError):
                await worker

    async def _work(self, queue: asyncio.Queue[Message]) -> None:
        while True:
            message = await queue.get()
            try:
                await self._judge(message)
            except ScreeningUnavailable:
                self._missed[message.place] += 1
            except CauserieError:
                log.exception("%s could not be moderated", message.key)
                self._missed[message.place] += 1
            except Exception:
                # A worker serves all servers, and must outlive whatever one message does to it.
                log.exception("%s could not be moderated", message.key)
                self._missed[message.place] += 1
            else:
                await self._tell_missed(message.place)
            finally:
                self._leave(message)
                queue.task_done()

    def _leave(self, message: Message) -> None:
        server = message.place.server_key
        self._waiting[server] -= 1
        if not self._waiting[server]:
            del self._waiting[server]

    async def _judge(self, message: Message) -> None:
        values = await self._settings.resolve(message.place)
        if not values.auto_moderation:
            return
        words = await self._acting.words(message)
        policy = self._screening.policy(values)
        verdict = await self._screening.judge(words, policy, direction="in")
        await self._acting.act(message, verdict, values, log_text=policy.log_text)

    async def _tell_missed(self, place: Place) -> None:
        missed = self._missed.pop(place, 0)
        if missed:
            log.warning("%d messages of %s were not judged", missed, place.key)
            with suppress(CauserieError):
                await self._acting.missed(place, missed)
