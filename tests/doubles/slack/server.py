"""The server: Web API, Socket Mode and files at one address."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from types import TracebackType

from aiohttp import web
from msgspec.json import encode

from tests.doubles.loopback import Loopback
from tests.doubles.slack.agents import Agents
from tests.doubles.slack.api.endpoint import Endpoint
from tests.doubles.slack.app import App
from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.deliveries import Deliveries, Http, Sockets
from tests.doubles.slack.faults import Faults
from tests.doubles.slack.hooks import Hooks
from tests.doubles.slack.limits import Limits
from tests.doubles.slack.parts import Parts
from tests.doubles.slack.people import Person
from tests.doubles.slack.record import Record
from tests.doubles.slack.rules import Rules
from tests.doubles.slack.storage import Storage
from tests.doubles.slack.talk import Talk
from tests.doubles.slack.users import User
from tests.doubles.slack.views import Views
from tests.doubles.slack.workspaces import Workspace
from tests.doubles.slack.world import World
from tests.doubles.striking import Fault

log = logging.getLogger(__name__)

BOT_TOKEN = "xoxb-double-0123456789abcdef"
APP_TOKEN = "xapp-double-0123456789abcdef"
SIGNING_SECRET = "0123456789abcdef0123456789abcdef"
CLIENT_ID = "1111.2222"
CLIENT_SECRET = "fedcba9876543210fedcba9876543210"


class SlackDouble(Loopback):
    """A stand-in for slack.com on 127.0.0.1.

    Use it as an async context manager. The app is installed in one workspace, `workspace`. People
    act through `user(...)`; what everybody sees is in the channels; what happened on the wire is in
    `record`. An error of the double itself is raised when the context ends.
    """

    def __init__(self, *, port: int = 0, scopes: Iterable[str] | None = None) -> None:
        super().__init__(port)
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
        self.hooks = Hooks(self.world, talk)
        self.limits = Limits()
        self.faults = Faults()
        self.parts = Parts(
            world=self.world,
            talk=talk,
            agents=self.agents,
            deliveries=self.deliveries,
            sockets=self.sockets,
            storage=self.storage,
            views=self.views,
            hooks=self.hooks,
            rules=self.rules,
        )
        self.workspace = self.world.new_workspace("Acme")
        self.installation = self.world.install(self.workspace, scopes=scopes, token=BOT_TOKEN)
        self._endpoint = Endpoint(
            self.parts, record=self.record, limits=self.limits, faults=self.faults
        )

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The address for `AsyncWebClient(base_url=...)`."""
        return f"{self.url}/api/"

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
        """Return a channel by its name, which is made when there is none.

        Then the bot is in it (unless not `bot`), and so are the members.
        """
        home = workspace or self.workspace
        for channel in home.channels.values():
            if channel.name == name and not channel.deleted:
                return channel
        users = [person.user for person in members]
        ours = self.world.bot(home)
        if bot and ours is not None:
            users.append(ours)
        kind = Kind.PRIVATE if private else Kind.PUBLIC
        return self.world.new_channel(home, name, kind, users)

    async def until(
        self, holds: Callable[[], object], *, seconds: float = 10, standing: object = None
    ) -> None:
        """Wait until something is true; raise `TimeoutError` saying how things stand."""
        await self.world.changes.until(
            lambda: bool(holds()), seconds=seconds, standing=standing or self.record
        )

    def posts_to(self, url: str) -> None:
        """Deliver to an address of the app's own server from now on, instead of in Socket Mode."""
        self.http.url = url
        self.deliveries.transport = self.http

    def fail(self, fault: Fault, *, on: str = "*", times: int | None = 1) -> None:
        """Let the next calls go wrong, as `Faults.add` says."""
        self.faults.add(fault, on=on, times=times)

    async def start(self) -> None:
        """Listen."""
        await super().start()
        self.sockets.url = f"ws://127.0.0.1:{self.port}"
        self.world.writer.base = self.url

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.deliveries.close()
        await self.storage.close()
        await self.http.close()
        await super().__aexit__(kind, error, trace)

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        try:
            return await self._route(request)
        except asyncio.CancelledError:
            raise
        except ConnectionError:
            return web.Response()
        except Exception as error:
            log.exception("The double failed")
            self.failed(error)
            return web.json_response({"ok": False, "error": "fatal_error"}, status=500)

    async def _route(self, request: web.BaseRequest) -> web.StreamResponse:
        _, head, *rest = request.path.split("/")
        match head:
            case "api":
                return await self._endpoint.serve(request, "/".join(rest))
            case "upload":
                return await self._endpoint.serve_other(
                    request, "files.upload", lambda: self.storage.receive(request)
                )
            case "files-pri":
                return await self._endpoint.serve_other(
                    request, "files.download", lambda: self.storage.serve(request)
                )
            case "actions":
                return await self._endpoint.serve_other(
                    request, "response_url", lambda: self.hooks.serve(request)
                )
            case "link":
                return await self.sockets.connect(request)
            case "record":
                return web.json_response(body=encode(self.record.summary()))
        return web.Response(status=404)
