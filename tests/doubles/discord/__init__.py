"""A stand-in for Discord that speaks REST v10, gateway and CDN on loopback.

async with DiscordDouble() as discord:
    alice = discord.user("Alice")
    server = discord.guild("Tea house", alice)
    channel = server.channel("general")
    with pointed_at(discord):
        ...  # start the bot with discord.token
    await discord.connected()
    question = await alice.says(channel, f"{discord.bot.mention} Hello?")
    await discord.until(lambda: channel.last.author is discord.bot)
    assert channel.last.texts[-1] == "Hello, Alice."
"""

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.faults import Limited, Lost, Reset, Slow, Status
from tests.doubles.discord.files import File
from tests.doubles.discord.guilds import Guild, Role
from tests.doubles.discord.interactions import Interaction
from tests.doubles.discord.kinds import ChannelKind, Intent, MessageFlag, MessageKind
from tests.doubles.discord.messages import Attachment, Message, Version
from tests.doubles.discord.people import Person
from tests.doubles.discord.permissions import Permission
from tests.doubles.discord.pointing import pointed_at
from tests.doubles.discord.server import TOKEN, DiscordDouble
from tests.doubles.discord.servers import Server
from tests.doubles.discord.users import User

__all__ = [
    "TOKEN",
    "Attachment",
    "Channel",
    "ChannelKind",
    "DiscordDouble",
    "File",
    "Guild",
    "Intent",
    "Interaction",
    "Limited",
    "Lost",
    "Message",
    "MessageFlag",
    "MessageKind",
    "Permission",
    "Person",
    "Reset",
    "Role",
    "Server",
    "Slow",
    "Status",
    "User",
    "Version",
    "pointed_at",
]
