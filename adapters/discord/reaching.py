"""A short visit to Discord's REST interface, for what is done on the command line."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.config.schema import Discord
from bot.errors import PlatformError

PORTAL = "https://discord.com/developers/applications"
"""The developer portal, where the application is set up."""


@asynccontextmanager
async def visiting(
    settings: Discord, token: str
) -> AsyncIterator[tuple[discord.Client, discord.AppInfo]]:
    """Log in without connecting to the gateway; gives the client and what the application is.

    Raises `PlatformError` with what to do where Discord cannot be reached or refuses.
    """
    # The library has no other place for it.
    discord.http.Route.BASE = settings.api_url.rstrip("/")
    client = discord.Client(intents=discord.Intents.none())
    try:
        await client.login(token)
        yield client, await client.application_info()
    except discord.LoginFailure as error:
        raise PlatformError(
            "Discord does not accept DISCORD_TOKEN. Open your application on "
            f"{PORTAL}, press Reset Token on its page Bot, and set the new token in .env."
        ) from error
    except discord.HTTPException as error:
        raise PlatformError(
            f"Discord refused with status {error.status} ({error.text or 'no reason given'}). "
            "Try again in a minute."
        ) from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise PlatformError(
            f"Discord cannot be reached at {settings.api_url} ({type(error).__name__}). "
            "Check the network, and discord.api_url in config.yaml."
        ) from error
    finally:
        await client.close()
