"""Looks at the app as it is set up, and says what to do where it is not ready."""

from collections.abc import AsyncIterator, Mapping

from pydantic import SecretStr

from adapters.slack.connecting import PORTAL, failure, socket_address
from adapters.slack.manifest import SCOPES
from adapters.slack.wire import Wire, WireError, session
from bot.config.schema import Config
from bot.errors import PlatformError
from bot.findings import Finding


async def examine(config: Config, secrets: Mapping[str, SecretStr]) -> AsyncIterator[Finding]:
    """Check the tokens, what the app may do, and whether a connection can be had."""
    api_url = config.slack.api_url
    async with session() as opened:
        bot = Wire(opened, secrets["SLACK_BOT_TOKEN"].get_secret_value(), api_url)
        for finding in await _bot(bot):
            yield finding
        if config.slack.mode == "http":
            yield _signed(secrets)
        elif "SLACK_APP_TOKEN" in secrets:
            yield await _socket(
                Wire(opened, secrets["SLACK_APP_TOKEN"].get_secret_value(), api_url)
            )
        else:
            yield Finding("failure", "Slack socket", "set SLACK_APP_TOKEN in .env")


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
