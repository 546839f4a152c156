"""Slack as an adapter: connects, takes in what happens, has it answered, stops."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import SecretStr

from adapters.slack.verbs import VERBS
from bot.errors import PlatformError
from bot.platforms import Verb

if TYPE_CHECKING:
    from bot.config.schema import Config
    from bot.core import Bot
    from bot.findings import Finding

BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"
CLIENT = ("CAUSERIE_SLACK_CLIENT_ID", "CAUSERIE_SLACK_CLIENT_SECRET", "CAUSERIE_SLACK_KEYS")
"""What is needed for many workspaces, in the place of the token of one."""

# What Slack's deliveries need, as `slack.mode` brings them.
_DELIVERED = {"socket": APP_TOKEN, "http": SIGNING_SECRET}


@dataclass(frozen=True, slots=True)
class Slack:
    """Talks with people in Slack workspaces. `ping_seconds` is how soon a lost line is noticed."""

    name: str = "slack"
    secrets: tuple[str, ...] = (BOT_TOKEN,)
    otherwise: tuple[tuple[str, ...], ...] = tuple(
        (*CLIENT, needed) for needed in _DELIVERED.values()
    )
    verbs: Mapping[str, Verb] = field(default_factory=lambda: VERBS)
    ping_seconds: float = 5.0

    async def run(
        self, bot: "Bot", config: "Config", secrets: Mapping[str, SecretStr]
    ) -> int | None:
        """Serve until cancelled; raises `PlatformError` where Slack cannot be used."""
        from adapters.slack.running import serve

        check(config, secrets)
        given = {name: secret.get_secret_value() for name, secret in secrets.items()}
        await serve(bot, config, given, ping_seconds=self.ping_seconds)
        return None

    async def examine(
        self, config: "Config", secrets: Mapping[str, SecretStr]
    ) -> AsyncIterator["Finding"]:
        """Check tokens, scopes and the socket, and say what to do where something is wrong."""
        from adapters.slack.examining import examine

        async for finding in examine(config, secrets):
            yield finding


def check(config: "Config", secrets: Mapping[str, SecretStr]) -> None:
    """Raise `PlatformError` where the secrets and the mode do not go together."""
    mode = config.slack.mode
    account = CLIENT if CLIENT[0] in secrets else (BOT_TOKEN,)
    lacking = [name for name in (*account, _DELIVERED[mode]) if name not in secrets]
    if lacking:
        raise PlatformError(
            f"With slack.mode {mode} Slack needs {' and '.join(lacking)}; set it in the "
            "environment or in .env (docs/slack.md says where it is)."
        )


adapter = Slack()
