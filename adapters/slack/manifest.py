"""The app's manifest, from which Slack makes the app: features, rights, events and commands."""

import json
from collections.abc import Mapping
from typing import Any

from adapters.slack import words
from adapters.slack.addresses import redirect
from adapters.slack.forms import usage_hint
from adapters.slack.menus import MENUS, offered
from bot.commands import Command

NAME = "Causerie"

SCOPES: Mapping[str, str] = {
    "app_mentions:read": "to hear when it is mentioned",
    "assistant:write": "to show that it is thinking, and what one could ask",
    "channels:history": "to follow threads that it takes part in, and find what it missed",
    "channels:read": "to know the channels that it is in",
    "chat:write": "to answer",
    "chat:write.customize": "to post translations under the name of who wrote them",
    "commands": "to offer its commands",
    "files:read": "to look at files that come with a question",
    "files:write": "to send what is too long for messages",
    "groups:history": "the same in private channels that it was invited to",
    "groups:read": "the same for private channels",
    "im:history": "to hear direct messages",
    "im:read": "to know its direct conversations",
    "im:write": "to open one, for what is for one person alone",
    "reactions:read": "to translate what gets a flag as a reaction",
    "users:read": "to call people by their names, and to know who manages the workspace",
}
"""What the bot needs, each with its reason."""

EVENTS = (
    "agent_session_stopped",
    "app_context_changed",
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "group_archive",
    "group_deleted",
    "message.channels",
    "message.groups",
    "message.im",
    "reaction_added",
    "team_access_revoked",
    "tokens_revoked",
    "user_change",
)
"""What Slack tells the app."""

_LONGEST_DESCRIPTION = 2_000


def manifest(
    commands: Mapping[str, Command],
    *,
    prefix: str = "",
    address: str = "",
    many: bool = False,
    socket: bool = False,
) -> str:
    """The manifest as JSON, for the page where apps are made.

    `prefix` begins the names of commands. With an `address` Slack sends requests there, and people
    who have installed the app; without, or with `socket`, the app uses Socket Mode. With `many` it
    is for many workspaces, whose tokens are renewed.
    """
    described = as_object(commands, prefix=prefix, address=address, many=many, socket=socket)
    return json.dumps(described, indent=2, ensure_ascii=False)


def as_object(
    commands: Mapping[str, Command],
    *,
    prefix: str = "",
    address: str = "",
    many: bool = False,
    socket: bool = False,
) -> dict[str, Any]:
    """The manifest as an object."""
    called = "" if socket else address
    url = {"url": called} if called else {}
    request_url = {"request_url": called} if called else {}
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": NAME,
            "description": "A teammate who answers in channels, threads and direct messages",
            "background_color": "#2c3e50",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "agent_view": {
                "agent_description": "Ask me anything, here or in a channel by mentioning me.",
                "suggested_prompts": [
                    {"title": title, "message": message} for title, message in words.PROMPTS
                ],
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "slash_commands": [
                _slash(command, prefix) | url for command in commands.values() if not command.hidden
            ],
            "shortcuts": [
                {
                    "name": menu.label,
                    "type": menu.kind,
                    "callback_id": menu.callback_id,
                    "description": menu.description,
                }
                for menu in offered(commands, MENUS)
            ],
        },
        "oauth_config": {
            **({"redirect_urls": [redirect(address)]} if address else {}),
            "scopes": {"bot": sorted(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {"bot_events": list(EVENTS), **request_url},
            "interactivity": {"is_enabled": True, **request_url},
            "org_deploy_enabled": bool(address) and many,
            "socket_mode_enabled": not called,
            "token_rotation_enabled": bool(address) and many,
        },
    }


def _slash(command: Command, prefix: str) -> dict[str, Any]:
    hint = usage_hint(command)
    return {
        "command": f"/{prefix}{command.name}",
        "description": command.description[:_LONGEST_DESCRIPTION],
        **({"usage_hint": hint} if hint else {}),
        "should_escape": True,
    }
