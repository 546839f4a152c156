"""The server: Web API, Socket Mode and files at one address."""

import asyncio
import logging
from collections.abc import Iterable
from types import TracebackType
from urllib.parse import urlencode

from aiohttp import web
from msgspec.json import encode

from tests.doubles.loopback import Loopback
from tests.doubles.slack.api.endpoint import Endpoint
from tests.doubles.slack.control import Control
from tests.doubles.slack.faults import Faults
from tests.doubles.slack.limits import Limits
from tests.doubles.slack.people import Person
from tests.doubles.slack.stage import Stage
from tests.doubles.striking import Fault

log = logging.getLogger(__name__)


class SlackDouble(Stage, Loopback):
    """A stand-in for slack.com on 127.0.0.1.

    Use it as an async context manager. The app is installed in one workspace, `workspace`. People
    act through `user(...)`; what everybody sees is in the channels; what happened on the wire is in
    `record`. An error of the double itself is raised when the context ends.
    """

    def __init__(self, *, port: int = 0, scopes: Iterable[str] | None = None) -> None:
        Loopback.__init__(self, port)
        Stage.__init__(self, scopes=scopes)
        self.limits = Limits()
        self.faults = Faults()
        # Who allows the app when the bot's page for installing sends somebody to Slack.
        self.installer: Person | None = None
        self._endpoint = Endpoint(
            self.parts, record=self.record, limits=self.limits, faults=self.faults
        )
        self._control = Control(self)

    @property
    def url(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api_url(self) -> str:
        """The address for `AsyncWebClient(base_url=...)`."""
        return f"{self.url}/api/"

    @property
    def authorize_url(self) -> str:
        """Where the bot's page for installing sends people; `installer` allows everything there."""
        return f"{self.url}/oauth/v2/authorize"

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
        serve = self._endpoint.serve_other
        match head:
            case "api":
                return await self._endpoint.serve(request, "/".join(rest))
            case "link":
                return await self.sockets.connect(request)
            case "upload":
                return await serve(request, "files.upload", self.storage.receive)
            case "files-pri":
                return await serve(request, "files.download", self.storage.serve)
            case "actions":
                return await serve(request, "response_url", self.parts.hooks.serve)
            case "oauth":
                return await serve(request, "authorize", self._authorize)
            case "record" | "control":
                said = await self._control.serve(request.path, await request.read())
                return web.json_response(body=encode(said))
        return web.Response(status=404)

    async def _authorize(self, request: web.BaseRequest) -> web.Response:
        """Send a browser back with a code, as after a click on Allow (or without one)."""
        asked = request.query
        back = {"state": asked.get("state", ""), "error": "access_denied"}
        if self.installer is not None and asked.get("client_id") == self.app.client_id:
            scopes = tuple(filter(None, asked.get("scope", "").split(",")))
            back["code"] = self.installing.grant(self.installer.user, scopes)
            del back["error"]
        address = f"{asked.get('redirect_uri', '')}?{urlencode(back)}"
        return web.Response(status=302, headers={"Location": address})
