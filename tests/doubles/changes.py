"""Waiting until something has become true, without looking again and again."""

import asyncio
from collections.abc import Callable


class Changes:
    """Wakes everybody who waits for something to be true whenever something has changed."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def changed(self) -> None:
        """Let everybody look again."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(
        self, holds: Callable[[], bool], *, seconds: float = 60, standing: object = ""
    ) -> None:
        """Wait until `holds()`; raise `TimeoutError` with `standing`, which says how things are."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    await self._next()
        except TimeoutError:
            raise TimeoutError(f"still not true after {seconds} s: {standing}") from None

    async def _next(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await waiter
        finally:
            self._waiters.discard(waiter)
