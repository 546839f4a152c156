"""People and bots."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.doubles.slack.workspaces import Workspace


@dataclass(slots=True, eq=False)
class User:
    """A member of a workspace; a bot has a `bot_id`.

    `name` is the handle, `display_name` may be empty, as it is for whoever never set one.
    """

    id: str
    name: str
    workspace: "Workspace"
    real_name: str
    display_name: str = ""
    email: str = ""
    bot_id: str | None = None
    app_id: str | None = None
    is_admin: bool = False
    is_owner: bool = False
    is_guest: bool = False
    deleted: bool = False
    tz: str = "Europe/Amsterdam"
    tz_offset: int = 3600
    locale: str = "en-US"

    @property
    def mention(self) -> str:
        """How the user is mentioned in a message."""
        return f"<@{self.id}>"

    @property
    def shown(self) -> str:
        """The name that people see."""
        return self.display_name or self.real_name

    @property
    def is_bot(self) -> bool:
        """Whether it is a bot."""
        return self.bot_id is not None

    def __repr__(self) -> str:
        return f"<{self.shown} {self.id}>"
