"""Looks at the app as it is set up, and says what to do where it is not ready."""

from collections.abc import AsyncIterator, Mapping, Sequence

import aiohttp
from pydantic import SecretStr
from slack_sdk.oauth.installation_store import Installation

from adapters.slack.adapter import APP_TOKEN, CLIENT, check
from adapters.slack.addresses import redirect
from adapters.slack.connecting import PORTAL, failure, socket_address
from adapters.slack.installations import SealedInstallations
from adapters.slack.manifest import SCOPES
from adapters.slack.sealed import KEYS, seal, unreadable_with
from adapters.slack.wire import Wire, WireError, session
from bot.bootstrap import store_url
from bot.config.schema import Config
from bot.errors import PlatformError
from bot.findings import Finding
from bot.store import Store


async def examine(config: Config, secrets: Mapping[str, SecretStr]) -> AsyncIterator[Finding]:
    """Check the tokens, what the app may do, and whether a connection can be had."""
    if CLIENT[0] in secrets:
        for finding in await _many(config, secrets):
            yield finding
        return
    api_url = config.slack.api_url
    async with session() as opened:
        bot = Wire(opened, secrets["SLACK_BOT_TOKEN"].get_secret_value(), api_url)
        for finding in await _bot(bot):
            yield finding
        yield await _delivered(config, secrets, opened)


async def _many(config: Config, secrets: Mapping[str, SecretStr]) -> list[Finding]:
    """Look at what many workspaces need: the mode, the address, the keys, and each token."""
    try:
        check(config, secrets)
        keys = seal(secrets[KEYS].get_secret_value())
    except PlatformError as error:
        return [Finding("failure", "Slack", str(error))]
    async with session() as opened:
        found = [await _delivered(config, secrets, opened), _addressed(config)]
    # Only the doctor opens the database for this alone.
    store = await Store.open(store_url(config), busy_seconds=config.store.busy_seconds)
    try:
        kept = SealedInstallations(store.installations, keys)
        readable, unreadable = await kept.every()
    finally:
        await store.close()
    if unreadable:
        return [*found, Finding("failure", "Slack workspaces", unreadable_with(unreadable))]
    said = f"the app is installed {len(readable)} times, and each token can be read"
    return [*found, Finding("ok", "Slack workspaces", said), *await _lacking(readable)]


async def _lacking(installations: Sequence[Installation]) -> list[Finding]:
    """Say which installations are older than what the app asks for today."""
    found = []
    for each in installations:
        lacking = sorted(SCOPES.keys() - set(each.bot_scopes or ()))
        if lacking:
            name = each.team_name or each.enterprise_name or each.team_id
            said = f"{name} has not allowed {', '.join(lacking)}; somebody installs the app again"
            found.append(Finding("warning", "Slack scopes", said))
    return found


def _addressed(config: Config) -> Finding:
    if config.slack.address is None:
        said = "set slack.address in config.yaml to where Slack calls, or nobody can install it"
        return Finding("warning", "Slack address", said)
    return Finding("ok", "Slack address", f"people come back to {redirect(config.slack.address)}")


async def _bot(wire: Wire) -> list[Finding]:
    try:
        found, granted = await wire.scopes()
    except WireError as error:
        problem = failure(error, "SLACK_BOT_TOKEN", wire.api_url)
        return [Finding("failure", "Slack bot token", str(problem))]
    team, user = found.get("team"), found.get("user")
    token = Finding("ok", "Slack bot token", f"belongs to {user} in the workspace {team}")
    lacking = sorted(SCOPES.keys() - granted)
    if not granted:
        scopes = Finding("warning", "Slack scopes", "Slack does not say which the app has")
    elif lacking:
        told = ", ".join(lacking)
        scopes = Finding(
            "failure",
            "Slack scopes",
            f"lacking: {told}. Put the output of `causerie slack manifest` into the app's "
            "settings, and install it again",
        )
    else:
        scopes = Finding("ok", "Slack scopes", f"all {len(SCOPES)} are there")
    return [token, scopes]


async def _delivered(
    config: Config, secrets: Mapping[str, SecretStr], opened: aiohttp.ClientSession
) -> Finding:
    """Look at what brings Slack's deliveries here."""
    if config.slack.mode == "http":
        return _signed(secrets)
    if APP_TOKEN not in secrets:
        return Finding("failure", "Slack socket", f"set {APP_TOKEN} in .env")
    return await _socket(Wire(opened, secrets[APP_TOKEN].get_secret_value(), config.slack.api_url))


async def _socket(wire: Wire) -> Finding:
    try:
        await socket_address(wire)
    except PlatformError as error:
        return Finding("failure", "Slack socket", str(error))
    return Finding("ok", "Slack socket", "Slack gives an address for Socket Mode")


def _signed(secrets: Mapping[str, SecretStr]) -> Finding:
    if "SLACK_SIGNING_SECRET" in secrets:
        return Finding("ok", "Slack requests", "their signatures can be checked")
    return Finding(
        "failure",
        "Slack requests",
        f"set SLACK_SIGNING_SECRET in .env; it is on the app's page Basic Information on {PORTAL}",
    )
