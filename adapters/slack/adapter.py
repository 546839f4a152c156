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


@dataclass(frozen=True, slots=True)
class Slack:
    """Talks with people in a Slack workspace. `ping_seconds` is how soon a lost line is noticed."""

    name: str = "slack"
    secrets: tuple[str, ...] = (BOT_TOKEN,)
    verbs: Mapping[str, Verb] = field(default_factory=lambda: VERBS)
    ping_seconds: float = 5.0

    async def run(
        self, bot: "Bot", config: "Config", secrets: Mapping[str, SecretStr]
    ) -> int | None:
        """Serve until cancelled; raises `PlatformError` where Slack cannot be used."""
        from adapters.slack.running import serve

        needed = APP_TOKEN if config.slack.mode == "socket" else SIGNING_SECRET
        if needed not in secrets:
            raise PlatformError(
                f"With slack.mode {config.slack.mode} Slack needs {needed}; set it in the "
                "environment or in .env (docs/slack.md says where it is)."
            )
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


adapter = Slack()
