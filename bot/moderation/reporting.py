"""What is found in a conversation with the bot, on its way to the desk."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import CauserieError
from bot.examining import all_words
from bot.messages import Choices, Message, Place
from bot.moderation.laying import Found, Laying
from bot.screening import Action, Direction, Verdict
from bot.store import Done, Screened

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reporting:
    """Tells the desk; whatever goes wrong there changes nothing for the person who asked."""

    laying: Laying

    def nudge(self) -> None:
        """Have what waits for a platform posted, now that it is there."""
        self.laying.posting.nudge()

    async def flagged(self, message: Message, found: Sequence[Screened], *, answer: str) -> None:
        """Lay on the desk what was flagged and let pass, in the message or in its answer."""
        for one in found:
            if one.verdict.action is not Action.FLAG:
                continue
            text = _said(message) if one.direction == "in" else answer
            item = Found(message, text, one.verdict, Done.NOTED, one.direction)
            try:
                await self.laying.lay(item)
            except CauserieError:
                log.exception("%s could not be laid on the desk", message.key)

    async def refused(
        self, message: Message, verdict: Verdict, *, incoming: bool
    ) -> Choices | None:
        """Keep what was refused for as long as the person may appeal, and give the button for that.

        None where nobody would read it, and for those who may harm themselves: to them care comes
        first, and a dispute about it is none.
        """
        if verdict.self_harm:
            return None
        direction: Direction = "in" if incoming else "out"
        item = Found(message, _said(message), verdict, Done.REFUSED, direction, quiet=True)
        try:
            flag = await self.laying.lay(item)
            return await self.laying.desk.appeal(flag) if flag is not None else None
        except CauserieError:
            log.exception("%s could not be kept for an appeal", message.key)
            return None

    async def gone(self, place: Place, message_ids: Sequence[str]) -> None:
        """Show on the desks that words are gone; the store has forgotten them by now."""
        try:
            about = await self.laying.desk.store.flags.about(place, message_ids)
        except CauserieError:
            log.exception("the desks could not be told of deletions in %s", place.key)
            return
        for flag in about:
            if flag.shown_as is not None and not flag.text:
                self.laying.posting.again(flag.id)


def _said(message: Message) -> str:
    """What a person reads in the message, without the name of its command."""
    said = (text for text in all_words(message).texts if text != message.command)
    return "\n".join(dict.fromkeys(text for text in said if text not in message.options))
