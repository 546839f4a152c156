"""What can be done for Discord on the command line: `causerie discord VERB`."""

from collections.abc import Mapping

from pydantic import SecretStr

from adapters.discord.invite import EXTRAS, PERMISSIONS, label, link_for_person, link_for_server
from adapters.discord.reaching import visiting
from bot.config.schema import Config
from bot.platforms import Verb

TOKEN = "DISCORD_TOKEN"  # noqa: S105  # its name, not the token


async def invite(config: Config, secrets: Mapping[str, SecretStr]) -> str:
    """Print the links by which the bot comes into servers and to people."""
    async with visiting(config.discord, secrets[TOKEN].get_secret_value()) as (_, application):
        lines = [link_for_server(application.id), "", "With it the bot may do this in a server:"]
        lines += [f"  {label(name):<26} {reason}" for name, reason in PERMISSIONS.items()]
        lines += ["", "Some features need more. With this link, also opened later, it may besides:"]
        lines += [f"  {label(name):<26} {reason}" for name, reason in EXTRAS.items()]
        lines += [link_for_server(application.id, extras=True)]
        if application.user_integration_config is not None:
            lines += ["", "A person who wants the commands everywhere opens this one:"]
            lines += [link_for_person(application.id)]
    return "\n".join(lines)


VERBS: Mapping[str, Verb] = {
    "invite": Verb("print the link that brings the bot into a server", invite),
}
