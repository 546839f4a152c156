"""Lets another process look at the double and use it, over HTTP at /control and /record."""

from itertools import cycle
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.json import decode

from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.faults import Status
from tests.doubles.slack.people import Person
from tests.doubles.slack.timing import ask

if TYPE_CHECKING:
    from tests.doubles.slack.server import SlackDouble


class Place(Struct):
    """A channel with somebody who is there."""

    channel: str
    person: str


class Question(Struct):
    """What somebody asks; the answer is done when a text ends with `until`.

    "<@BOT>" stands for the bot; `thread` is the timestamp of a root.
    """

    person: str
    channel: str
    text: str
    until: str = ""
    seconds: float = 60
    thread: str | None = None


class Result(Struct):
    """What a question led to; times are on the clock of `time.monotonic`, in every process."""

    ts: str
    asked_at: float
    first_at: float
    done_at: float
    versions: int
    texts: list[str]


class Trouble(Struct):
    """What is to befall the bot.

    `do` is "drop" or "refresh" (connections), "enforce" or "lift" (limits), "twice" (every event,
    `status` 0 for unmarked), "retry" (in `seconds`), or "fail" (methods `on` with a `status`).
    """

    do: str
    status: int = 500
    on: str = "*"
    times: int = 1
    seconds: float = 0


class Control:
    """What can be done from elsewhere."""

    def __init__(self, double: "SlackDouble") -> None:
        self._double = double

    async def serve(self, path: str, body: bytes) -> Any:
        """Do something; return what is to be said of it."""
        match path:
            case "/record":
                return self.summary()
            case "/control/places":
                return self.places()
            case "/control/say":
                return {"ts": await self.say(decode(body, type=Question))}
            case "/control/ask":
                return await self.ask(decode(body, type=Question))
            case "/control/trouble":
                return await self.trouble(decode(body, type=Trouble))
        return {"error": f"there is no {path}"}

    def summary(self) -> dict[str, Any]:
        """Return the counts."""
        double = self._double
        return double.record.summary() | {
            "connections": len(double.sockets.lines),
            "connected": double.sockets.connected,
            "refused": double.sockets.refused,
            "statuses_standing": len(double.agents.standing),
            "sessions_processing": len(double.agents.processing),
            "bot": double.bot.id,
            "team": double.workspace.id,
        }

    def places(self) -> list[Place]:
        """Return the channels in which the bot is, each with somebody, in turn."""
        workspace = self._double.workspace
        people = [user.id for user in workspace.users.values() if not user.is_bot]
        channels = [each.id for each in workspace.channels.values() if each.kind is not Kind.IM]
        return list(map(Place, channels, cycle(people)))

    async def say(self, said: Question) -> str:
        """Say something; return the timestamp of the message."""
        channel = self._channel(said)
        message = await self._person(said).says(channel, said.text, thread=said.thread)
        return message.ts

    async def ask(self, asked: Question) -> Result:
        """Ask, and wait for the answer."""
        timed = await ask(
            self._person(asked),
            self._channel(asked),
            asked.text,
            done=lambda text: bool(text) and text.endswith(asked.until),
            thread=asked.thread,
            seconds=asked.seconds,
        )
        texts = [message.content for message in timed.messages]
        at = (timed.asked_at, timed.first_at, timed.done_at)
        return Result(timed.question.ts, *at, timed.versions, texts)

    async def trouble(self, trouble: Trouble) -> None:
        """Let something befall the bot."""
        double = self._double
        match trouble.do:
            case "drop":
                await double.sockets.drop()
            case "refresh":
                await double.sockets.disconnect()
            case "enforce":
                double.limits.enforce()
            case "lift":
                double.limits.lift()
            case "twice":
                double.deliveries.twice = "marked" if trouble.status else "unmarked"
            case "retry":
                double.rules.retries = (trouble.seconds,) * 5
            case "fail":
                double.fail(Status(trouble.status), on=trouble.on, times=trouble.times)

    def _person(self, asked: Question) -> Person:
        return Person(self._double.workspace.users[asked.person], self._double.parts)

    def _channel(self, asked: Question) -> Channel:
        if asked.channel == "dm":
            return self._person(asked).dm
        return self._double.workspace.channels[asked.channel]
