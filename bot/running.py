"""Running until told to stop: signals, platforms side by side, and an end within a bound."""

import asyncio
import gc
import logging
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from bot.config.schema import Config
from bot.errors import CauserieError
from bot.models.embedded.progress import Progress
from bot.platforms import Adapter
from bot.pulse import beat
from bot.sentences import sentence

if TYPE_CHECKING:
    from bot.core import Bot

GRACE_SECONDS = 20.0
"""How long platforms may take to stop; what they lose by then is answered after the restart."""

# What a shell reports for a program that a signal ended, plus the signal's number.
_ENDED_BY_SIGNAL = 128
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_REPORT_EVERY_BYTES = 100_000_000

log = logging.getLogger(__name__)


def settle() -> None:
    """Let the collector look no more at what was made until now; once, for a whole process."""
    gc.collect()
    gc.freeze()


async def until_told(work: Coroutine[Any, Any, int]) -> int:
    """Run work that handles Ctrl-C itself; the other signals that end a program cancel it."""
    task = asyncio.create_task(work)
    told = asyncio.Event()

    def stop() -> None:
        told.set()
        task.cancel()

    with _on_signals(stop, (signal.SIGTERM, signal.SIGHUP)):
        try:
            return await task
        except asyncio.CancelledError:
            if not told.is_set():
                raise
            return _ENDED_BY_SIGNAL + signal.SIGTERM


async def serve(
    bot: "Bot",
    adapters: Sequence[Adapter],
    config: Config,
    secrets: Mapping[str, SecretStr],
    *,
    grace_seconds: float = GRACE_SECONDS,
) -> int:
    """Run platforms side by side until all are done or a signal comes; returns the exit code.

    One that fails is logged and leaves the others alone. Raises `EmbeddedError` where the model on
    this machine cannot be had.
    """
    stop = asyncio.Event()
    with _on_signals(stop.set, _STOPPING):
        pulse = asyncio.create_task(beat())
        try:
            if not await _or_stopped(bot.prepare(_reporter()), stop):
                return 0
            work = [_run(adapter, bot, config, secrets) for adapter in adapters]
            return await _side_by_side(work, stop, bot.stop, grace_seconds)
        finally:
            pulse.cancel()
            await asyncio.wait({pulse})


async def _run(
    adapter: Adapter, bot: "Bot", config: Config, secrets: Mapping[str, SecretStr]
) -> int:
    log.info("%s starts", adapter.name)
    try:
        code = await adapter.run(bot, config, secrets)
    except CauserieError as error:
        log.error("%s ended: %s", adapter.name, sentence(error), exc_info=error)  # noqa: TRY400  # the sentence is the message
        return 1
    except Exception:
        log.exception("%s broke", adapter.name)
        return 1
    log.info("%s ended", adapter.name)
    return code or 0


async def _side_by_side(
    work: Sequence[Coroutine[Any, Any, int]],
    stop: asyncio.Event,
    stopping: Callable[[], None],
    grace_seconds: float,
) -> int:
    tasks = [asyncio.create_task(one) for one in work]
    try:
        await _or_stopped(asyncio.wait(tasks), stop)
    finally:
        stopping()
        for task in tasks:
            task.cancel()
        _, late = await asyncio.wait(tasks, timeout=grace_seconds)
        if late:
            log.warning("%d platforms did not stop within %.0f s", len(late), grace_seconds)
    return max((task.result() for task in tasks if task.done() and not task.cancelled()), default=0)


async def _or_stopped(work: Awaitable[Any], stop: asyncio.Event) -> bool:
    """Do the work unless told to stop; returns whether it was done."""
    doing = asyncio.ensure_future(work)
    waiting = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({doing, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if doing.done():
            doing.result()
        return doing.done()
    finally:
        doing.cancel()
        waiting.cancel()
        await asyncio.wait({doing, waiting})


@contextmanager
def _on_signals(act: Callable[[], object], signals: Sequence[signal.Signals]) -> Iterator[None]:
    """Act on the first signal; a second one of the same kind ends the program at once."""
    loop = asyncio.get_running_loop()

    def once(number: signal.Signals) -> None:
        loop.remove_signal_handler(number)
        act()

    for number in signals:
        loop.add_signal_handler(number, once, number)
    try:
        yield
    finally:
        for number in signals:
            loop.remove_signal_handler(number)


def _reporter() -> Callable[[Progress], None]:
    """Log how far a fetch has come: a line for each step, and one for each 100 MB of it."""
    said: set[tuple[str, int]] = set()

    def report(progress: Progress) -> None:
        step = (progress.text, progress.done // _REPORT_EVERY_BYTES)
        if step in said:
            return
        said.add(step)
        share = f" ({progress.done / progress.total:.0%})" if progress.total else ""
        log.info("%s%s", progress.text, share)

    return report
