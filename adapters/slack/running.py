"""The whole of Slack while it runs: one session, one app, its workspaces, and an orderly end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.access import Installs, OneToken
from adapters.slack.addresses import redirect
from adapters.slack.belonging import Ids
from adapters.slack.channels import SlackChannels
from adapters.slack.connecting import identify, socket_mode
from adapters.slack.convert import PLATFORM
from adapters.slack.installing import Client, Flow
from adapters.slack.receiving import Door
from adapters.slack.sealed import installations
from adapters.slack.serving import http_server
from adapters.slack.states import KeptStates
from adapters.slack.teams import Teams
from adapters.slack.wire import Json, Wire, granted, quiet, session, web_client
from bot.config.schema import Config
from bot.config.schema import Slack as Settings
from bot.core import Bot

# Of the time that a program has to stop in, the rest is for what comes after.
_DRAIN_SECONDS = 12.0

log = logging.getLogger(__name__)


async def serve(
    bot: Bot, config: Config, secrets: Mapping[str, str], *, ping_seconds: float
) -> None:
    """Serve until cancelled; raises `PlatformError`."""
    async with session() as opened:
        if "CAUSERIE_SLACK_CLIENT_ID" in secrets:
            await _many(bot, config, secrets, opened, ping_seconds=ping_seconds)
        else:
            await _one(bot, config, secrets, opened, ping_seconds=ping_seconds)


async def _one(
    bot: Bot,
    config: Config,
    secrets: Mapping[str, str],
    opened: aiohttp.ClientSession,
    *,
    ping_seconds: float,
) -> None:
    """Serve the workspace, or the organization, of the token from the environment."""
    settings, token = config.slack, secrets["SLACK_BOT_TOKEN"]
    me, enterprise = await identify(Wire(opened, token, settings.api_url))
    teams = Teams(bot, config, opened, OneToken(me, token, enterprise=enterprise))
    app = _app(teams, secrets, web_client(opened, settings.api_url, None))
    async with _at_work(bot, teams) as stack:
        if settings.mode == "http":
            await stack.enter_async_context(_server(settings, app=app))
        await _listen(stack, teams, app, config, secrets, opened, ping_seconds=ping_seconds)


async def _many(
    bot: Bot,
    config: Config,
    secrets: Mapping[str, str],
    opened: aiohttp.ClientSession,
    *,
    ping_seconds: float,
) -> None:
    """Serve every workspace in which the app is installed, and let more of them install it.

    One connection of Socket Mode brings the deliveries of all; people install over HTTP either way.
    """
    settings = config.slack
    kept = await installations(bot.installations, secrets)
    client = Client(
        secrets["CAUSERIE_SLACK_CLIENT_ID"],
        secrets["CAUSERIE_SLACK_CLIENT_SECRET"],
        redirect(settings.address) if settings.address else None,
    )
    web = web_client(opened, settings.api_url, None)
    renew = partial(_renew, web, client)
    teams = Teams(bot, config, opened, Installs(kept, renew))

    async def installed(installation: Installation) -> None:
        everywhere = bool(installation.is_enterprise_install)
        team, enterprise = installation.team_id or "", installation.enterprise_id or ""
        await teams.installed(Ids(team, enterprise, everywhere))

    flow = Flow(
        client,
        opened,
        api_url=settings.api_url,
        kept=kept,
        states=KeptStates(bot.states),
        installed=installed,
    )
    app = _app(teams, secrets, web)
    async with _at_work(bot, teams) as stack:
        called = app if settings.mode == "http" else None
        await stack.enter_async_context(_server(settings, app=called, flow=flow))
        await _listen(stack, teams, app, config, secrets, opened, ping_seconds=ping_seconds)


async def _listen(
    stack: AsyncExitStack,
    teams: Teams,
    app: AsyncApp,
    config: Config,
    secrets: Mapping[str, str],
    opened: aiohttp.ClientSession,
    *,
    ping_seconds: float,
) -> None:
    """Look for what was missed, and take in what comes, until cancelled."""
    if config.slack.mode == "http":
        teams.catch_up()
    else:
        connection = socket_mode(
            app,
            web_client(opened, config.slack.api_url, secrets["SLACK_APP_TOKEN"]),
            opened,
            greeted=teams.catch_up,
            ping_seconds=ping_seconds,
        )
        await stack.enter_async_context(connection)
    await asyncio.Event().wait()


@asynccontextmanager
async def _server(
    settings: Settings, *, app: AsyncApp | None = None, flow: Flow | None = None
) -> AsyncIterator[None]:
    async with http_server(settings.listen, app=app, flow=flow) as port:
        log.info("listening on port %d", port)
        yield


@asynccontextmanager
async def _at_work(bot: Bot, teams: Teams) -> AsyncIterator[AsyncExitStack]:
    """Let the workspaces work while the context lasts; the stack ends what brings deliveries."""
    bot.attach(PLATFORM, SlackChannels(teams.find))
    await teams.begin()
    try:
        async with AsyncExitStack() as stack:
            yield stack
    finally:
        await teams.close(_DRAIN_SECONDS)


def _app(teams: Teams, secrets: Mapping[str, str], client: AsyncWebClient) -> AsyncApp:
    return AsyncApp(
        client=client,
        signing_secret=secrets.get("SLACK_SIGNING_SECRET", ""),
        logger=_quieter(),
        name="causerie",
        before_authorize=Door(teams),
        authorize=_nobody,  # type: ignore[arg-type]  # it may know nobody, says its own guide
    )


def _quieter() -> logging.Logger:
    """A log in which Bolt does not say that a token in the environment is not for it."""
    logger = quiet().getChild("bolt")
    logger.setLevel(logging.ERROR)
    return logger


async def _nobody(**_: object) -> AuthorizeResult | None:
    """Give no token to Bolt: what comes in is taken before it asks, and it answers nothing."""
    return None


async def _renew(web: AsyncWebClient, client: Client, refresh_token: str) -> Json:
    return await granted(
        web,
        client_id=client.id,
        client_secret=client.secret,
        grant_type="refresh_token",
        refresh_token=refresh_token,
    )
