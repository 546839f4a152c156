"""Discord as a hall for admins and others."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from bot.commands.parse import parse
from bot.messages import Place
from tests.adapters.dialogue import Seen
from tests.adapters.discord.conftest import Stage, buttons
from tests.adapters.hall import SECONDS, Hall
from tests.doubles.discord import Channel, DiscordDouble, Message, Permission, Person
from tests.doubles.openai import OpenAIDouble


class DiscordHall(Hall):
    """A server whose bot may moderate, and a role for admins."""

    platform = "discord"

    def __init__(self, stage: Stage, settings: dict[str, Any]) -> None:
        self.stage, self.api, self.folder = stage, stage.api, stage.folder
        self.room: Channel = stage.channel
        self._settings = settings
        self._stack = AsyncExitStack()
        self._numbers = count(1)
        self._staff = stage.server.role("Staff", Permission.MANAGE_GUILD)

    async def start(self) -> None:
        self.bot = await self._stack.enter_async_context(self.stage.running(**self._settings))

    async def close(self) -> None:
        await self._stack.aclose()

    async def restart(self) -> None:
        await self.close()
        await self.start()

    async def enter(self) -> None:
        self.room = self.stage.server.channel(f"room-{next(self._numbers)}")

    async def somebody(self, *, admin: bool = False) -> Person:
        person = self.stage.discord.user(f"{'Boss' if admin else 'Sam'}{next(self._numbers)}")
        self.stage.server.adds(person, roles=(self._staff,) if admin else ())
        return person

    async def demote(self, who: Person) -> None:
        self.stage.server.takes(who, self._staff)

    async def desk(self, *members: Person) -> Channel:
        name = f"desk-{next(self._numbers)}"
        return self.stage.server.private_channel(name, *members, self.stage.discord.bot)

    async def say(self, who: Person, line: str, where: Channel | None = None) -> None:
        if not line.startswith("/"):
            await who.says(where or self.room, f"{self.stage.discord.bot.mention} {line}")
            return
        command, options = parse(line, self.bot.commands)
        await who.slash(where or self.room, command.name, **options)

    async def chat(self, who: Person, text: str) -> Message:
        return await who.says(self.room, text)

    async def press(self, who: Person, label: str, where: Channel, *, of: Person) -> None:
        message = [one for one in self._of(of, where) if label in buttons(one)][-1]
        # One that is for `of` alone is shown to nobody else: whoever presses it made it up.
        owner = message.only_for
        if owner is not None:
            message.only_for = who.account
        try:
            await who.clicks(message, label)
        finally:
            message.only_for = owner

    def sees(self, who: Person, where: Channel | None = None) -> Seen:
        messages = self._of(who, where or self.room)
        files = {file.name: file.data for one in messages for file in one.shown.attachments}
        labels = tuple(label for one in messages for label in sorted(buttons(one)))
        return Seen("\n".join(one.content for one in messages), files, labels)

    def direct(self, who: Person) -> Channel:
        return self.stage.discord.dm(who)

    async def until(self, true: Callable[[], bool]) -> None:
        await self.stage.discord.until(true, seconds=SECONDS)

    def id(self, what: Person | Channel) -> str:
        return str(what.id)

    @property
    def place(self) -> Place:
        return Place("discord", str(self.stage.server.id), str(self.room.id))

    def _of(self, person: Person, channel: Channel) -> list[Message]:
        said = person.sees(channel)
        return [one for one in said if one.author is self.stage.discord.bot and not one.is_loading]


@asynccontextmanager
async def discord_hall(
    api: OpenAIDouble, folder: Path, **settings: Any
) -> AsyncIterator[DiscordHall]:
    """Start the bot in a server."""
    async with DiscordDouble() as discord:
        hall = DiscordHall(Stage(discord, api, folder), settings)
        given = Permission.MANAGE_MESSAGES | Permission.MODERATE_MEMBERS | Permission.VIEW_CHANNEL
        role = hall.stage.server.role("Moderation", given)
        hall.stage.server.gives(discord.bot, role)
        await hall.start()
        # An admin may open to all what is for admins; the bot looks at the right by itself.
        hall.stage.server.opens_command("moderation")
        try:
            yield hall
        finally:
            await hall.close()
