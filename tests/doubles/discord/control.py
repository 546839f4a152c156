"""Lets another process look at the double and use it, over HTTP at /control and /record."""

from itertools import cycle
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.json import decode

from tests.doubles.discord.faults import Status
from tests.doubles.discord.timing import Timed, ask

if TYPE_CHECKING:
    from tests.doubles.discord.people import Person
    from tests.doubles.discord.server import DiscordDouble


class Place(Struct):
    """A channel with somebody who is there."""

    channel: int
    person: int


class Question(Struct):
    """What somebody asks; the answer is done when a text ends with `until`."""

    person: int
    channel: int
    text: str
    until: str = ""
    seconds: float = 60


class Result(Struct):
    """What a question led to; times are on the clock of `time.monotonic`, in every process."""

    asked_at: float
    first_at: float
    done_at: float
    versions: int
    texts: list[str]


class Trouble(Struct):
    """What is to befall the bot: drop, lose, reconnect, enforce (limits), or fail with a status."""

    do: str
    status: int = 500
    on: str = "*"
    times: int = 1


class Control:
    """What can be done from elsewhere."""

    def __init__(self, double: "DiscordDouble") -> None:
        self._double = double

    async def serve(self, path: str, body: bytes) -> Any:
        """Do something; return what is to be said of it."""
        match path:
            case "/record":
                return self.summary()
            case "/control/places":
                return self.places()
            case "/control/say":
                return {"id": str(await self.say(decode(body, type=Question)))}
            case "/control/ask":
                return await self.ask(decode(body, type=Question))
            case "/control/trouble":
                return await self.trouble(decode(body, type=Trouble))
        return {"error": f"there is no {path}"}

    def summary(self) -> dict[str, Any]:
        """Return the counts."""
        gateway = self._double.gateway
        return self._double.record.summary() | {
            "connected": gateway.connected,
            "identified": gateway.identified,
            "resumed": gateway.resumed,
            "commands": len(self._double.commands.of(None)),
            "bot": self._double.bot.id,
        }

    def places(self) -> list[Place]:
        """Return the channels of all servers, with somebody who is there, in turn."""
        people = self._double.people
        places: list[Place] = []
        for guild in self._double.world.guilds.values():
            here = [member for member in guild.members if member in people][1:]
            channels = [each for each in guild.channels.values() if not each.is_thread]
            places += map(Place, (each.id for each in channels), cycle(here))
        return places

    async def say(self, said: Question) -> int:
        """Say something; return the id of the message."""
        channel = self._double.world.channel(said.channel)
        return (await self._person(said.person).says(channel, said.text)).id

    async def ask(self, asked: Question) -> Result:
        """Ask, and wait for the answer."""
        channel = self._double.world.channel(asked.channel)
        timed: Timed = await ask(
            self._person(asked.person),
            channel,
            asked.text,
            done=lambda text: bool(text) and text.endswith(asked.until),
            seconds=asked.seconds,
        )
        texts = [message.content for message in timed.messages]
        return Result(timed.asked_at, timed.first_at, timed.done_at, timed.versions, texts)

    async def trouble(self, trouble: Trouble) -> None:
        """Let something befall the bot."""
        gateway = self._double.gateway
        match trouble.do:
            case "drop":
                await gateway.drop()
            case "lose":
                await gateway.lose()
            case "reconnect":
                gateway.ask_to_reconnect()
            case "enforce":
                self._double.limits.enforce()
            case "fail":
                fault = Status(trouble.status)
                self._double.fail(fault, on=trouble.on, times=trouble.times)

    def _person(self, person_id: int) -> "Person":
        return self._double.people[person_id]
