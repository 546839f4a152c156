"""What can be done for Slack on the command line: `causerie slack VERB`."""

from collections.abc import Mapping

from pydantic import SecretStr

from bot.config.schema import Config
from bot.platforms import Verb


async def manifest(config: Config, secrets: Mapping[str, SecretStr]) -> str:
    """Print the manifest from which Slack makes the app."""
    from adapters.slack.manifest import manifest as written
    from bot.commands import found

    socket = config.slack.mode == "socket"
    many = "CAUSERIE_SLACK_CLIENT_ID" in secrets
    # In Socket Mode the address is only for people who install the app.
    address = config.slack.address or "" if many or not socket else ""
    return written(found(), prefix=config.slack.prefix, address=address, many=many, socket=socket)


async def key(config: Config, secrets: Mapping[str, SecretStr]) -> str:  # noqa: ARG001  # it needs none
    """Print a new key, with which the tokens of workspaces are sealed."""
    from bot.sealing import new_key

    return new_key()


VERBS: Mapping[str, Verb] = {
    "manifest": Verb("print the manifest from which Slack makes the app", manifest, early=True),
    "key": Verb("print a new key for CAUSERIE_SLACK_KEYS", key, early=True),
}
