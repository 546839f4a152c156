"""A stand-in for Discord that speaks REST v10, gateway and CDN on loopback.

async with DiscordDouble() as discord:
    alice = discord.user("Alice")
    server = discord.guild("Tea house", alice, permissions=Permission.MANAGE_MESSAGES)
    channel = server.channel("general")
    with pointed_at(discord):
        ...  # make the client and start it with discord.token
    await discord.connected()
    question = await alice.says(channel, f"{discord.bot.mention} Hello?", files=[File("a.txt")])
    await discord.until(lambda: channel.last.author is discord.bot)
    assert channel.last.texts[-1] == "Hello, Alice."     # .versions with times, .pings, .reactions
    used = await alice.slash(channel, "translate", text="tea", language="French")
    shown = await used.answered()
    await alice.clicks(shown, "👍")                       # by custom id, label or emoji
    await discord.gateway.drop()                         # .lose(), .invalidate(), .away(lost=True)
    discord.fail(Lost(502), on="POST */messages")        # Status, Reset, Slow, Limited
    discord.limits.enforce()
    discord.rules.acknowledge_within = 0.1
    assert "forbidden" not in " ".join(discord.shown())  # whatever the bot ever showed to anybody
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
