"""Discord as an adapter: connects, keeps connected, and leaves when its work is done."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp
import discord
from pydantic import SecretStr

from adapters.discord.client import Client
from adapters.discord.commanding import commanded
from adapters.discord.convert import PLATFORM
from adapters.discord.examining import examine
from adapters.discord.parts import Parts
from adapters.discord.reaching import PORTAL
from adapters.discord.verbs import TOKEN, VERBS
from adapters.discord.wire import Wire
from bot.config.schema import Config, Discord
from bot.core import Bot
from bot.errors import PlatformError

_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0
_WRONG_TOKEN, _WRONG_SHARDS = 4004, {4010, 4011}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class DiscordAdapter:
    """Serves Discord with one bot account, over as many shards as it needs.

    `stop_seconds` is how long answers under way may go on when it is told to stop; with what
    closing takes it must be less than `bot.running.GRACE_SECONDS`.
    """

    name: str = PLATFORM
    secrets: tuple[str, ...] = (TOKEN,)
    stop_seconds: float = 12.0
    verbs = VERBS
    examine = staticmethod(examine)

    async def run(self, bot: Bot, config: Config, secrets: Mapping[str, SecretStr]) -> None:
        """Serve until cancelled; raises `PlatformError` with what to do when it cannot go on."""
        point(config.discord)
        client = await _logged_in(bot, config, secrets[TOKEN].get_secret_value())
        try:
            await client.parts.restore()
            await commanded(client, bot)
            await _connected(client, config.discord)
        finally:
            await client.parts.close(self.stop_seconds)
            await client.close()


def point(settings: Discord) -> None:
    """Tell the library where Discord is, for every client of this process."""
    # The library has no other place for it.
    discord.http.Route.BASE = settings.api_url.rstrip("/")
    discord.asset.Asset.BASE = settings.cdn_url.rstrip("/")
    if settings.gateway_url is not None:
        socket = discord.gateway.DiscordWebSocket
        socket.DEFAULT_GATEWAY = type(socket.DEFAULT_GATEWAY)(settings.gateway_url)


async def _logged_in(bot: Bot, config: Config, token: str) -> Client:
    """A client that Discord knows; tried until Discord can be reached."""
    wait = _FIRST_WAIT
    while True:
        wire = Wire()
        client = Client(config.discord, wire)
        client.parts = Parts.of(client, bot, config, wire)
        try:
            await client.login(token)
        except discord.LoginFailure as error:
            await client.close()
            raise PlatformError(_WRONG) from error
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("Discord cannot be reached (%s); trying again in %.0f s", error, wait)
            await client.close()
        except BaseException:
            await client.close()
            raise
        else:
            return client
        await asyncio.sleep(wait)
        wait = min(2 * wait, _LONGEST_WAIT)


async def _connected(client: Client, settings: Discord) -> None:
    """Stay connected; the library resumes what it can, and begins anew where it cannot."""
    wait = _FIRST_WAIT
    while True:
        try:
            if settings.gateway_url is not None and client.shard_count is None:
                # Else the library takes the gateway that Discord names, and not the chosen one.
                client.shard_count, _, _ = await client.http.get_bot_gateway()
            await client.connect()
        except discord.PrivilegedIntentsRequired as error:
            raise PlatformError(_NO_CONTENT) from error
        except discord.ConnectionClosed as error:
            raise PlatformError(_closed(error.code)) from error
        except (
            discord.HTTPException,
            discord.GatewayNotFound,
            aiohttp.ClientError,
            OSError,
        ) as error:
            log.warning("No gateway can be reached (%s); trying again in %.0f s", error, wait)
            await asyncio.sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)
        else:
            return


_WRONG = (
    f"Discord does not accept DISCORD_TOKEN. Open your application on {PORTAL}, press Reset Token "
    "on its page Bot, and set the new token in .env."
)
_NO_CONTENT = (
    f"The bot may not read messages. Open your application on {PORTAL}, switch on Message Content "
    "Intent on its page Bot, save, and start again."
)


def _closed(code: int) -> str:
    if code == _WRONG_TOKEN:
        return _WRONG
    if code in _WRONG_SHARDS:
        return (
            f"Discord does not take this number of shards ({code}). Remove `discord.shards` from "
            "config.yaml, or set it higher."
        )
    return f"Discord closed the connection for good ({code}). Start again; `causerie doctor` helps."


adapter = DiscordAdapter()
