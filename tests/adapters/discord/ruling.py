"""Admins of a server on Discord, who go through the menus and forms of `/settings`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from bot.core import Bot
from bot.messages import Place
from bot.settings import Values
from tests.adapters.discord.conftest import Stage
from tests.doubles.discord import Channel, DiscordDouble, File, Message, Permission, Person, Server
from tests.doubles.discord.interactions import Interaction
from tests.doubles.openai import OpenAIDouble


class Office:
    """A server with Alice, who manages it, Bob, who does not, and a second server of Alice's."""

    def __init__(self, stage: Stage, bot: Bot, elsewhere: Server) -> None:
        self.stage = stage
        self.elsewhere = elsewhere
        self.bot = bot
        self.alice = stage.alice
        self.bob = stage.discord.user("Bob")
        self.server = stage.server
        self.server.adds(self.bob)
        self.staff = self.server.role("Staff", Permission.MANAGE_GUILD)
        self.server.gives(self.alice, self.staff)
        elsewhere.gives(self.alice, elsewhere.role("Boss", Permission.MANAGE_GUILD))
        self._numbers = count(1)

    def room(self) -> Channel:
        """A channel that no other test has seen."""
        return self.server.channel(f"room-{next(self._numbers)}")

    async def values(self, channel: Channel) -> Values:
        """What counts in a channel."""
        assert channel.guild is not None
        return await self.bot.values(Place("discord", str(channel.guild.id), str(channel.id)))

    async def asks(self, channel: Channel, who: Person | None = None, **options: Any) -> str:
        """Use `/settings`; returns all that it says to the person."""
        used = await (who or self.alice).slash(channel, "settings", **options)
        return await self.told(used)

    async def told(self, used: Interaction) -> str:
        """All that an interaction says, once it says no more."""
        await used.answered()
        return "\n".join(one.content for one in used.messages)

    async def shown(self, channel: Channel, name: str, who: Person | None = None) -> Message:
        """The message of `/settings NAME` under which it can be changed."""
        used = await (who or self.alice).slash(channel, "settings", name=name)
        return await with_label(self.stage, used, "Change it")

    async def form(
        self, channel: Channel, name: str, where: str = "in this channel"
    ) -> Interaction:
        """Open the form of a setting."""
        shown = await self.shown(channel, name)
        opened = await self.alice.clicks(shown, f"Change it {where}")
        await self.stage.discord.until(lambda: opened.modal is not None)
        return opened

    async def sends(self, opened: Interaction, who: Person | None = None, **fields: Any) -> str:
        """Send a form off; returns what the bot says to that."""
        sent = await (who or self.alice).submits_modal(opened, **fields)
        return (await sent.answered()).content

    async def imports(
        self, channel: Channel, text: str | bytes, who: Person | None = None
    ) -> Interaction:
        """Give a file to `/settings import`."""
        data = text.encode() if isinstance(text, str) else text
        file = File("settings.yaml", data, "application/yaml")
        return await (who or self.alice).slash(channel, "settings", action="import", file=file)


def fields(opened: Interaction) -> dict[str, dict[str, Any]]:
    """What is to be filled in, by custom id, each with its label."""
    assert opened.modal is not None
    return {
        one["component"]["custom_id"]: one["component"] | {"label": one["label"]}
        for one in opened.modal["components"]
    }


def given(field: dict[str, Any]) -> list[str]:
    """The ids that a list begins with."""
    return [str(one["id"]) for one in field.get("default_values", ())]


def labels(message: Message) -> list[str]:
    """What can be pressed under a message, and what is in its lists."""
    items = [item for row in message.shown.components for item in row["components"]]
    return [
        *(item.get("label") or "" for item in items),
        *(one["label"] for item in items for one in item.get("options", ())),
    ]


async def with_label(stage: Stage, used: Interaction, beginning: str) -> Message:
    """The message that comes of it, once something under it begins so."""

    def found() -> list[Message]:
        return [
            one for one in used.messages if any(each.startswith(beginning) for each in labels(one))
        ]

    await stage.discord.until(lambda: bool(found()), seconds=60)
    return found()[-1]


@asynccontextmanager
async def office(folder: Path, **settings: Any) -> AsyncIterator[Office]:
    """The bot in two servers, while the context lasts."""
    async with OpenAIDouble(lenient=True) as api, DiscordDouble() as discord:
        stage = Stage(discord, api, folder)
        elsewhere = discord.guild("Coffee house", stage.alice)
        async with stage.running(**settings) as bot:
            yield Office(stage, bot, elsewhere)
