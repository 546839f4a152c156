"""Looks at the application in the portal, and says what to click where it is not ready."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence

import discord
from pydantic import SecretStr

from adapters.discord.invite import EXTRAS, PERMISSIONS, label
from adapters.discord.reaching import PORTAL, visiting
from adapters.discord.verbs import TOKEN
from bot.config.schema import Config
from bot.errors import PlatformError
from bot.findings import Finding

_FEW_STARTS = 20
_MOST_SERVERS = 200


async def examine(config: Config, secrets: Mapping[str, SecretStr]) -> AsyncIterator[Finding]:
    """Check the token, the application's settings, and whether the gateway can be reached."""
    try:
        async with visiting(config.discord, secrets[TOKEN].get_secret_value()) as (client, found):
            yield Finding("ok", "Discord token", f"belongs to {found.name} ({found.id})")
            for finding in _application(found):
                yield finding
            if rights := await _rights(client):
                yield rights
            yield await _gateway(client)
    except PlatformError as error:
        yield Finding("failure", "Discord", str(error))


def _application(found: discord.AppInfo) -> Iterator[Finding]:
    page = f"{PORTAL}/{found.id}"
    yield _intents(found, page)
    if found.interactions_endpoint_url:
        yield Finding(
            "failure",
            "Discord commands",
            f"they are sent to {found.interactions_endpoint_url} instead of the bot; empty "
            f"Interactions Endpoint URL on {page}/information and save",
        )
    yield from _installation(found, page)
    yield from _invitation(found, page)


def _intents(found: discord.AppInfo, page: str) -> Finding:
    flags = found.flags
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return Finding("ok", "Discord intents", "it may read what is written")
    return Finding(
        "failure",
        "Discord intents",
        f"switch on Message Content Intent under Privileged Gateway Intents on {page}/bot and save",
    )


def _invitation(found: discord.AppInfo, page: str) -> Iterator[Finding]:
    about = "Discord invitation"
    if found.bot_require_code_grant:
        yield Finding(
            "failure", about, f"switch off Requires OAuth2 Code Grant on {page}/bot and save"
        )
    elif not found.bot_public:
        yield Finding(
            "warning", about, f"only its owner can invite it; Public Bot on {page}/bot changes that"
        )
    count = found.approximate_guild_count
    if count == 0:
        yield Finding(
            "warning", "Discord servers", "it is in none; `causerie discord invite` prints the link"
        )
    else:
        yield Finding("ok", "Discord servers", f"it is in {count:,}")


def _installation(found: discord.AppInfo, page: str) -> Iterator[Finding]:
    about, where = "Discord installation", f"under Installation Contexts on {page}/installation"
    servers, people = found.guild_integration_config, found.user_integration_config
    if servers is None and people is not None:
        yield Finding("failure", about, f"servers cannot install it; select Guild Install {where}")
    elif people is None and servers is not None:
        yield Finding(
            "warning",
            about,
            f"people cannot install it for themselves; to let them, select User Install {where}, "
            "and start the bot anew",
        )


async def _rights(client: discord.Client) -> Finding | None:
    """What the bot may do in its servers; single channels may take it away again."""
    about = "Discord rights"
    try:
        guilds = await client.http.get_guilds(_MOST_SERVERS, with_counts=False)
    except discord.HTTPException:
        return None
    held = [
        discord.Permissions(int(guild["permissions"])) for guild in guilds if "permissions" in guild
    ]
    if not held:
        return None
    if lacking := _lacking(held, PERMISSIONS):
        return Finding("warning", about, f"{lacking}; `causerie discord invite` gives them")
    said = "it has what it needs"
    if extras := _lacking(held, EXTRAS):
        said += f"; for single features {extras}"
    return Finding("ok", about, said)


def _lacking(held: Sequence[discord.Permissions], needed: Iterable[str]) -> str:
    """Which of the permissions are missing in some of the servers, and in how many."""
    missing = {
        name: sum(not (each.administrator or getattr(each, name)) for each in held)
        for name in needed
    }
    return ", ".join(
        f"{label(name)} is missing in {count:,} of {len(held):,} servers"
        for name, count in missing.items()
        if count
    )


async def _gateway(client: discord.Client) -> Finding:
    about = "Discord gateway"
    try:
        shards, _, starts = await client.http.get_bot_gateway()
    except discord.GatewayNotFound:
        return Finding("failure", about, "Discord does not say where it is; try again in a minute")
    said = f"{starts['remaining']:,} of {starts['total']:,} starts are left today"
    if starts["remaining"] < max(shards, _FEW_STARTS):
        return Finding("warning", about, f"only {said}; do not restart the bot again and again")
    return Finding(
        "ok", about, f"it answers; {shards} {'shard' if shards == 1 else 'shards'}; {said}"
    )
