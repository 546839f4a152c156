"""What takes from the past: messages are deleted, channels and threads go.

Store, windows and summaries change together, and so does what is being answered meanwhile: nothing
of what is gone comes back.
"""

from collections.abc import Sequence

from bot.messages import Place, message_key
from bot.parts import Parts
from bot.store import Lost, Screened
from bot.underway import Underway

_AT_ONCE = 500


class Past:
    """The door for everything that lets go of what was said."""

    def __init__(self, parts: Parts, underway: Underway) -> None:
        self._parts = parts
        self._underway = underway

    async def delete(self, place: Place, message_ids: Sequence[str]) -> None:
        """Let nothing stay of messages in a channel or its threads; raises `StoreError`."""
        self._underway.delete(place, message_ids)
        keys = {message_key(place.platform, message_id) for message_id in message_ids}
        self._parts.transcriber.forget(keys)
        for start in range(0, len(message_ids), _AT_ONCE):
            await self.take_out(place, message_ids[start : start + _AT_ONCE])

    async def take_out(
        self, place: Place, message_ids: Sequence[str], *, screenings: Sequence[Screened] = ()
    ) -> None:
        """Take messages out of store, windows and summaries, with the decisions about them."""
        store = self._parts.store.past
        lost = await store.delete(place, message_ids, screenings=screenings)
        for one in lost:
            self._forget(one)
        for place in {one.place for one in lost}:
            self._parts.folder.nudge(place)

    async def erase(self, place: Place) -> None:
        """Let nothing stay of a thread, or of a channel and its threads; raises `StoreError`."""
        self._underway.erase(place)
        await self._parts.store.past.erase(place)
        self._parts.memory.erase(place)
        if place.thread is None:
            await self._parts.settings.clear(place)

    def _forget(self, lost: Lost) -> None:
        self._parts.memory.drop(lost.place, lost.message_id)
        self._parts.memory.drop_summary(lost.place, lost.turn_id)
