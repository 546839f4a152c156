"""A bot that runs in a thread of its own, beside the command line that a test calls."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from bot.core import Bot
from tests.bot.talking import opened
from tests.doubles.openai import OpenAIDouble
from tests.fakes.channels import FakeChannels

T = TypeVar("T")
_SECONDS = 60


class Beside:
    """The bot, the stand-in for the API, and the platform whose channels are in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.channels = FakeChannels()
        self.bot: Bot
        self.api: OpenAIDouble
        self._loop: asyncio.AbstractEventLoop
        self._end: asyncio.Event
        self._ready = threading.Event()

    def does(self, work: Callable[[Bot], Awaitable[T]]) -> T:
        """Do something in the thread of the bot."""

        async def done() -> Any:
            return await work(self.bot)

        return asyncio.run_coroutine_threadsafe(done(), self._loop).result(_SECONDS)

    @property
    def environment(self) -> dict[str, str]:
        """What the command line needs to work on the same database."""
        return {
            "CAUSERIE_STORE__URL": f"sqlite+aiosqlite:///{self.folder / 'causerie.db'}",
            "OPENAI_API_KEY": self.api.key,
            "OPENAI_BASE_URL": self.api.base_url,
        }

    async def _run(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        async with (
            OpenAIDouble(lenient=True) as self.api,
            opened(self.folder, self.api) as self.bot,
        ):
            self.bot.attach("test", self.channels)
            self._ready.set()
            await self._end.wait()

    @contextmanager
    def running(self) -> Iterator["Beside"]:
        """Run until the block ends."""
        thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="bot", daemon=True)
        thread.start()
        assert self._ready.wait(_SECONDS)
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(self._end.set)
            thread.join(_SECONDS)
