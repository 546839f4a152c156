"""The server: one port for the API, the gateway and the files."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace

from aiohttp import web
from msgspec.json import encode

from tests.doubles.discord.cdn import Cdn
from tests.doubles.discord.channels import Channel
from tests.doubles.discord.commands import Commands
from tests.doubles.discord.control import Control
from tests.doubles.discord.errors import Refused
from tests.doubles.discord.faults import Fault, Faults, Gone
from tests.doubles.discord.gateway import Gateway
from tests.doubles.discord.gestures import Gestures
from tests.doubles.discord.hooks import Webhook
from tests.doubles.discord.interactions import Interactions
from tests.doubles.discord.kinds import PRIVILEGED, Intent
from tests.doubles.discord.limits import Limits
from tests.doubles.discord.looking import shown_by, shown_in
from tests.doubles.discord.members import Members
from tests.doubles.discord.messages import Message
from tests.doubles.discord.parts import Parts
from tests.doubles.discord.people import Person
from tests.doubles.discord.permissions import NONE, Permission
from tests.doubles.discord.record import Record
from tests.doubles.discord.rest.api import Api, answer
from tests.doubles.discord.rules import Rules
from tests.doubles.discord.servers import Server
from tests.doubles.discord.talk import Talk
from tests.doubles.discord.telling import Telling
from tests.doubles.discord.threads import Threads
from tests.doubles.discord.users import User
from tests.doubles.discord.world import World
from tests.doubles.loopback import Loopback

log = logging.getLogger(__name__)

TOKEN = "MTE1NzYxNDU2NzA5MDEwNDQ4.GdOuBl.double-0123456789abcdefghij"
_API = "/api/v10"
_CDN = "/cdn"


class DiscordDouble(Loopback):
    """A stand-in for Discord on 127.0.0.1; use it as an async context manager.

    `privileged` are the intents that are switched on for the application. An error raised in the
    double itself is answered with a 500 and raised again when the context ends.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        bot_name: str = "Causerie",
        privileged: Intent = PRIVILEGED,
        port: int = 0,
    ) -> None:
        super().__init__(port)
        self.token = token
        self.cdn = Cdn()
        self.rules = Rules()
        self.world = World(bot_name=bot_name, address=self.cdn.address)
        self.world.application.privileged = privileged
        self.gateway = Gateway(self.world, token)
        self.record = Record(self.world.changes)
        self.commands = Commands(self.world.ids, self.rules)
        self.interactions = Interactions(self.rules)
        telling = Telling(self.world)
        talk = Talk(self.world, telling)
        self._parts = Parts(
            world=self.world,
            talk=talk,
            gestures=Gestures(telling, talk),
            threads=Threads(self.world, talk),
            members=Members(self.world),
            gateway=self.gateway,
            cdn=self.cdn,
            rules=self.rules,
            commands=self.commands,
            interactions=self.interactions,
        )
        self.people: dict[int, Person] = {}
        self._control = Control(self)
        self.limits = Limits()
        self.faults = Faults()
        self._api = Api(
            self._parts, token, record=self.record, limits=self.limits, faults=self.faults
        )

    @property
    def api_url(self) -> str:
        """The base for `discord.http.Route.BASE`."""
        return f"http://127.0.0.1:{self.port}{_API}"

    @property
    def gateway_url(self) -> str:
        """The address for `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY`."""
        return f"ws://127.0.0.1:{self.port}/"

    @property
    def cdn_url(self) -> str:
        """The base for `discord.asset.Asset.BASE`."""
        return f"http://127.0.0.1:{self.port}{_CDN}"

    @property
    def bot(self) -> User:
        """The bot's account."""
        return self.world.bot

    def user(self, name: str, *, global_name: str | None = None, locale: str = "en-US") -> Person:
        """Return a new person, who is called by the global name where there is one."""
        account = User(self.world.id_of_old(), name.lower(), global_name or name, locale=locale)
        return self._person(account)

    def other_bot(self, name: str) -> Person:
        """Return the account of another bot."""
        return self._person(User(self.world.id_of_old(), name, bot=True))

    def webhook(self, name: str) -> Webhook:
        """Return a webhook of somebody else."""
        account = User(self.world.id_of_old(), name, bot=True)
        return Webhook(self.world.add_user(account), self._parts)

    def _person(self, account: User) -> Person:
        person = Person(self.world.add_user(account), self._parts)
        self.people[account.id] = person
        return person

    def guild(
        self,
        name: str = "Server",
        *people: Person,
        owner: Person | None = None,
        with_bot: bool = True,
        permissions: Permission = NONE,
        locale: str = "en-US",
    ) -> Server:
        """Return a new server with these members, and the bot.

        The bot may do what everybody may, and what these permissions of its invite add.
        """
        founder = (owner or self.user(f"{name} owner")).account
        server = Server(self.world.new_guild(name, owner=founder, locale=locale), self._parts)
        for person in people:
            server.adds(person)
        if with_bot:
            server.adds_bot(permissions)
        return server

    def dm(self, person: Person) -> Channel:
        """Return the conversation between the bot and somebody."""
        return self.world.dm(person.account)

    def private_conversation(self, *people: Person) -> Channel:
        """Return a new conversation in which the bot has no part."""
        return self.world.private_conversation(person.account for person in people)

    def previews(self, message: Message, **embed: str) -> None:
        """Let the preview of a link appear under a message, a moment after it was posted."""
        shown = replace(message.shown, embeds=({"type": "link"} | embed,), at=time.monotonic())
        self._parts.talk.show(message, shown)

    def shown(self) -> list[str]:
        """Return every text that the bot has shown to anybody, if only for one edit."""
        said = [
            message
            for channel in self.world.ever
            for message in channel.ever
            if message.author is self.bot
        ]
        forms = (text for each in self.interactions.all for text in shown_by(each))
        return [text for text in (*shown_in(said), *forms) if text]

    async def until(self, true: Callable[[], bool], *, seconds: float = 60) -> None:
        """Wait until something is true; it is looked at whenever anything has happened."""
        await self.world.changes.until(true, seconds=seconds, standing=self.record)

    async def connected(self, shards: int = 1, *, seconds: float = 60) -> None:
        """Wait until so many shards of the bot are connected."""
        await self.until(lambda: self.gateway.connected >= shards, seconds=seconds)

    async def start(self) -> None:
        """Listen."""
        await super().start()
        self.gateway.url = self.gateway_url
        self.cdn.url = self.cdn_url

    def fail(self, fault: Fault, *, on: str = "*", times: int | None = 1) -> None:
        """Let the next requests go wrong, as `Faults.add` says; files are at "GET /cdn"."""
        self.faults.add(fault, on=on, times=times)

    async def _file(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        async def work() -> web.Response:
            return self.cdn.serve(path, request.query)

        try:
            return await self.faults.answer(request, "GET /cdn", work)
        except Gone:
            return web.Response()

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        path = request.rel_url.raw_path
        try:
            if path.startswith(_API):
                return await self._api.respond(request, path.removeprefix(_API))
            if path.startswith(_CDN):
                return await self._file(request, path.removeprefix(_CDN))
            if path == "/record" or path.startswith("/control/"):
                said = await self._control.serve(path, await request.read())
                return web.json_response(body=encode(said))
            return await self.gateway.connect(request)
        except (asyncio.CancelledError, ConnectionError):
            raise
        except Exception as error:
            log.exception("The double failed")
            self.failed(error)
            refused = Refused(500, 0, "500: Internal Server Error")
            return answer(refused.body, refused.status)
