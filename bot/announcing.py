"""What admins are told without having asked: once each, in the channel that they chose for it."""

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from bot.channels import Channels, Post
from bot.config import ModelCard
from bot.errors import (
    CauserieError,
    KeyRejected,
    PlatformError,
    QuotaExhausted,
    RightMissing,
)
from bot.messages import Place
from bot.sentences import sentence
from bot.settings import Settings

log = logging.getLogger(__name__)

ONCE = "once"
"""The stamp of what is told once and never again."""

_SOON = timedelta(days=60)
_VERY_SOON = timedelta(days=7)
_HOUR = 3_600.0
_WAITING = 100
_KNOWN = 10_000
_SERVERS = 5_000
# What could not be told is tried again when it comes up again, but not with every message.
_AGAIN_SECONDS = 60.0
_CLOSE_SECONDS = 5.0


class Notes(Protocol):
    """Where it is kept what was told."""

    async def get(self, name: str) -> str | None:
        """What was kept under the name."""
        ...

    async def set(self, name: str, value: str) -> None:
        """Keep it in the place of what was there."""
        ...


@dataclass(frozen=True, slots=True)
class _News:
    server: str
    about: str
    text: str
    stamp: str

    @property
    def name(self) -> str:
        return f"announced/{self.server}/{self.about}"


class Announcer:
    """Tells admins in `admin_channel`; where none is set it is only in the log.

    Of what it is about, only the last stamp is kept: the same one is not told again, another one
    is. At most 100 announcements wait; more are dropped, and logged.
    """

    def __init__(
        self,
        notes: Notes,
        settings: Settings,
        channels: Mapping[str, Channels],
        *,
        clock: Callable[[], float] = time.monotonic,
        close_seconds: float = _CLOSE_SECONDS,
    ) -> None:
        self._notes = notes
        self._settings = settings
        self._channels = channels
        self._clock = clock
        self._close_seconds = close_seconds
        self._queue: asyncio.Queue[_News] = asyncio.Queue(_WAITING)
        self._known: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()
        self._task: asyncio.Task[None] | None = None

    def tell(self, server: str, about: str, text: str, stamp: str = ONCE) -> None:
        """Announce something to the admins of a server, soon; returns at once.

        `server` is its key, `about` says in a word what it is about (`permission/embed_links`).
        """
        key, now = (server, about), self._clock()
        known, until = self._known.get(key, ("", 0.0))
        if known == stamp and now < until:
            return
        self._note(key, stamp, now + _AGAIN_SECONDS)
        try:
            self._queue.put_nowait(_News(server, about, text, stamp))
        except asyncio.QueueFull:
            log.warning("%s: too much to tell; left out %s", server, about)
            return
        if self._task is None:
            self._task = asyncio.create_task(self._serve(), name="announcing")

    def failed(self, place: Place, error: BaseException, *, alarm: int | None) -> None:
        """Count an answer that failed; admins hear of it when there are `alarm` in an hour."""
        server = place.server_key
        if isinstance(error, KeyRejected | QuotaExhausted):
            self.tell(server, "account", sentence(error), _today())
        if isinstance(error, RightMissing):
            text = sentence(error)
            # Once for each right and place, of which nobody but the text knows.
            self.tell(server, f"permission/{hashlib.sha256(text.encode()).hexdigest()[:16]}", text)
        if isinstance(error, PlatformError):
            # What the platform does not do, or not now, is no answer that failed.
            return
        times = self._failures.setdefault(server, deque())
        self._failures.move_to_end(server)
        if len(self._failures) > _SERVERS:
            self._failures.popitem(last=False)
        times.append(self._clock())
        while len(times) > (alarm or 1) or times[0] < self._clock() - _HOUR:
            times.popleft()
        if alarm is not None and len(times) >= alarm:
            text = f"{alarm:,} answers failed here within an hour. The latest: {sentence(error)}"
            self.tell(server, "errors", text, _today())

    def answered(self, place: Place, model: str, card: ModelCard) -> None:
        """Look whether the model that answered will be gone soon."""
        if card.shutdown is None:
            return
        left = card.shutdown - datetime.now(UTC).date()
        if left > _SOON:
            return
        stamp = "gone" if left.days <= 0 else "week" if left <= _VERY_SOON else "soon"
        text = (
            f"The model {model}, which answers here, {_ends(card.shutdown, left.days)}. "
            "Choose another one with /model, or ask the operator to."
        )
        self.tell(place.server_key, f"shutdown/{model}", text, stamp)

    async def settled(self) -> None:
        """Wait until everything is told."""
        await self._queue.join()

    async def close(self) -> None:
        """Tell what waits, within a bound, and end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.settled(), self._close_seconds)
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _serve(self) -> None:
        while True:
            news = await self._queue.get()
            try:
                await self._tell(news)
            except CauserieError as error:
                log.warning("%s was not told of %s: %s", news.server, news.about, error)
            except Exception:
                log.exception("%s was not told of %s", news.server, news.about)
            finally:
                self._queue.task_done()

    async def _tell(self, news: _News) -> None:
        key = (news.server, news.about)
        if await self._notes.get(news.name) != news.stamp:
            if not await self._posted(news):
                return
            await self._notes.set(news.name, news.stamp)
        self._note(key, news.stamp, float("inf"))

    async def _posted(self, news: _News) -> bool:
        """Post it; False where there is no channel for it."""
        platform, _, server = news.server.partition("/")
        channel = (await self._settings.resolve(Place(platform, server, ""))).admin_channel
        channels = self._channels.get(platform)
        if channel is None or channels is None:
            log.warning("%s has no admin_channel to tell of %s", news.server, news.about)
            return False
        place = await channels.place(Place(platform, server, channel), channel)
        if place is None:
            log.warning("%s: the admin_channel is gone", news.server)
            return False
        await channels.post(place, Post(news.text))
        log.info("%s was told of %s", news.server, news.about)
        return True

    def _note(self, key: tuple[str, str], stamp: str, until: float) -> None:
        self._known[key] = stamp, until
        self._known.move_to_end(key)
        while len(self._known) > _KNOWN:
            self._known.popitem(last=False)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _ends(day: date, left: int) -> str:
    written = f"{day.day} {day:%B %Y}"
    if left <= 0:
        return f"was shut down on {written}"
    return f"will be shut down on {written}, in {left} {'day' if left == 1 else 'days'}"
