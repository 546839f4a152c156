"""Users, and what they are in a server."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.doubles.discord.guilds import Role


@dataclass(slots=True, eq=False)
class User:
    """An account, of a person or of a bot."""

    id: int
    name: str
    global_name: str | None = None
    bot: bool = False
    locale: str = "en-US"
    # The address of a picture, of what a webhook says.
    picture: str | None = None
    # The application that this person has installed for use everywhere.
    has_installed: bool = False
    # Whether direct messages of the bot arrive: https://support.discord.com error 50007.
    takes_dms: bool = True

    @property
    def mention(self) -> str:
        """How the user is mentioned in a message."""
        return f"<@{self.id}>"

    @property
    def shown(self) -> str:
        """The name that is shown where there is no nick."""
        return self.global_name or self.name


@dataclass(slots=True, eq=False)
class Member:
    """A user in a server."""

    user: User
    joined_at: float
    nick: str | None = None
    roles: list["Role"] = field(default_factory=list)
    timed_out_until: float = 0
