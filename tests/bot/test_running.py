import asyncio
import logging
import os
import signal
from collections.abc import Callable

import pytest

from bot.config.schema import Config
from bot.errors import EmbeddedError, PlatformError
from bot.models.embedded.progress import Progress
from bot.running import serve, until_told


class FakeBot:
    """Counts what is asked of it; with `problem` its model cannot be had."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.stopping = False
        self.prepared = asyncio.Event()
        self._problem = problem

    async def prepare(self, report: Callable[[Progress], None]) -> None:
        report(Progress("fetching", 50, 100))
        report(Progress("fetching", 51, 100))
        if self._problem is not None:
            raise self._problem
        self.prepared.set()

    def stop(self) -> None:
        self.stopping = True


class FakeAdapter:
    """Serves until it is cancelled, and says what happened to it."""

    secrets = ()

    def __init__(self, name: str = "fake", *, bot: FakeBot | None = None) -> None:
        self.name = name
        self.started = asyncio.Event()
        self.ended = asyncio.Event()
        self.stopping_when_cancelled = False
        self._bot = bot

    async def run(self, bot: object, config: object, secrets: object) -> None:
        self.started.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.stopping_when_cancelled = self._bot is None or self._bot.stopping
            self.ended.set()


class Stubborn(FakeAdapter):
    """Does not stop when it is cancelled."""

    async def run(self, bot: object, config: object, secrets: object) -> None:
        self.started.set()
        while not self.ended.is_set():
            try:
                await self.ended.wait()
            except asyncio.CancelledError:
                continue


class Ending(FakeAdapter):
    """Ends by itself, with an exit code or an exception."""

    def __init__(self, result: int | Exception | None) -> None:
        super().__init__()
        self._result = result

    async def run(self, bot: object, config: object, secrets: object) -> int | None:
        self.started.set()
        if isinstance(self._result, Exception):
            raise self._result
        return self._result


def serving(bot: FakeBot, *adapters: FakeAdapter, grace_seconds: float = 5) -> asyncio.Task[int]:
    return asyncio.create_task(
        serve(bot, adapters, Config(), {}, grace_seconds=grace_seconds)  # type: ignore[arg-type]  # fakes
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_stops_every_platform_and_what_was_begun_is_kept(number: signal.Signals):
    bot = FakeBot()
    one, other = FakeAdapter("one", bot=bot), FakeAdapter("other", bot=bot)
    task = serving(bot, one, other)
    await one.started.wait()
    await other.started.wait()

    os.kill(os.getpid(), number)

    assert await task == 0
    assert one.ended.is_set()
    assert other.ended.is_set()
    assert one.stopping_when_cancelled


async def test_a_platform_that_does_not_stop_is_waited_for_within_a_bound(
    caplog: pytest.LogCaptureFixture,
):
    bot, stubborn = FakeBot(), Stubborn()
    task = serving(bot, stubborn, grace_seconds=0.05)
    await stubborn.started.wait()

    os.kill(os.getpid(), signal.SIGTERM)

    assert await task == 0
    assert "1 platforms did not stop" in caplog.text
    stubborn.ended.set()


async def test_a_platform_that_breaks_leaves_the_others_alone(caplog: pytest.LogCaptureFixture):
    bot, healthy = FakeBot(), FakeAdapter("healthy")
    broken = Ending(ValueError("a fault of its own"))
    task = serving(bot, broken, healthy)
    await broken.started.wait()
    await healthy.started.wait()

    assert not healthy.ended.is_set()
    os.kill(os.getpid(), signal.SIGTERM)

    assert await task == 1
    assert "fake broke" in caplog.text


async def test_a_platform_that_cannot_go_on_says_why(caplog: pytest.LogCaptureFixture):
    code = await serving(FakeBot(), Ending(PlatformError("The token was rejected.")))

    assert code == 1
    assert "fake ended: The token was rejected." in caplog.text


async def test_when_all_platforms_are_done_so_is_the_program():
    bot = FakeBot()

    assert await serving(bot, Ending(None), Ending(3)) == 3
    assert bot.stopping


async def test_platforms_start_once_the_model_is_there(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    bot, adapter = FakeBot(), FakeAdapter()
    task = serving(bot, adapter)
    await adapter.started.wait()

    assert bot.prepared.is_set()
    assert caplog.text.count("fetching (50%)") == 1
    assert "51%" not in caplog.text
    os.kill(os.getpid(), signal.SIGTERM)
    await task


async def test_without_a_model_nothing_starts():
    adapter = FakeAdapter()

    with pytest.raises(EmbeddedError):
        await serving(FakeBot(EmbeddedError("No space.")), adapter)

    assert not adapter.started.is_set()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_a_conversation_is_closed_in_order_when_the_program_is_told_to_end(
    number: signal.Signals,
):
    closed = asyncio.Event()

    async def talk() -> int:
        try:
            os.kill(os.getpid(), number)
            await asyncio.Event().wait()
        finally:
            closed.set()
        return 0

    assert await until_told(talk()) == 128 + signal.SIGTERM
    assert closed.is_set()


async def test_a_conversation_that_ends_by_itself_gives_its_own_code():
    async def talk() -> int:
        return 1

    assert await until_told(talk()) == 1


async def test_a_second_signal_is_not_held_back():
    async def talk() -> int:
        return 0

    await until_told(talk())

    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
