"""What can be done for Slack on the command line: `causerie slack VERB`."""

from collections.abc import Mapping

from pydantic import SecretStr

from bot.config.schema import Config
from bot.platforms import Verb


async def manifest(config: Config, secrets: Mapping[str, SecretStr]) -> str:  # noqa: ARG001  # it needs none
    """Print the manifest from which Slack makes the app."""
    from adapters.slack.manifest import manifest as written
    from bot.commands import found

    address = config.slack.address if config.slack.mode == "http" else None
    return written(found(), prefix=config.slack.prefix, address=address or "")


VERBS: Mapping[str, Verb] = {
    "manifest": Verb("print the manifest from which Slack makes the app", manifest, early=True),
}
