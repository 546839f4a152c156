"""Writes what changes often to where it may be written seldom: the newest of it, and the last."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

State = TypeVar("State")


class Pacer(Generic[State]):
    """One task that writes the newest state, so that none that is stale ever waits in a queue.

    `write` shows a state. `pause` says how many seconds to wait before a write that is not the
    last; it is asked anew before each of them. Close it, also after an error.
    """

    def __init__(
        self, write: Callable[[State], Awaitable[None]], pause: Callable[[], float]
    ) -> None:
        self._write = write
        self._pause = pause
        self._states: list[State] = []
        self._changed = asyncio.Event()
        self._ending = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def failure(self) -> BaseException | None:
        """What `write` raised, after which nothing is written any more."""
        if self._task is None or not self._task.done() or self._task.cancelled():
            return None
        return self._task.exception()

    def show(self, state: State) -> None:
        """Have this state written when there is time; one that waits already is forgotten."""
        self._states = [state]
        self._changed.set()
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def finish(self, state: State) -> None:
        """Have the last state written without a pause; returns when that is done.

        Raises what `write` raises, or has raised before.
        """
        self._ending.set()
        self.show(state)
        if self._task is not None:
            await self._task

    async def close(self) -> None:
        """End a write that is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        while True:
            await self._changed.wait()
            await self._paused()
            self._changed.clear()
            # Whether it is the last is decided with the state in hand, before anything is awaited.
            ending = self._ending.is_set()
            await self._write(self._states.pop())
            if ending:
                return

    async def _paused(self) -> None:
        while not self._ending.is_set() and (seconds := self._pause()) > 0:
            waiting = asyncio.ensure_future(self._ending.wait())
            await asyncio.wait({waiting}, timeout=seconds)
            waiting.cancel()
