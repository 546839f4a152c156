"""Everything there is: workspaces with people and channels, the app, and where it is installed."""

import secrets
import time
from collections.abc import Iterable
from typing import Any

from tests.doubles.changes import Changes
from tests.doubles.slack.app import App
from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.events import Event, Listener
from tests.doubles.slack.files import File, StoredFile, type_of
from tests.doubles.slack.ids import Ids
from tests.doubles.slack.rules import Rules
from tests.doubles.slack.users import User
from tests.doubles.slack.wire.messages import MessageWriter
from tests.doubles.slack.workspaces import Enterprise, Installation, Workspace

Json = dict[str, Any]


class World:
    """All things, and whoever listens to what happens."""

    def __init__(self, app: App, rules: Rules) -> None:
        self.app = app
        self.rules = rules
        self.ids = Ids()
        self.changes = Changes()
        self.writer = MessageWriter()
        self.workspaces: dict[str, Workspace] = {}
        self.files: dict[str, StoredFile] = {}
        # Every token there has ever been; those that are revoked stay known.
        self.installations: dict[str, Installation] = {}
        self.listeners: list[Listener] = []
        # What people look at while the agent is open beside it.
        self.looking_at: dict[User, Json] = {}

    def emit(self, event: Event) -> None:
        """Tell the app that something happened, if it is installed there and subscribed."""
        found = self.installation(event.workspace)
        if found is not None and self.app.hears(event.name, found.scopes):
            for listener in self.listeners:
                listener(event)
        self.changes.changed()

    def new_workspace(self, name: str, enterprise: Enterprise | None = None) -> Workspace:
        """Make a workspace in which nobody is."""
        workspace = Workspace(self.ids.new("T"), name, name.lower().replace(" ", "-"), enterprise)
        self.workspaces[workspace.id] = workspace
        return workspace

    def new_user(self, workspace: Workspace, name: str, *, display: str | None = None) -> User:
        """Make a person; without a display name only the real name is shown."""
        handle = name.lower().replace(" ", ".")
        user = User(
            self.ids.new("U"),
            handle,
            workspace,
            name,
            display or "",
            email=f"{handle}@{workspace.domain}.example",
        )
        workspace.users[user.id] = user
        return user

    def new_channel(
        self, workspace: Workspace, name: str, kind: Kind, members: Iterable[User]
    ) -> Channel:
        """Make a channel."""
        channel = Channel(self.ids.new("D" if kind is Kind.IM else "C"), kind, workspace, name)
        channel.created = time.time()
        channel.members = {member.id: member for member in members}
        channel.creator = next(iter(channel.members.values()), None)
        workspace.channels[channel.id] = channel
        return channel

    def dm(self, user: User, other: User) -> Channel:
        """Return the direct conversation of two, opening it when needed."""
        for channel in user.workspace.channels.values():
            if channel.kind is Kind.IM and channel.has(user) and channel.has(other):
                return channel
        channel = self.new_channel(user.workspace, "", Kind.IM, (user, other))
        channel.peer = user if other.is_bot else other
        return channel

    def join(self, channel: Channel, user: User) -> None:
        """Let somebody become a member of a channel."""
        if not channel.has(user):
            channel.members[user.id] = user
            self._member("member_joined_channel", channel, user)

    def leave(self, channel: Channel, user: User) -> None:
        """Let somebody leave a channel."""
        if channel.has(user):
            self._member("member_left_channel", channel, user)
            del channel.members[user.id]

    def _member(self, name: str, channel: Channel, user: User) -> None:
        bot = self.bot(channel.workspace)
        if bot is not None and channel.has(bot):
            kind = "C" if channel.kind is Kind.PUBLIC else "G"
            self.tell(
                channel.workspace,
                name,
                user=user.id,
                channel=channel.id,
                channel_type=kind,
                team=channel.workspace.id,
            )

    def tell(self, workspace: Workspace, name: str, **data: Any) -> None:
        """Tell the app of something whose event is named as it is subscribed to."""
        event = {"type": name, **data, "event_ts": self.ids.ts()}
        self.emit(Event(workspace, name, event))

    def install(
        self,
        *workspaces: Workspace,
        scopes: Iterable[str] | None = None,
        token: str | None = None,
        enterprise: Enterprise | None = None,
    ) -> Installation:
        """Install the app in a workspace, or in those of an organization."""
        previous = self.installation(workspaces[0])
        bot = previous.bot if previous else self._new_bot(workspaces[0])
        for workspace in workspaces:
            workspace.users[bot.id] = bot
        installation = Installation(
            list(workspaces),
            bot,
            token or f"xoxb-{secrets.token_hex(12)}",
            tuple(self.app.scopes if scopes is None else scopes),
            enterprise=enterprise,
        )
        self.installations[installation.token] = installation
        return installation

    def _new_bot(self, workspace: Workspace) -> User:
        bot = self.new_user(workspace, self.app.name)
        bot.bot_id, bot.app_id, bot.email = self.ids.new("B"), self.app.id, ""
        return bot

    def installation(self, workspace: Workspace) -> Installation | None:
        """Return the newest installation that holds in a workspace."""
        for installation in reversed(self.installations.values()):
            if workspace in installation.workspaces and not installation.revoked:
                return installation
        return None

    def bot(self, workspace: Workspace) -> User | None:
        """Return the bot's user in a workspace, None where it is not installed."""
        found = self.installation(workspace)
        return found.bot if found else None

    def keep(self, user: User, file: File) -> StoredFile:
        """Keep a file that is not shared anywhere yet."""
        stored = StoredFile(
            self.ids.new("F"),
            file.name,
            file.title or file.name,
            file.data,
            file.type or type_of(file.name),
            user,
            time.time(),
            file.pretended_size,
            file.hidden,
            file.voice_seconds,
        )
        self.files[stored.id] = stored
        return stored
