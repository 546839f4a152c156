"""Workspaces, organizations that hold several, and where the app is installed."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.doubles.slack.users import User

if TYPE_CHECKING:
    from tests.doubles.slack.channels import Channel


@dataclass(slots=True, eq=False)
class Enterprise:
    """An organization of Enterprise Grid."""

    id: str
    name: str


@dataclass(slots=True, eq=False)
class Workspace:
    """A workspace with its people and channels by id."""

    id: str
    name: str
    domain: str
    enterprise: Enterprise | None = None
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, "Channel"] = field(default_factory=dict)

    @property
    def enterprise_id(self) -> str | None:
        """The id of the organization, None outside of Enterprise Grid."""
        return self.enterprise.id if self.enterprise else None

    def __repr__(self) -> str:
        return f"<workspace {self.name} {self.id}>"


@dataclass(slots=True, eq=False)
class Installation:
    """The app in one workspace, or (`enterprise`) in all workspaces of an organization.

    `token` changes with every rotation; `expires_at` is in seconds since 1970, None for never.
    """

    workspaces: list[Workspace]
    bot: User
    token: str
    scopes: tuple[str, ...]
    installer: User | None = None
    enterprise: Enterprise | None = None
    refresh_token: str | None = None
    expires_at: float | None = None
    revoked: bool = False

    @property
    def workspace(self) -> Workspace:
        """The workspace, or the first one of the organization."""
        return self.workspaces[0]

    @property
    def is_expired(self) -> bool:
        """Whether the token has to be refreshed."""
        return self.expires_at is not None and self.expires_at <= time.time()

    def channels(self) -> Iterator["Channel"]:
        """Go through the channels of everywhere it is installed."""
        for workspace in self.workspaces:
            yield from workspace.channels.values()

    def channel(self, channel_id: str) -> "Channel | None":
        """Return a channel by its id."""
        for workspace in self.workspaces:
            if channel_id in workspace.channels:
                return workspace.channels[channel_id]
        return None

    def user(self, user_id: str) -> User | None:
        """Return a member by the id."""
        for workspace in self.workspaces:
            if user_id in workspace.users:
                return workspace.users[user_id]
        return None
