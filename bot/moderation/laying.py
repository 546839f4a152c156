"""Laying an item on a desk, within bounds: nobody may bury the moderators."""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.messages import TALK, Message
from bot.moderation.desk import Desk
from bot.moderation.posting import Posting
from bot.screening import Direction, Verdict
from bot.store import Done, Flag, State

log = logging.getLogger(__name__)

_MOST_OPEN = 500
_MOST_OPEN_OF_ONE = 20
_MOST_QUIET_OF_ONE = 20
_MILDEST_FIRST = (Done.NOTED, Done.REFUSED, Done.DELETED, Done.TIMED_OUT)
_LONGEST_TEXT = 4_000
"""In characters; it covers whatever a person can write in one message of the platforms."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was found in a message, and what was done about it at once."""

    message: Message
    text: str
    verdict: Verdict
    done: Done
    direction: Direction = "in"
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Laying:
    """Keeps items and has them posted."""

    desk: Desk
    posting: Posting

    async def lay(self, found: Found) -> Flag | None:
        """Keep an item; None where the server has no desk, or too many wait there already.

        A message that was edited while it waits for a decision keeps its item, with the new words.
        Raises `StoreError`.
        """
        if not await self.desk.is_set(found.message.place):
            return None
        known = await self._known(found)
        if known is not None:
            return await self._reworded(known, found)
        flag = self._flag(found)
        if not await self._has_room(flag):
            log.warning("the desk of %s is full", flag.place.server_key)
            return None
        flag = replace(flag, id=await self.desk.store.flags.add(flag))
        if not found.quiet:
            self.posting.nudge()
        return flag

    async def _known(self, found: Found) -> Flag | None:
        message = found.message
        about = await self.desk.store.flags.about(message.place, [message.id])
        same = (one for one in about if one.direction == found.direction)
        return next((one for one in same if one.state is State.OPEN), None)

    async def _reworded(self, known: Flag, found: Found) -> Flag:
        flags = self.desk.store.flags
        text = found.text[:_LONGEST_TEXT]
        # The same message may come two ways, as one of the channel and as a question.
        done = max(known.done, found.done, key=_MILDEST_FIRST.index)
        await flags.reword(known.id, text=text, verdict=found.verdict, done=done)
        known = await flags.get(known.id) or known
        if known.shown_as is not None:
            self.posting.again(known.id)
        return known

    async def _has_room(self, flag: Flag) -> bool:
        flags = self.desk.store.flags
        server, person = flag.place.server_key, flag.person_id
        if flag.state is State.QUIET:
            await flags.drop_quiet(server, person, but=_MOST_QUIET_OF_ONE - 1)
            return True
        return (
            await flags.count_open(server) < _MOST_OPEN
            and await flags.count_open(server, person_id=person) < _MOST_OPEN_OF_ONE
        )

    def _flag(self, found: Found) -> Flag:
        message = found.message
        channels = self.desk.channels[message.place.platform]
        # Commands are no messages that could be found or deleted, and nobody else reads a direct
        # one.
        linked = not message.direct and message.command == TALK
        return Flag(
            place=message.place,
            message_id=message.id,
            person_id=message.person.id,
            person_name=message.person.name,
            text="" if message.direct and not found.quiet else found.text[:_LONGEST_TEXT],
            link=channels.link(message.place, message.id) if linked else "",
            direction=found.direction,
            verdict=found.verdict,
            done=found.done,
            state=State.QUIET if found.quiet else State.OPEN,
            at=datetime.now(UTC),
        )
