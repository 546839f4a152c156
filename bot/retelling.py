"""What was said to the bot in a place, as it kept it itself: for platforms without a history."""

from collections.abc import AsyncIterator
from datetime import datetime

from bot.channels import Moment, Said
from bot.messages import Place
from bot.store import Store
from bot.turn import Turn

_BOT = "Causerie"
_ANSWER = "-answer"
# Turns that are read at a time.
_PAGE = 500


class Retelling:
    """The turns of the store as messages, each question and each answer one of them."""

    def __init__(self, store: Store, *, page: int = _PAGE) -> None:
        self._store = store
        self._page = page

    async def history(
        self,
        place: Place,
        *,
        after: Moment | None = None,
        before: Moment | None = None,
        newest: int | None = None,
    ) -> AsyncIterator[Said]:
        """See `bot.channels.Channels.history`."""
        found: list[Said] = []
        # What is newer than a message that was named is passed by until it comes.
        passed = not isinstance(before, str)
        async for one in self._back(place):
            if _is_at(one, after) or len(found) == newest:
                break
            if passed and not (isinstance(before, datetime) and one.at >= before):
                found.append(one)
            passed = passed or one.id == before
        for one in reversed(found):
            yield one

    async def _back(self, place: Place) -> AsyncIterator[Said]:
        """Everything, the newest first."""
        oldest: int | None = None
        while turns := await self._store.turns.newest(place, self._page, before=oldest):
            for turn in reversed(turns):
                for one in reversed(_of(turn)):
                    yield one
            oldest = turns[0].id

    async def message(self, place: Place, message_id: str) -> Said | None:
        """See `bot.channels.Channels.message`."""
        turn = await self._store.turns.of_message(place, message_id.removesuffix(_ANSWER))
        said = _of(turn) if turn is not None else ()
        return next((one for one in said if one.id == message_id), None)


def _of(turn: Turn) -> tuple[Said, ...]:
    """A question and its answer."""
    asked = Said(turn.message_id, turn.person_id, turn.person_name, turn.question, turn.asked_at)
    if not turn.answer:
        return (asked,)
    answer_id = f"{turn.message_id}{_ANSWER}"
    return (asked, Said(answer_id, "", _BOT, turn.answer, turn.answered_at, bot=True))


def _is_at(one: Said, moment: Moment | None) -> bool:
    """Whether it is the message that was named, or as old as the time that was given."""
    if isinstance(moment, datetime):
        return one.at <= moment
    return moment is not None and one.id == moment
