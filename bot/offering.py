"""Questions with buttons: they are kept, and a pressed button becomes a message again."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.attached import Attached
from bot.errors import InputError, NotPermitted
from bot.messages import Choice, Choices, Message, Person, Place
from bot.store import Store

_GONE = "This button is too old to do anything. Ask once more instead."
_PICKED = "This was decided before. Ask once more if you changed your mind."
_NUMBERS = range(1, 2**63)
_OTHERS = "to be the one who was asked"


class Offering:
    """Keeps what every button stands for, so that nobody can make one up."""

    def __init__(self, store: Store, attached: Attached) -> None:
        self._store = store
        self._attached = attached

    async def put(self, choices: Choices, message: Message, *, lasting: bool = True) -> Choices:
        """Keep a question that a message led to, and give it its number.

        It is not `lasting` where nothing is to be remembered: its buttons work for a day.
        """
        self._attached.keep(message)
        number = await self._store.offers.put(choices, message, lasting=lasting)
        return replace(choices, id=number)

    def forget(self, platform: str, person_id: str) -> None:
        """Let go in memory of what a person brought; the store was cleared."""
        self._attached.forget(platform, person_id)

    async def pick(
        self,
        offer_id: int,
        number: int,
        *,
        message_id: str,
        place: Place,
        person: Person,
        direct: bool,
    ) -> Message:
        """Make the message that the button stands for, as if the person had sent it.

        Raises `InputError` for a button that is gone or was pressed, `NotPermitted` for one that is
        somebody else's.
        """
        # A made up number may be larger than any database counts.
        offer = await self._store.offers.get(offer_id) if offer_id in _NUMBERS else None
        if offer is None or not 0 <= number < len(offer.choices):
            raise InputError(_GONE)
        elsewhere = place.server_key != offer.message.place.server_key
        # Another platform may give the same id to somebody else.
        foreign = place.platform != offer.message.place.platform
        # What one person was told in private they answer in private, which is no server.
        if foreign or (elsewhere and (offer.for_all or not direct)):
            raise InputError(_GONE)
        if not offer.for_all:
            if person.id != offer.message.person.id:
                raise NotPermitted(_OTHERS)
            # Whoever closes a form without sending it may press once more.
            form = offer.choices[number].form
            if not form and not await self._store.offers.pick(offer_id, number):
                raise InputError(_PICKED)
        asked = self._attached.restored(offer.message)
        # A question for all is put where all see what comes of it, whoever led to it.
        asked = replace(asked, private=asked.private and not (offer.for_all or direct))
        return _sent(offer.choices[number], asked, message_id, place, person, direct=direct)


def _sent(
    choice: Choice, asked: Message, message_id: str, place: Place, person: Person, *, direct: bool
) -> Message:
    return Message(
        id=message_id,
        place=place,
        person=person,
        text=choice.text,
        sent_at=datetime.now(UTC),
        attachments=asked.attachments,
        quotes=asked.quotes,
        command=choice.command,
        options=choice.options,
        direct=direct,
        approved=choice.approved,
        private=asked.private,
        form=choice.form,
    )
