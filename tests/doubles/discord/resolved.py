"""What the options and menus of an interaction point at, in full.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-resolved-data-structure
"""

from typing import TYPE_CHECKING, Any

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.files import File, attach
from tests.doubles.discord.guilds import Guild, Role
from tests.doubles.discord.messages import Message
from tests.doubles.discord.permissions import in_channel
from tests.doubles.discord.users import User
from tests.doubles.discord.wire import people, places

if TYPE_CHECKING:
    from tests.doubles.discord.world import World

Json = dict[str, Any]


class Resolved:
    """Collects what is pointed at, for a person in a channel."""

    def __init__(self, world: "World", channel: Channel, person: User) -> None:
        self._world = world
        self._where = channel
        self._person = person
        self._kept: dict[str, Json] = {}

    def write(self) -> dict[str, Json]:
        """Return what was collected, empty for nothing."""
        return {"resolved": self._kept} if self._kept else {}

    def file(self, file: File) -> str:
        """Add a file; return its id."""
        attached = attach(file, self._world.ids.new(), ephemeral=True)
        shown = self._world.writer.attachment(self._where.id, attached)
        return self._keep("attachments", attached.id, shown)

    def channel(self, channel: Channel) -> str:
        """Add a channel; return its id."""
        granted = people.bits(in_channel(channel, self._person))
        shown = places.channel(channel) | {"permissions": granted}
        return self._keep("channels", channel.id, shown)

    def mentionable(self, value: Any) -> str:
        """Add a person or a role; return its id."""
        if isinstance(value, Role):
            return self._keep("roles", value.id, people.role(value))
        who: User = value if isinstance(value, User) else value.account
        guild = self._where.guild
        if guild is not None and who.id in guild.members:
            self._keep("members", who.id, self._member(guild, who))
        return self._keep("users", who.id, people.user(who))

    def message(self, message: Message) -> str:
        """Add a message, with its content whatever the intents are; return its id."""
        return self._keep("messages", message.id, self._world.writer.write(message))

    def _member(self, guild: Guild, who: User) -> Json:
        granted = in_channel(self._where, who)
        return people.partial_member(guild.members[who.id], permissions=granted)

    def _keep(self, kind: str, key: int, shown: Json) -> str:
        self._kept.setdefault(kind, {})[str(key)] = shown
        return str(key)
