"""The answers on their way: starts them, knows them by their thread, and owns their tasks."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence

from adapters.slack.answer import Answer
from adapters.slack.replying import ForOne
from adapters.slack.rooms import Room
from adapters.slack.showing import Showing
from adapters.slack.surface import InThread
from bot.core import Bot
from bot.messages import Event, Message

_REMEMBERED = 5_000

log = logging.getLogger(__name__)


class Desk:
    """Where answers are written, for one installation."""

    def __init__(self, bot: Bot, room: Room) -> None:
        self._bot = bot
        self._room = room
        self._answers: set[Answer] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._given: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    @property
    def is_busy(self) -> bool:
        """Whether an answer is under way."""
        return bool(self._tasks)

    async def begin(
        self,
        message: Message,
        surface: InThread | ForOne,
        *,
        events: AsyncGenerator[Event, None] | None = None,
        opening: str = "",
        existing: Sequence[str] = (),
    ) -> asyncio.Task[None]:
        """Begin to answer a message; returns, when the core has taken it, what does the rest.

        `events` are the core's, if they are not those of a new message. `existing` are the messages
        of an earlier answer that this one takes the place of.
        """
        values = await self._bot.values(message.place)
        showing = Showing(
            surface,
            window=message.place.thread or "",
            opening=opening,
            usage=values.show_usage,
            existing=existing,
        )
        answer = Answer(
            events if events is not None else self._bot.handle(message),
            showing,
            surface,
            self._room,
            key=message.key,
        )
        task = asyncio.create_task(self._run(message.key, answer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await answer.begun.wait()
        return task

    def given(self, key: str) -> tuple[str, ...]:
        """The messages that show the answer to that message, as far as that is remembered."""
        return self._given.get(key, ())

    def stop(self, channel: str, thread: str) -> None:
        """Stop the answers in a thread, as Slack's own button wants it."""
        for answer in self._answers:
            surface = answer.surface
            if isinstance(surface, InThread) and (surface.channel, surface.thread) == (
                channel,
                thread,
            ):
                answer.stop()

    async def close(self, seconds: float) -> None:
        """Let answers end within so many seconds, then stop those that have not."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _run(self, key: str, answer: Answer) -> None:
        self._answers.add(answer)
        try:
            await answer.run()
        except Exception:
            log.exception("The answer to %s broke", key)
        finally:
            self._answers.discard(answer)
            if answer.ids:
                self._given[key] = tuple(answer.ids)
                while len(self._given) > _REMEMBERED:
                    self._given.popitem(last=False)
