"""What happens in a channel, done in the order in which it happened; channels side by side."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable

Work = Callable[[], Awaitable[object]]

log = logging.getLogger(__name__)


class Inbox:
    """One line of work for each channel; the library itself knows no order."""

    def __init__(self) -> None:
        self._lines: dict[int, deque[Work]] = {}
        self._workers: dict[int, asyncio.Task[None]] = {}
        self._closed = False

    def put(self, channel_id: int, work: Work) -> None:
        """Have the work done after all that was put there before; forgotten once it is closed."""
        if self._closed:
            return
        line = self._lines.setdefault(channel_id, deque())
        line.append(work)
        if channel_id not in self._workers:
            self._workers[channel_id] = asyncio.create_task(self._work(channel_id, line))

    async def close(self) -> None:
        """Take nothing more in, and drop what was not begun; it is found again after a restart."""
        self._closed = True
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        if workers:
            await asyncio.wait(workers)

    async def _work(self, channel_id: int, line: deque[Work]) -> None:
        try:
            while line:
                try:
                    await line.popleft()()
                except Exception:
                    log.exception("Something in channel %d could not be done", channel_id)
        finally:
            del self._workers[channel_id], self._lines[channel_id]
