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

    def __init__(self, store: Store) -> None:
        self._store = store

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
        oldest: int | None = None
        reached = False
        while not reached and (newest is None or len(found) < newest):
            turns = await self._store.turns.newest(place, _PAGE, before=oldest)
            said = [one for turn in turns for one in _of(turn)]
            inside, reached = _between(said, after, before, known=bool(found))
            found = [*inside, *found]
            reached = reached or len(turns) < _PAGE
            oldest = turns[0].id if turns else None
        for one in found[-newest:] if newest is not None else found:
            yield one

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


def _between(
    said: list[Said], after: Moment | None, before: Moment | None, *, known: bool
) -> tuple[list[Said], bool]:
    """Those of a page that lie between, and whether the page reaches back behind `after`.

    Once something newer is `known`, all that is older lies before a message that was named.
    """
    inside: list[Said] = []
    reached = False
    seen_before = known or not isinstance(before, str)
    for one in reversed(said):
        if isinstance(after, str) and one.id == after:
            reached = True
            break
        if isinstance(after, datetime) and one.at <= after:
            reached = True
            break
        late = isinstance(before, datetime) and one.at >= before
        if seen_before and not late:
            inside.append(one)
        seen_before = seen_before or one.id == before
    return inside[::-1], reached
