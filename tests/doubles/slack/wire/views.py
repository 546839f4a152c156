"""Views: https://docs.slack.dev/reference/objects/view-object."""

from typing import Any

from tests.doubles.slack.users import User
from tests.doubles.slack.views import View

Json = dict[str, Any]


def view(view: View, bot: User, state: Json | None = None) -> Json:
    """Return a view, with what was filled in."""
    shown = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
        "title": {"type": "plain_text", "text": "View Title", "emoji": True},
    }
    return (
        shown
        | view.content
        | {
            "id": view.id,
            "team_id": view.user.workspace.id,
            "state": {"values": state or {}},
            "hash": view.hash,
            "previous_view_id": view.previous.id if view.previous else None,
            "root_view_id": view.root.id,
            "app_id": bot.app_id,
            "app_installed_team_id": view.user.workspace.id,
            "bot_id": bot.bot_id,
        }
    )
