"""Admins of a workspace on Slack, who go through the menus and forms of `/settings`."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from bot.core import Bot
from bot.messages import Place
from bot.settings import Values
from tests.adapters.slack.stage import at_work
from tests.adapters.slack.test_choices import labels
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, File, Message, Person, SlackDouble
from tests.doubles.slack.views import View

SECONDS = 60.0


class Office:
    """A workspace with an admin, and with Bob, who is none."""

    def __init__(self, slack: SlackDouble, bot: Bot) -> None:
        self.slack = slack
        self.bot = bot
        self.boss = slack.user("Boss", admin=True)
        self.bob = slack.user("Bob")
        self._numbers = count(1)

    async def room(self) -> Channel:
        """A channel that no other test has seen, with both."""
        room = self.slack.channel(f"room-{next(self._numbers)}", self.bob)
        await self.boss.joins(room)
        return room

    async def values(self, channel: Channel) -> Values:
        """What counts in a channel."""
        return await self.bot.values(Place("slack", self.slack.workspace.id, channel.id))

    async def tells(
        self, room: Channel, who: Person, fits: Callable[[Message], bool], seen: int = 0
    ) -> Message:
        """The newest message in a channel, for the person, that fits and was not seen before."""

        def found() -> list[Message]:
            said = [one for one in who.sees(room) if one.author.is_bot]
            return [one for one in said[seen:] if fits(one)]

        await self.slack.until(lambda: bool(found()), seconds=SECONDS)
        return found()[-1]

    def seen(self, room: Channel, who: Person) -> int:
        """How many messages of the bot a person has seen in a channel."""
        return sum(one.author.is_bot for one in who.sees(room))

    async def asks(
        self, room: Channel, line: str, who: Person | None = None, *, told: str = ""
    ) -> str:
        """Use `/settings`; returns the first message of what it says, or the one with `told`."""
        person = who or self.boss
        before = self.seen(room, person)
        await person.slash("/settings", line, room)
        said = await self.tells(room, person, lambda one: told in one.content, before)
        return said.content

    async def presses(self, message: Message, label: str, who: Person | None = None) -> None:
        """Press the button whose label begins so."""
        found = next(one for one in labels(message) if one.startswith(label))
        await (who or self.boss).presses(message, found)

    async def shown(self, room: Channel, name: str, who: Person | None = None) -> Message:
        """The message of `/settings NAME` under which it can be changed."""
        person = who or self.boss
        before = self.seen(room, person)
        await person.slash("/settings", name, room)
        return await self.tells(room, person, offers("Change it"), before)

    async def form(
        self, room: Channel, name: str, where: str = "in this channel", who: Person | None = None
    ) -> View:
        """Open the form of a setting."""
        person = who or self.boss
        if person.modal is not None:
            await person.closes(person.modal)
        await self.presses(await self.shown(room, name, person), f"Change it {where}", person)
        await self.slack.until(lambda: person.modal is not None, seconds=SECONDS)
        assert person.modal is not None
        return person.modal

    async def sends(
        self, room: Channel, view: View, who: Person | None = None, **given: Any
    ) -> str:
        """Send a form off; returns what the bot says to that."""
        person = who or self.boss
        before = self.seen(room, person)
        await person.submits(view, given.pop("values", {}), **given)
        if view.is_open:
            (problem,) = view.errors.values()
            await person.closes(view)
            return problem
        return (await self.tells(room, person, lambda one: bool(one.content), before)).content

    async def imports(self, room: Channel, text: str | bytes, who: Person | None = None) -> int:
        """Give a file to `/settings import`; returns how many messages were seen before."""
        person = who or self.boss
        before = self.seen(room, person)
        data = text.encode() if isinstance(text, str) else text
        file = File("settings.yaml", data)
        await person.says(room, "<@BOT> /settings import", files=[file])
        return before


def offers(beginning: str) -> Callable[[Message], bool]:
    """Whether something can be pressed that begins so."""
    return lambda message: any(label.startswith(beginning) for label in labels(message))


def fields(view: View) -> dict[str, dict[str, Any]]:
    """What is to be filled in, by the id of its block, each with its label."""
    return {
        block["block_id"]: block["element"] | {"label": block["label"]["text"]}
        for block in view.blocks
        if block["type"] == "input"
    }


@asynccontextmanager
async def office(folder: Path, **settings: Any) -> AsyncIterator[Office]:
    """The bot in a workspace, while the context lasts."""
    async with (
        OpenAIDouble(lenient=True) as api,
        SlackDouble() as slack,
        at_work(slack, folder, api, **settings) as bot,
    ):
        yield Office(slack, bot)
