"""The world of a double as a test sets it up: workspaces, people, channels, the app."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.doubles.slack import looking
from tests.doubles.slack.agents import Agents
from tests.doubles.slack.app import App
from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.deliveries import Deliveries, Http, Sockets
from tests.doubles.slack.hooks import Hooks
from tests.doubles.slack.installing import Installing
from tests.doubles.slack.parts import Parts
from tests.doubles.slack.people import Person
from tests.doubles.slack.record import Record
from tests.doubles.slack.rules import Rules
from tests.doubles.slack.storage import Storage
from tests.doubles.slack.talk import Talk
from tests.doubles.slack.users import User
from tests.doubles.slack.views import Views
from tests.doubles.slack.workspaces import Enterprise, Workspace
from tests.doubles.slack.world import World

BOT_TOKEN = "xoxb-double-0123456789abcdef"
APP_TOKEN = "xapp-double-0123456789abcdef"
SIGNING_SECRET = "0123456789abcdef0123456789abcdef"
CLIENT_ID = "1111.2222"
CLIENT_SECRET = "fedcba9876543210fedcba9876543210"


class Stage:
    """Everything there is, with the app installed in one workspace.

    `rules`, `agents`, `storage`, `views` and `installing` are the parts that a test may look at or
    change; `sockets` and `http` are the two ways to the app, and `record` is what happened on them.
    """

    def __init__(self, *, scopes: Iterable[str] | None = None) -> None:
        self.rules = Rules()
        self.app = App(
            "A0DOUBLE01", "Causerie", APP_TOKEN, SIGNING_SECRET, CLIENT_ID, CLIENT_SECRET
        )
        self.world = World(self.app, self.rules)
        self.record = Record(self.world.changes)
        self.sockets = Sockets(self.world)
        self.http = Http(self.app.signing_secret)
        self.deliveries = Deliveries(self.world, self.record, self.sockets)
        self.world.listeners.append(self.deliveries.hear)
        talk = Talk(self.world)
        self.agents = Agents(self.world, talk)
        self.storage = Storage(self.world, talk)
        self.views = Views(self.world)
        self.installing = Installing(self.world)
        self.parts = Parts(
            world=self.world,
            talk=talk,
            agents=self.agents,
            deliveries=self.deliveries,
            sockets=self.sockets,
            storage=self.storage,
            views=self.views,
            hooks=Hooks(self.world, talk),
            installing=self.installing,
            rules=self.rules,
        )
        self.workspace = self.world.new_workspace("Acme")
        self.installation = self.world.install(self.workspace, scopes=scopes, token=BOT_TOKEN)

    @property
    def bot_token(self) -> str:
        """The token of the bot in the first workspace."""
        return self.installation.token

    @property
    def app_token(self) -> str:
        """The token for Socket Mode."""
        return self.app.app_token

    @property
    def signing_secret(self) -> str:
        """The secret with which requests to the app are signed."""
        return self.app.signing_secret

    @property
    def bot(self) -> User:
        """The user of the bot in the first workspace."""
        return self.installation.bot

    def set_up(self, manifest: Mapping[str, Any]) -> None:
        """Set the app up from a manifest, after which only what stands there exists."""
        self.app.set_up(manifest)
        self.installation.scopes = self.app.scopes

    def enterprise(self, name: str) -> Enterprise:
        """Return a new organization."""
        return Enterprise(self.world.ids.new("E"), name)

    def add_workspace(
        self, name: str, *, enterprise: Enterprise | None = None, install: bool = False
    ) -> Workspace:
        """Return a new workspace, in which the app is installed if wished."""
        workspace = self.world.new_workspace(name, enterprise)
        if install:
            self.world.install(workspace)
        return workspace

    def token_of(self, workspace: Workspace) -> str:
        """Return the token of the bot in a workspace; raise `LookupError` without the app."""
        installation = self.world.installation(workspace)
        if installation is None:
            raise LookupError(f"the app is not installed in {workspace}")
        return installation.token

    def uninstall(self, workspace: Workspace | None = None) -> None:
        """Remove the app from a workspace, by default the first, of which it is told."""
        installation = self.world.installation(workspace or self.workspace)
        if installation is not None:
            self.installing.uninstall(installation)

    def user(
        self,
        name: str,
        *,
        display: str | None = None,
        admin: bool = False,
        workspace: Workspace | None = None,
    ) -> Person:
        """Return a person by the real name, who is made when there is none of that name."""
        home = workspace or self.workspace
        for user in home.users.values():
            if user.real_name == name and not user.is_bot:
                return Person(user, self.parts)
        user = self.world.new_user(home, name, display=display)
        user.is_admin = admin
        return Person(user, self.parts)

    def channel(
        self,
        name: str,
        *members: Person,
        private: bool = False,
        bot: bool = True,
        workspace: Workspace | None = None,
    ) -> Channel:
        """Return a channel by its name with these members, which is made when there is none.

        The bot is in it from the start, unless not `bot`.
        """
        home = workspace or self.workspace
        for channel in home.channels.values():
            if channel.name == name and not channel.deleted:
                channel.members |= {person.id: person.user for person in members}
                return channel
        users = [person.user for person in members]
        ours = self.world.bot(home)
        if bot and ours is not None:
            users.append(ours)
        kind = Kind.PRIVATE if private else Kind.PUBLIC
        return self.world.new_channel(home, name, kind, users)

    def shown(self) -> list[str]:
        """Return every text that the bot showed to anybody, if only for a moment."""
        return [text for text in looking.shown(self.parts) if text]

    def posts_to(self, url: str) -> None:
        """Deliver to an address of the app's own server from now on, instead of in Socket Mode."""
        self.http.url = url
        self.deliveries.transport = self.http

    async def connected(self, connections: int = 1, *, seconds: float = 60) -> None:
        """Wait until so many connections of Socket Mode are there."""
        await self.sockets.until(connections, seconds=seconds)

    async def until(
        self, holds: Callable[[], object], *, seconds: float = 60, standing: object = None
    ) -> None:
        """Wait until something is true; raise `TimeoutError` saying how things stand."""
        await self.world.changes.until(
            lambda: bool(holds()), seconds=seconds, standing=standing or self.record
        )
