"""Discord as one of the doors to a dialogue: slash commands, and words after a mention."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from bot.commands.parse import parse
from bot.core import Bot
from tests.adapters.cases import models
from tests.adapters.dialogue import SECONDS, Door, Seen, Upload
from tests.adapters.discord.conftest import Stage, buttons
from tests.doubles.discord import Channel, DiscordDouble, File, Message, Person
from tests.doubles.openai import OpenAIDouble


class DiscordDoor(Door):
    """A server with Alice, Bob and its owner, and a channel for each dialogue."""

    name = "discord"

    def __init__(self, stage: Stage, bot: Bot, bob: Person, boss: Person) -> None:
        self.api = stage.api
        self.stage = stage
        self._bot = bot
        self._bob = bob
        self._boss = boss
        self._numbers = count(1)
        self.channel: Channel = stage.channel

    async def enter(self) -> None:
        self.channel = self.stage.server.channel(f"room-{next(self._numbers)}")

    async def say(self, line: str, uploads: Sequence[Upload] = (), *, admin: bool = False) -> None:
        who = self._boss if admin else self.stage.alice
        files = [File(each.name, each.data, pretended_size=each.pretended_size) for each in uploads]
        if not line.startswith("/"):
            await who.says(self.channel, f"{self.stage.discord.bot.mention} {line}", files=files)
            return
        command, options = parse(line, self._bot.commands)
        given = {each.option: file for each, file in zip(uploads, files, strict=True)}
        await who.slash(self.channel, command.name, **{**options, **given})

    async def press(self, label: str) -> None:
        (message,) = [one for one in self._of(self.stage.alice) if label in buttons(one)][-1:]
        await self.stage.alice.clicks(message, label)

    def seen(self) -> Seen:
        return _seen(self._of(self.stage.alice))

    def seen_by_others(self) -> Seen:
        return _seen(self._of(self._bob))

    def seen_by_admin(self) -> Seen:
        return _seen(self._of(self._boss))

    async def until(self, true: Callable[[], bool]) -> None:
        await self.stage.discord.until(true, seconds=SECONDS)

    def _of(self, person: Person) -> list[Message]:
        said = person.sees(self.channel)
        return [one for one in said if one.author is self.stage.discord.bot and not one.is_loading]


def _seen(messages: Iterable[Message]) -> Seen:
    messages = list(messages)
    files = {file.name: file.data for one in messages for file in one.shown.attachments}
    pressed = [label for one in messages for label in sorted(buttons(one))]
    return Seen("\n".join(one.content for one in messages), files, tuple(pressed))


@asynccontextmanager
async def discord_door(api: OpenAIDouble, folder: Path) -> AsyncIterator[DiscordDoor]:
    """Start the bot in a server."""
    async with DiscordDouble() as discord:
        stage = Stage(discord, api, folder)
        bob, boss = discord.user("Bob"), discord.user("Boss")
        stage.server.adds(bob)
        stage.server.adds(boss)
        stage.server.guild.owner = boss.account
        async with stage.running(models=models()) as bot:
            yield DiscordDoor(stage, bot, bob, boss)
