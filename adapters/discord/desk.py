"""The answers on their way, and which messages showed those that were given lately."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence

from adapters.discord.answer import Answer, Find
from adapters.discord.buttons import mark
from adapters.discord.showing import Showing
from adapters.discord.surface import Surface
from bot.core import Bot
from bot.messages import TALK, Event, Message, Notice

_REMEMBERED = 5_000

log = logging.getLogger(__name__)


class Desk:
    """Starts answers, knows them by the message that asked, and owns their tasks."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._answers: dict[str, Answer] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._given: OrderedDict[str, tuple[int, ...]] = OrderedDict()

    async def answer(self, message: Message, surface: Surface) -> None:
        """Show the answer to a message on a surface, to its end."""
        await asyncio.shield(await self.begin(message, surface))

    async def begin(
        self,
        message: Message,
        surface: Surface,
        *,
        events: AsyncGenerator[Event, None] | None = None,
        opening: str = "",
        remarks: Sequence[str] = (),
        find: Find | None = None,
    ) -> asyncio.Task[None]:
        """Begin to answer a message; returns, when the core has taken it, what does the rest.

        `events` are the core's, if they are not those of a new message. `opening` is as for
        `Showing`, `find` as for `Answer`; `remarks` stand below the answer.
        """
        values = await self._bot.values(message.place)
        showing = Showing(
            surface,
            asked=message.id,
            opening=opening,
            usage=values.show_usage,
            # What a command came to nothing with is at hand to whoever gave it.
            again=message.command == TALK,
        )
        for remark in remarks:
            showing.take(Notice(remark))
        answer = Answer(
            events if events is not None else self._bot.handle(message),
            showing,
            surface,
            key=message.key,
            asker=message.person.id,
            find=find,
        )
        task = asyncio.create_task(self._run(message.id, answer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await answer.begun.wait()
        return task

    def under_way(self, message_id: str) -> Answer | None:
        """The answer to that message while it is being written."""
        return self._answers.get(message_id)

    def marked(self, number: int) -> Answer | None:
        """The answer that is being written to the message with that mark (see `buttons.mark`)."""
        known = (answer for asked, answer in self._answers.items() if mark(asked) == number)
        return next(known, None)

    def given(self, message_id: str) -> tuple[int, ...]:
        """The messages that show the answer to that one, as far as that is remembered."""
        answer = self._answers.get(message_id)
        return tuple(answer.ids) if answer else self._given.get(message_id, ())

    def asked_by(self, shown: int) -> str | None:
        """Which message the answer in that message of the bot is for."""
        for message_id, answer in self._answers.items():
            if shown in answer.ids:
                return message_id
        return next((asked for asked, ids in self._given.items() if shown in ids), None)

    async def close(self, seconds: float) -> None:
        """Let answers end within so many seconds, then stop those that have not."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _run(self, message_id: str, answer: Answer) -> None:
        known = self._answers.setdefault(message_id, answer) is answer
        try:
            await answer.run()
        except Exception:
            log.exception("The answer to %s broke", message_id)
        finally:
            if known:
                del self._answers[message_id]
            if answer.ids:
                self._given[message_id] = tuple(answer.ids)
                while len(self._given) > _REMEMBERED:
                    self._given.popitem(last=False)
