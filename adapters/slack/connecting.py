"""Connects to Slack: who the bot is there, and Socket Mode with a word at every new connection."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.listening import Me
from adapters.slack.wire import Json, Wire, WireError, quiet
from bot.errors import PlatformError

PORTAL = "https://api.slack.com/apps"
"""Where apps are set up."""

PING_SECONDS = 5.0

_BAD_TOKEN = {
    "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired",
    "not_allowed_token_type",
}  # fmt: skip

log = logging.getLogger(__name__)


async def identify(wire: Wire) -> tuple[Me, str]:
    """Ask Slack who the bot is; raises `PlatformError` with what to do.

    Gives the organization too, where the app is installed in all of it, else "".
    """
    try:
        found = await wire.call("auth.test")
    except WireError as error:
        raise failure(error, "SLACK_BOT_TOKEN", wire.api_url) from error
    everywhere = found.get("is_enterprise_install")
    me = Me(
        found["team_id"],
        found["user_id"],
        found.get("bot_id") or "",
        found.get("url") or "",
        found.get("team") or "",
    )
    return me, str(found.get("enterprise_id") or "") if everywhere else ""


async def socket_address(wire: Wire) -> str:
    """Ask for the address of a connection; `wire` has the app's token. Raises `PlatformError`."""
    try:
        return str((await wire.call("apps.connections.open"))["url"])
    except WireError as error:
        raise failure(error, "SLACK_APP_TOKEN", wire.api_url) from error


def failure(error: WireError, name: str, api_url: str) -> PlatformError:
    """Say what to do where a first call was not answered."""
    if error.code in _BAD_TOKEN:
        page = "OAuth & Permissions" if name == "SLACK_BOT_TOKEN" else "Basic Information"
        return PlatformError(
            f"Slack does not accept {name} ({error.code}). Open your app on {PORTAL}, copy the "
            f"token from its page {page}, and set it in .env."
        )
    if error.code == "missing_scope":
        return PlatformError(
            f"{name} lacks a scope. Create the app from `causerie slack manifest`, and the app's "
            "own token with the scope connections:write."
        )
    return PlatformError(
        f"Slack cannot be reached at {api_url} ({error.code}). "
        "Check the network, and slack.api_url in config.yaml."
    )


@asynccontextmanager
async def socket_mode(
    app: AsyncApp,
    client: AsyncWebClient,
    session: aiohttp.ClientSession,
    *,
    greeted: Callable[[], None],
    ping_seconds: float = PING_SECONDS,
) -> AsyncIterator[None]:
    """Listen in Socket Mode while the context lasts; `client` has the app's token.

    `greeted` is called whenever a connection begins, the first one included.
    """
    token = client.token or ""
    wire = Wire(session, token, client.base_url)
    address = await socket_address(wire)
    handler = AsyncSocketModeHandler(
        app, token, logger=_silent(), web_client=client, ping_interval=ping_seconds
    )
    connection = handler.client

    def forget() -> None:
        connection.wss_uri = None

    async def anew() -> str:
        try:
            return await socket_address(wire)
        except PlatformError as error:
            log.warning("%s", error)
            raise

    await connection.aiohttp_client_session.close()
    connection.aiohttp_client_session = _Opening(session, forget)  # type: ignore[assignment]  # as much of one as is used
    connection.issue_new_wss_url = anew  # type: ignore[method-assign]  # with our policy and words
    connection.wss_uri = address

    async def hello(_: AsyncBaseSocketModeClient, message: Json, __: str | None = None) -> None:
        if message.get("type") == "hello":
            greeted()

    connection.message_listeners.append(hello)
    await connection.connect()  # type: ignore[no-untyped-call]  # the SDK says no types there
    try:
        yield
    finally:
        await _close(connection)


class _Opening:
    """Stands for the session while the SDK connects, which tries one address for ever.

    An address serves for one connection and for half a minute. One that did not serve is forgotten,
    so that a new one is asked for.
    """

    def __init__(self, session: aiohttp.ClientSession, forget: Callable[[], None]) -> None:
        self._session = session
        self._forget = forget
        self._is_told = False

    @property
    def closed(self) -> bool:
        """Whether it can be used no more."""
        return self._session.closed

    async def ws_connect(self, *given: Any, **options: Any) -> aiohttp.ClientWebSocketResponse:
        """Connect."""
        try:
            connected = await self._session.ws_connect(*given, **options)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self._forget()
            if not self._is_told:
                log.warning("no connection to Slack for now (%s)", type(error).__name__)
                self._is_told = True
            raise
        self._is_told = False
        found: aiohttp.ClientWebSocketResponse = connected
        return found


def _silent() -> logging.Logger:
    """A log for the SDK's connections: it would tell each failure with the address, a secret."""
    logger = quiet().getChild("socket")
    logger.setLevel(logging.CRITICAL)
    return logger


async def _close(client: object) -> None:
    """End a connection; what the SDK leaves behind is ended too, and the session stays open."""
    tasks = [
        task
        for name in ("message_processor", "current_session_monitor", "message_receiver")
        if (task := getattr(client, name)) is not None
    ]
    # What still comes in is not acknowledged, so that Slack sends it to whoever comes next.
    client.socket_mode_request_listeners.clear()  # type: ignore[attr-defined]  # the SDK's list
    client.closed = True  # type: ignore[attr-defined]  # the SDK's own switch
    client.auto_reconnect_enabled = False  # type: ignore[attr-defined]  # and this
    await client.disconnect()  # type: ignore[attr-defined]  # of the same client
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
