"""Slack as a hall for admins and others."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from bot.messages import Place
from tests.adapters.dialogue import Seen
from tests.adapters.hall import SECONDS, Hall
from tests.adapters.slack.stage import at_work
from tests.adapters.slack.test_choices import labels
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, Message, Person, SlackDouble


class SlackHall(Hall):
    """A workspace with the bot in it."""

    platform = "slack"

    def __init__(
        self, slack: SlackDouble, api: OpenAIDouble, folder: Path, settings: dict[str, Any]
    ) -> None:
        self.slack, self.api, self.folder = slack, api, folder
        self.room: Channel = slack.channel("general")
        self._settings = settings
        self._stack = AsyncExitStack()
        self._numbers = count(1)

    async def start(self) -> None:
        work = at_work(self.slack, self.folder, self.api, **self._settings)
        self.bot = await self._stack.enter_async_context(work)

    async def close(self) -> None:
        await self._stack.aclose()

    async def restart(self) -> None:
        await self.close()
        await self.start()

    async def enter(self) -> None:
        self.room = self.slack.channel(f"room-{next(self._numbers)}")

    async def somebody(self, *, admin: bool = False) -> Person:
        name = f"{'Boss' if admin else 'Sam'}{next(self._numbers)}"
        person = self.slack.user(name, admin=admin)
        await person.joins(self.room)
        return person

    async def demote(self, who: Person) -> None:
        who.user.is_admin = False
        # Slack tells of every change of somebody.
        await who.calls_self(f"No{who.user.real_name}")

    async def desk(self, *members: Person) -> Channel:
        return self.slack.channel(f"desk-{next(self._numbers)}", *members, private=True)

    async def say(self, who: Person, line: str, where: Channel | None = None) -> None:
        if line.startswith("/"):
            name, _, rest = line.partition(" ")
            await who.slash(name, rest, where or self.room)
        else:
            await who.says(where or self.room, f"<@BOT> {line}")

    async def chat(self, who: Person, text: str) -> Message:
        return await who.says(self.room, text)

    async def press(self, who: Person, label: str, where: Channel, *, of: Person) -> None:
        message = [one for one in self._of(of, where) if label in labels(one)][-1]
        # One that is for `of` alone is shown to nobody else: whoever presses it made it up.
        owner = message.only_for
        if owner is not None:
            message.only_for = who.user
        try:
            await who.presses(message, label)
        finally:
            message.only_for = owner

    def sees(self, who: Person, where: Channel | None = None) -> Seen:
        messages = self._of(who, where or self.room)
        files = {file.name: file.data for one in messages for file in one.shown.files}
        pressed = tuple(label for one in messages for label in labels(one))
        return Seen("\n".join(one.content for one in messages), files, pressed)

    def direct(self, who: Person) -> Channel:
        return who.dm

    async def until(self, true: Callable[[], bool]) -> None:
        await self.slack.until(true, seconds=SECONDS)

    def id(self, what: Person | Channel) -> str:
        return what.id

    @property
    def place(self) -> Place:
        return Place("slack", self.slack.workspace.id, self.room.id)

    def _of(self, person: Person, channel: Channel) -> list[Message]:
        return [one for one in person.sees(channel) if one.author.is_bot]


@asynccontextmanager
async def slack_hall(api: OpenAIDouble, folder: Path, **settings: Any) -> AsyncIterator[SlackHall]:
    """Start the bot in a workspace."""
    async with SlackDouble() as slack:
        hall = SlackHall(slack, api, folder, settings)
        await hall.start()
        try:
            yield hall
        finally:
            await hall.close()
