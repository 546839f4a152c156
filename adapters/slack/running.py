"""The whole of Slack while it runs: one session, one app, one workspace, and an orderly end."""

import asyncio
import logging

from slack_bolt.async_app import AsyncApp

from adapters.slack.catching_up import CatchingUp
from adapters.slack.connecting import identify, socket_mode
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
    bot: Bot, config: Config, *, bot_token: str, app_token: str, ping_seconds: float
) -> None:
    """Serve one workspace in Socket Mode until cancelled; raises `PlatformError`."""
    async with session() as opened:
        wire = Wire(opened, bot_token, config.slack.api_url)
        team = Team(bot, config, wire, await identify(wire))
        catching_up = CatchingUp(team, config)
        routing = Routing(team, prefix=config.slack.prefix)
        app = AsyncApp(
            client=wire.client,
            logger=quiet(),
            name="causerie",
            before_authorize=Door(routing.takes),
        )
        line = Wire(opened, app_token, config.slack.api_url)
        try:
            async with socket_mode(
                app, line, opened, greeted=catching_up.begin, ping_seconds=ping_seconds
            ):
                log.info("connected to the workspace %s as %s", team.me.team, team.me.user)
                await asyncio.Event().wait()
        finally:
            await catching_up.close()
            await routing.close(_DRAIN_SECONDS / 4)
            await team.close(_DRAIN_SECONDS)
