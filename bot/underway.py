"""What is on its way: messages that wait or are being answered, and what changes meanwhile.

A message that is edited while it waits is answered as it reads then. What is deleted while it is
answered, or answered anew, is not kept.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from bot.lanes import Lanes, Ticket
from bot.messages import TALK, Message, Place


@dataclass(slots=True, eq=False)
class Pending:
    """One message on its way, and its ticket unless it leaves the window alone and never waits.

    Before it is `claimed` another process may turn out to have it. Once it is `begun` its words are
    fixed. `deleted` are the messages that were deleted since it came; with `erased` all were.
    """

    message: Message
    ticket: Ticket | None
    begun: bool = False
    erased: bool = False
    deleted: set[str] = field(default_factory=set)
    claimed: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def gone(self) -> bool:
        """Whether the message itself was deleted since it came."""
        return self.lost(self.message.id)

    def lost(self, message_id: str) -> bool:
        """Whether a message was deleted since this one came, so that nothing of it may be kept."""
        return self.erased or message_id in self.deleted


class Underway:
    """All messages on their way in this process, each with its place in its lane."""

    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        # By channel: a message and its answer may be in a channel and in a thread of it.
        self._pending: dict[Place, set[Pending]] = {}

    def enter(self, message: Message, *, queues: bool) -> Pending:
        """Take in a message, at once; one that `queues` gets the last place in its lane.

        Whoever enters has to leave. Raises `QueueFull`.
        """
        ticket = self._lanes.join(message.place) if queues else None
        pending = Pending(message, ticket)
        self._pending.setdefault(_channel(message.place), set()).add(pending)
        return pending

    def leave(self, pending: Pending) -> None:
        """Say that a message has ended, however it did."""
        if pending.ticket is not None:
            pending.ticket.leave()
        pending.claimed.set()
        pending.ended.set()
        channel = _channel(pending.message.place)
        here = self._pending[channel]
        here.remove(pending)
        if not here:
            del self._pending[channel]

    def is_idle(self, place: Place) -> bool:
        """Whether nothing waits or is being answered in a place."""
        return self._lanes.is_idle(place)

    def reword(self, edited: Message) -> bool:
        """Give a message that waits its new words; whether it did wait."""
        waiting = [
            one
            for one in self._in(edited.place)
            if one.message.id == edited.id and one.claimed.is_set() and not one.begun
        ]
        for one in waiting:
            one.message = one.message.reworded(edited)
        return bool(waiting)

    def is_written(self, message: Message) -> bool:
        """Whether something under way may write the message's turn when it ends."""
        return self._writer(message) is not None

    async def moved(self, message: Message) -> None:
        """Wait until something has happened to what writes the message's turn, if anything does."""
        if one := self._writer(message):
            await (one.ended if one.claimed.is_set() else one.claimed).wait()

    def delete(self, place: Place, message_ids: Iterable[str]) -> None:
        """Let nothing of these messages be kept by what is under way in their channel."""
        for one in self._in(place):
            one.deleted.update(message_ids)

    def erase(self, place: Place) -> None:
        """Let nothing be kept in a thread, or in a channel and its threads."""
        for one in self._in(place):
            if one.message.place.is_in(place):
                one.erased = True

    def _in(self, place: Place) -> Iterable[Pending]:
        return self._pending.get(_channel(place), ())

    def _writer(self, message: Message) -> Pending | None:
        for one in self._in(message.place):
            # Which turn a command changes is known to the command alone.
            acts = one.begun and one.ticket is not None and one.message.command != TALK
            if acts or one.message.id == message.id:
                return one
        return None


def _channel(place: Place) -> Place:
    return replace(place, thread=None)
