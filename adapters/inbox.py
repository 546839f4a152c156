"""What happens in a conversation, done in the order in which it happened; others side by side."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Hashable

Work = Callable[[], Awaitable[object]]

log = logging.getLogger(__name__)


class Inbox:
    """One line of work for each conversation; the platforms' libraries know no order."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, deque[Work]] = {}
        self._workers: dict[Hashable, asyncio.Task[None]] = {}
        self._closed = False

    @property
    def is_busy(self) -> bool:
        """Whether something is being done."""
        return bool(self._workers)

    def put(self, conversation: Hashable, work: Work) -> None:
        """Have the work done after all that was put there before; forgotten once it is closed."""
        if self._closed:
            return
        line = self._lines.setdefault(conversation, deque())
        line.append(work)
        if conversation not in self._workers:
            self._workers[conversation] = asyncio.create_task(self._work(conversation, line))

    async def close(self) -> None:
        """Take nothing more in, and drop what was not begun; it is found again after a restart."""
        self._closed = True
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        if workers:
            await asyncio.wait(workers)

    async def _work(self, conversation: Hashable, line: deque[Work]) -> None:
        try:
            while line:
                try:
                    await line.popleft()()
                except Exception:
                    log.exception("Something in %s could not be done", conversation)
        finally:
            del self._workers[conversation], self._lines[conversation]
