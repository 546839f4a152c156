"""Servers (guilds), with their roles, members and channels."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.doubles.discord.permissions import NONE, Permission

if TYPE_CHECKING:
    from tests.doubles.discord.channels import Channel
    from tests.doubles.discord.users import Member, User


@dataclass(slots=True, eq=False)
class Role:
    """A role of a server; one that came with a bot is that bot's (`of_bot`) and nobody else's."""

    id: int
    name: str
    permissions: Permission = NONE
    mentionable: bool = False
    position: int = 1
    of_bot: "User | None" = None

    @property
    def mention(self) -> str:
        """How the role is mentioned in a message."""
        return f"<@&{self.id}>"


@dataclass(frozen=True, slots=True)
class Emoji:
    """An emoji of a server."""

    id: int
    name: str
    animated: bool = False

    @property
    def reaction(self) -> str:
        """How it is named in a reaction."""
        return f"{self.name}:{self.id}"

    def __str__(self) -> str:
        return f"<{'a' if self.animated else ''}:{self.name}:{self.id}>"


@dataclass(frozen=True, slots=True)
class Sticker:
    """A sticker of a server; format 1 is PNG, 3 is Lottie."""

    id: int
    name: str
    description: str = ""
    tags: str = "wave"
    format: int = 1


@dataclass(slots=True, eq=False)
class Guild:
    """A server."""

    id: int
    name: str
    owner: "User"
    everyone: Role
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, "Member"] = field(default_factory=dict)
    channels: dict[int, "Channel"] = field(default_factory=dict)
    emojis: dict[int, Emoji] = field(default_factory=dict)
    stickers: dict[int, Sticker] = field(default_factory=dict)
    # The rules of AutoMod, as they are written.
    automod: dict[int, dict[str, Any]] = field(default_factory=dict)
    # Commands whose default permissions the admins have lifted in the server's settings.
    opened: set[str] = field(default_factory=set)

    def has(self, user: "User") -> bool:
        """Return whether somebody is a member."""
        return user.id in self.members

    @property
    def threads(self) -> list["Channel"]:
        """The threads of all channels."""
        return [channel for channel in self.channels.values() if channel.is_thread]
