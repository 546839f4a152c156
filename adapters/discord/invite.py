"""The links that bring the bot into a server or to a person, with no more rights than it uses."""

from collections.abc import Mapping
from urllib.parse import urlencode

import discord

PERMISSIONS: Mapping[str, str] = {
    "view_channel": "to see what is said where it is to answer",
    "send_messages": "to answer in channels",
    "send_messages_in_threads": "to answer in threads",
    "create_public_threads": "to open a thread for an answer, where the settings say so",
    "attach_files": "to send files, and what is too long for messages",
    "read_message_history": "to answer as a reply, and to find what was asked while it was away",
}
"""What the bot needs in a server, by discord.py's name, each with its reason."""

EXTRAS: Mapping[str, str] = {
    "manage_webhooks": "to write in linked channels under people's own names (/link)",
    "manage_messages": "to delete what the moderation of channels finds",
    "moderate_members": "to time out whoever wrote it",
    "manage_guild": "to list AutoMod's rules, and to share words with it",
}
"""What single features need besides, and nobody else."""

SCOPES = ("bot", "applications.commands")

_AUTHORIZE = "https://discord.com/oauth2/authorize"
# https://docs.discord.com/developers/resources/application: application integration types
_TO_SERVER, _TO_PERSON = 0, 1


# What the settings call otherwise than the interface does.
_CALLED = {"manage_guild": "Manage Server", "moderate_members": "Timeout Members"}


def permissions(*, extras: bool = False) -> discord.Permissions:
    """The permissions of the table as one value, with those of single features if asked for."""
    names = [*PERMISSIONS, *(EXTRAS if extras else ())]
    return discord.Permissions(**dict.fromkeys(names, True))


def label(name: str) -> str:
    """What Discord's own settings call a permission: `Send Messages in Threads`."""
    return _CALLED.get(name) or name.replace("_", " ").title().replace(" In ", " in ")


def link_for_server(application_id: int, *, extras: bool = False) -> str:
    """The link by which somebody who manages a server brings the bot in.

    Opened again with `extras`, it gives a bot that is there already the rights of single features.
    """
    return _link(
        client_id=application_id,
        permissions=permissions(extras=extras).value,
        integration_type=_TO_SERVER,
        scope=" ".join(SCOPES),
    )


def link_for_person(application_id: int) -> str:
    """The link by which a person takes the commands along to wherever they are."""
    return _link(
        client_id=application_id, integration_type=_TO_PERSON, scope="applications.commands"
    )


def _link(**query: object) -> str:
    return f"{_AUTHORIZE}?{urlencode(query)}"
