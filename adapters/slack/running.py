"""The whole of Slack while it runs: one session, one app, one workspace, and an orderly end."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial

from slack_bolt.async_app import AsyncApp

from adapters.slack.catching_up import CatchingUp
from adapters.slack.channels import SlackChannels
from adapters.slack.connecting import http_mode, identify, socket_mode
from adapters.slack.convert import PLATFORM
from adapters.slack.receiving import Door
from adapters.slack.routing import Routing
from adapters.slack.team import Team
from adapters.slack.wire import Wire, quiet, session
from bot.config.schema import Config
from bot.core import Bot

# Of the time that a program has to stop in, the rest is for what comes after.
_DRAIN_SECONDS = 12.0

log = logging.getLogger(__name__)


async def serve(
    bot: Bot, config: Config, secrets: Mapping[str, str], *, ping_seconds: float
) -> None:
    """Serve one workspace until cancelled; raises `PlatformError`."""
    settings = config.slack
    async with session() as opened:
        wire = Wire(opened, secrets["SLACK_BOT_TOKEN"], settings.api_url)
        team = Team(bot, config, wire, await identify(wire))
        catching_up = CatchingUp(team, config)
        routing = Routing(team, prefix=settings.prefix)
        app = AsyncApp(
            client=wire.client,
            signing_secret=secrets.get("SLACK_SIGNING_SECRET", ""),
            logger=quiet(),
            name="causerie",
            before_authorize=Door(routing.takes),
        )
        bot.attach(PLATFORM, SlackChannels(partial(_only, team)))
        await bot.back(f"{PLATFORM}/{team.me.team}")
        try:
            async with AsyncExitStack() as stack:
                if settings.mode == "http":
                    port = await stack.enter_async_context(http_mode(app, settings.listen))
                    log.info("listening on port %d", port)
                    catching_up.begin()
                else:
                    line = Wire(opened, secrets["SLACK_APP_TOKEN"], settings.api_url)
                    connection = socket_mode(
                        app, line, opened, greeted=catching_up.begin, ping_seconds=ping_seconds
                    )
                    await stack.enter_async_context(connection)
                log.info("at work in the workspace %s as %s", team.me.team, team.me.user)
                await asyncio.Event().wait()
        finally:
            await catching_up.close()
            await routing.close(_DRAIN_SECONDS / 4)
            await team.close(_DRAIN_SECONDS)


async def _only(team: Team, server: str) -> Team | None:
    return team if server == team.me.team else None
