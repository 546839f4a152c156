"""Reactions that ask for something: a flag has the message translated into its language."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import UTC, datetime

from bot.channels import Said
from bot.errors import PlatformError
from bot.messages import Message, Person, Place, Quote, message_key
from bot.parts import Parts
from bot.permission import may_talk
from bot.translating.languages import Language, flag

TRANSLATE = "translate"

_SECONDS = 60
_OF_A_PERSON = 10
_IN_A_PLACE = 20
_REMEMBERED = 10_000


class Reactions:
    """Makes requests out of reactions, each only once and not too many of them."""

    def __init__(self, parts: Parts, clock: Callable[[], float] = time.monotonic) -> None:
        self._parts = parts
        self._pace = _Pace(clock)

    async def asked(
        self, place: Place, message_id: str, emoji: str, person: Person, *, direct: bool
    ) -> Message | None:
        """See `bot.core.Bot.react`."""
        language = flag(emoji)
        channels = self._parts.channels.get(place.platform)
        if language is None or channels is None or TRANSLATE not in self._parts.commands:
            return None
        values = await self._parts.settings.resolve(place)
        if not values.flag_translations or not may_talk(
            values, person=person, channel=place.channel, direct=direct
        ):
            return None
        asked_id = f"{message_id}-to-{language.code}"
        if await self._parts.store.taken.known(message_key(place.platform, asked_id)):
            return None
        if not self._pace.allows(f"{place.server_key} {person.id}", f"in {place.key}"):
            return None
        try:
            said = await channels.message(place, message_id)
        except PlatformError:
            # Whoever may not read the message is asked nothing about it.
            return None
        if said is None or not said.text.strip():
            return None
        return _message(asked_id, place, person, said, language, direct=direct)


def _message(
    asked_id: str, place: Place, person: Person, said: Said, language: Language, *, direct: bool
) -> Message:
    quote = Quote(said.author, said.text, said.id, said.author_id, said.link)
    return Message(
        id=asked_id,
        place=place,
        person=person,
        text="",
        sent_at=datetime.now(UTC),
        quotes=(quote,),
        command=TRANSLATE,
        options={"to": language.code},
        direct=direct,
    )


class _Pace:
    """Counts what was asked in the last minute, by person and by place."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, person: str, place: str) -> bool:
        """Whether one more is within bounds; it is counted if so."""
        now = self._clock()
        both = [(self._recent(person, now), _OF_A_PERSON), (self._recent(place, now), _IN_A_PLACE)]
        if any(len(times) >= most for times, most in both):
            return False
        for times, _ in both:
            times.append(now)
        return True

    def _recent(self, key: str, now: float) -> deque[float]:
        times = self._times.setdefault(key, deque())
        self._times.move_to_end(key)
        while times and now - times[0] > _SECONDS:
            times.popleft()
        while len(self._times) > _REMEMBERED:
            self._times.popitem(last=False)
        return times
