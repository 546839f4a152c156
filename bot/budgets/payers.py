"""Who spends something, and which allowances count for them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.budgets.allowance import Allowance, Unit, Who
from bot.budgets.periods import Period
from bot.messages import Message, Person, Place
from bot.store import Spending


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose spending is one sum: a server, a channel of it with its threads, or a person in it."""

    server: str
    who: Who
    id: str


def subjects_of(spending: Spending) -> tuple[Subject, ...]:
    """The sums that something went into which is in the store: a thread counts for its channel."""
    server, channel = spending.server, "/".join(spending.channel.split("/")[:3])
    both = Subject(server, Who.SERVER, server), Subject(server, Who.CHANNEL, channel)
    if not spending.person:
        return both
    return *both, Subject(server, Who.PERSON, spending.person)


@dataclass(frozen=True, slots=True)
class Due:
    """An allowance, and whose spending counts against it."""

    allowance: Allowance
    subject: Subject


@dataclass(frozen=True, slots=True)
class Payer:
    """Whoever a request is made for; without a `person` it counts for the channel and the server.

    `server` and `channel` are the keys of the server and of the channel, `channel_id` is the
    platform's own id.
    """

    server: str
    channel: str
    channel_id: str
    person: str = ""
    roles: tuple[str, ...] = ()

    @classmethod
    def of(cls, message: Message) -> "Payer":
        """Whoever sent a message."""
        return cls.by(message.person, message.place)

    @classmethod
    def by(cls, person: Person, place: Place) -> "Payer":
        """A person in a place."""
        return replace(cls.at(place), person=person.id, roles=person.roles)

    @classmethod
    def at(cls, place: Place) -> "Payer":
        """Nobody in particular, for what the bot does by itself in a place."""
        channel = replace(place, thread=None)
        return cls(place.server_key, channel.key, place.channel)

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The sums that its spending goes into."""
        server = Subject(self.server, Who.SERVER, self.server)
        channel = Subject(self.server, Who.CHANNEL, self.channel)
        if not self.person:
            return server, channel
        return server, channel, Subject(self.server, Who.PERSON, self.person)

    def dues(self, allowances: Iterable[Allowance]) -> list[Due]:
        """What counts for this payer: of each unit and period one for each of its sums.

        One that names the person or the channel takes the place of the general one. That of a role
        takes the place of the one for each person; of several roles the most generous counts.
        """
        best: dict[tuple[Subject, Period, Unit], tuple[int, Allowance]] = {}
        by_kind = {subject.who: subject for subject in self.subjects}
        for allowance in allowances:
            rank = self._rank(allowance)
            subject = by_kind.get(Who.PERSON if allowance.who is Who.ROLE else allowance.who)
            if not rank or subject is None:
                continue
            key = subject, allowance.period, allowance.unit
            known, other = best.get(key, (0, allowance))
            if rank > known or (rank == known and allowance.amount > other.amount):
                best[key] = rank, allowance
        return [Due(allowance, subject) for (subject, *_), (_, allowance) in best.items()]

    def _rank(self, allowance: Allowance) -> int:
        """How closely an allowance is about this payer, 0 where it is not."""
        match allowance.who:
            case Who.ROLE:
                return 2 if allowance.id in self.roles else 0
            case Who.PERSON:
                named = self.person
            case Who.CHANNEL:
                named = self.channel_id
            case Who.SERVER:
                return 1
        if not allowance.id:
            return 1
        return 3 if allowance.id == named else 0
