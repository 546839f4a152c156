"""The conversation core: `Bot.handle` takes a message and yields what to show for it.

Here it is decided whether a message is handled at all (once only) and when (its lane); the way
through is `bot.exchange`.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.commands import Command
from bot.context import Context
from bot.errors import CauserieError
from bot.exchange import Exchange
from bot.lanes import Lanes, Ticket
from bot.messages import Ended, Event, Message, Outcome, Place, Status
from bot.models.embedded.progress import Progress
from bot.parts import Parts
from bot.sentences import sentence
from bot.settings import Values
from bot.store import Recovered

_TOO_OLD = "This was not answered in time, because the bot was away. Ask again if it still matters."
_TOO_OFTEN = "This could not be answered: the bot stopped each time it tried. Ask in other words."

Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Serving:
    """Which model answers by default, for the banner; `hint` says how to get a better one."""

    model: str
    title: str
    embedded: bool
    hint: str = ""


class Bot:
    """The one door of the core; every platform's adapter calls it, and none goes around it."""

    def __init__(
        self,
        parts: Parts,
        lanes: Lanes,
        serving: Serving,
        prepare: Callable[[Report], Awaitable[None]],
    ) -> None:
        self.commands: Mapping[str, Command] = parts.commands
        self.serving = serving
        self.prepare = prepare
        self.notes = parts.store.notes
        self._parts = parts
        self._lanes = lanes
        self._stopping = asyncio.Event()

    def handle(self, message: Message) -> AsyncGenerator[Event, None]:
        """Yield what to show for a message, and exactly one `Ended` as the last.

        A message that was taken before ends at once as `DUPLICATE`. Closing the iterator stops the
        model, the screening and the bill, and keeps what was shown.
        """
        return self._through(message, partial(self._first_time, message))

    async def unanswered(self, platform: str) -> list[Recovered]:
        """Claim what was taken but never answered because a process ended, oldest first.

        Pass each to `resume`. Commands other than talk are not done again; nobody waits for them.
        """
        kept = []
        for recovered in await self._parts.store.taken.unanswered(platform):
            if self._changes_window(recovered.message):
                kept.append(recovered)
            else:
                await self._parts.store.taken.finish(recovered.message.key, Outcome.FAILED)
        return kept

    def resume(self, recovered: Recovered) -> AsyncGenerator[Event, None]:
        """Answer a message that was taken before a crash, or apologise for it, once."""
        return self._through(recovered.message, partial(self._worthwhile, recovered))

    def stop(self) -> None:
        """Prepare for the end: what is cancelled before it was answered is kept for the restart."""
        self._stopping.set()

    async def values(self, place: Place) -> Values:
        """The settings that count in a place, for what a platform itself does with them."""
        return await self._parts.settings.resolve(place)

    async def complete(self, message: Message, option: str, typed: str) -> Sequence[str]:
        """Offer values for an option of `message.command`, given what was typed so far."""
        command = self.commands.get(message.command)
        declared = command.option(option) if command else None
        if declared is None:
            return ()
        if declared.complete is None:
            return [c for c in declared.choices if c.lower().startswith(typed.lower())]
        values = await self._parts.settings.resolve(message.place)
        return await declared.complete(Context.of(self._parts, message, values), typed)

    async def _through(
        self, message: Message, claim: Callable[[], Awaitable[Ended | None]]
    ) -> AsyncGenerator[Event, None]:
        """Handle a message in its turn, unless the claim says that it has ended already."""
        ticket: Ticket | None = None
        try:
            if self._changes_window(message):
                # The place in the queue is taken before anything is awaited: arrival is the order.
                ticket = self._lanes.join(message.place)
            if (ended := await claim()) is not None:
                yield ended
                return
            if ticket is not None and ticket.waits:
                async with aclosing(self._waited(message, ticket)) as events:
                    async for event in events:
                        yield event
            async with aclosing(Exchange(self._parts, message, self._stopping).events()) as events:
                async for event in events:
                    yield event
        except CauserieError as error:
            yield Ended(Outcome.FAILED, sentence(error))
        finally:
            if ticket is not None:
                ticket.leave()

    async def _waited(self, message: Message, ticket: Ticket) -> AsyncGenerator[Event, None]:
        try:
            yield Status("queued", str(ticket.ahead))
            await ticket.turn()
        except (GeneratorExit, asyncio.CancelledError):
            if not self._stopping.is_set():
                finish = self._parts.store.taken.finish(message.key, Outcome.CANCELLED)
                await asyncio.shield(finish)
            raise

    def _changes_window(self, message: Message) -> bool:
        """Whether the message must wait for the answer under way; the others leave it alone."""
        command = self.commands.get(message.command)
        return command is not None and command.changes_window

    async def _first_time(self, message: Message) -> Ended | None:
        taken = await self._parts.store.taken.take(message)
        return None if taken else Ended(Outcome.DUPLICATE)

    async def _worthwhile(self, recovered: Recovered) -> Ended | None:
        limits = self._parts.config.recovery
        if datetime.now(UTC) - recovered.taken_at > timedelta(hours=limits.answer_within_hours):
            ended = Ended(Outcome.FAILED, _TOO_OLD)
        elif recovered.attempt > limits.attempts:
            ended = Ended(Outcome.FAILED, _TOO_OFTEN)
        else:
            return None
        await self._parts.store.taken.finish(recovered.message.key, Outcome.FAILED)
        return ended
