"""Whether a message is handled at all (once only), and that it ends with exactly one `Ended`."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.edits import Edits
from bot.errors import CauserieError
from bot.exchange import Exchange
from bot.messages import Ended, Event, Message, Outcome
from bot.parts import Parts
from bot.sentences import sentence
from bot.store import Recovered
from bot.underway import Pending, Underway

_TOO_OLD = "This was not answered in time, because the bot was away. Ask again if it still matters."
_TOO_OFTEN = "This could not be answered: the bot stopped each time it tried. Ask in other words."


class Handling:
    """Messages that are new, that were edited, and that a crash left behind; see `bot.core.Bot`."""

    def __init__(self, parts: Parts, underway: Underway, edits: Edits) -> None:
        self._parts = parts
        self._underway = underway
        self._edits = edits
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Prepare for the end: what is cancelled before it was answered is kept for the restart."""
        self._stopping.set()

    def handle(self, message: Message) -> AsyncGenerator[Event, None]:
        """Handle a message, unless it was taken before."""
        return self._through(message, partial(self._first_time, message))

    def resume(self, recovered: Recovered) -> AsyncGenerator[Event, None]:
        """Handle a message whose process died, unless it is too late for that."""
        return self._through(recovered.message, partial(self._worthwhile, recovered), again=True)

    def again(self, message: Message) -> AsyncGenerator[Event, None]:
        """Handle a message that came to nothing before."""
        return self._through(message, partial(self._unless_answered, message), again=True)

    async def edit(self, message: Message) -> AsyncGenerator[Event, None]:
        """Take in a message as it reads now, and handle it if it is to be answered anew."""
        pending: Pending | None = None
        try:
            pending = await self._edits.take(message)
            if pending is None:
                yield Ended(Outcome.DUPLICATE)
                return
            async with aclosing(self._exchange(pending, again=True)) as events:
                async for event in events:
                    yield event
        except CauserieError as error:
            yield Ended(Outcome.FAILED, sentence(error))
        finally:
            if pending is not None:
                self._underway.leave(pending)

    async def unanswered(self, platform: str) -> list[Recovered]:
        """Claim what dead processes left behind; commands other than talk are not done again."""
        kept = []
        for recovered in await self._parts.store.taken.unanswered(platform):
            if self._changes_window(recovered.message):
                kept.append(recovered)
            else:
                await self._parts.store.taken.finish(recovered.message.key, Outcome.FAILED)
        return kept

    async def _through(
        self,
        message: Message,
        claim: Callable[[], Awaitable[Ended | None]],
        *,
        again: bool = False,
    ) -> AsyncGenerator[Event, None]:
        """Handle a message in its turn, unless the claim says that it has ended already."""
        pending: Pending | None = None
        try:
            # The place in the queue is taken before anything is awaited: arrival is the order.
            pending = self._underway.enter(message, queues=self._changes_window(message))
            if (ended := await claim()) is not None:
                yield ended
                return
            pending.claimed.set()
            async with aclosing(self._exchange(pending, again=again)) as events:
                async for event in events:
                    yield event
        except CauserieError as error:
            yield Ended(Outcome.FAILED, sentence(error))
        finally:
            if pending is not None:
                self._underway.leave(pending)

    def _exchange(self, pending: Pending, *, again: bool) -> AsyncGenerator[Event, None]:
        return Exchange(self._parts, pending, self._stopping, again=again).events()

    def _changes_window(self, message: Message) -> bool:
        """Whether the message must wait for the answer under way; the others leave it alone."""
        command = self._parts.commands.get(message.command)
        return command is not None and command.changes_window

    async def _first_time(self, message: Message) -> Ended | None:
        taken = await self._parts.store.taken.take(message)
        return None if taken else Ended(Outcome.DUPLICATE)

    async def _unless_answered(self, message: Message) -> Ended | None:
        taken = await self._parts.store.taken.take_failed(message)
        return None if taken else Ended(Outcome.DUPLICATE)

    async def _worthwhile(self, recovered: Recovered) -> Ended | None:
        message, taken = recovered.message, self._parts.store.taken
        limits = self._parts.config.recovery
        if not await taken.unfinished(message.key):
            return Ended(Outcome.DUPLICATE)
        if datetime.now(UTC) - recovered.taken_at > timedelta(hours=limits.answer_within_hours):
            await taken.finish(message.key, Outcome.FAILED, failed_in=message.place)
            return Ended(Outcome.FAILED, _TOO_OLD)
        if recovered.attempt > limits.attempts:
            await taken.finish(message.key, Outcome.FAILED)
            return Ended(Outcome.FAILED, _TOO_OFTEN)
        return None
