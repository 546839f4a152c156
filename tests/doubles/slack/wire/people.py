"""Users, bots and workspaces: https://docs.slack.dev/reference/objects/user-object."""

from typing import Any

from tests.doubles.slack.users import User
from tests.doubles.slack.workspaces import Workspace

Json = dict[str, Any]


def user(user: User) -> Json:
    """Return a member."""
    workspace = user.workspace
    written: Json = {
        "id": user.id,
        "team_id": workspace.id,
        "name": user.name,
        "deleted": user.deleted,
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": "Central European Time",
        "tz_offset": user.tz_offset,
        "profile": _profile(user),
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "is_primary_owner": user.is_owner,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
        "updated": 1_700_000_000,
        "locale": user.locale,
    }
    if workspace.enterprise is not None:
        written["enterprise_user"] = {
            "id": user.id,
            "enterprise_id": workspace.enterprise.id,
            "enterprise_name": workspace.enterprise.name,
            "is_admin": user.is_admin,
            "is_owner": user.is_owner,
            "teams": [workspace.id],
        }
    return written


def _profile(user: User) -> Json:
    profile: Json = {
        "title": "",
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "status_text": "",
        "status_emoji": "",
        "image_72": f"https://avatars.example/{user.id}_72.png",
        "team": user.workspace.id,
    }
    if user.bot_id is not None:
        profile |= {"bot_id": user.bot_id, "api_app_id": user.app_id, "always_active": True}
    return profile


def bot_profile(user: User) -> Json:
    """Return what a message tells of the bot that wrote it."""
    icons = {f"image_{size}": f"https://avatars.example/bot_{size}.png" for size in (36, 48, 72)}
    return {
        "id": user.bot_id,
        "deleted": user.deleted,
        "name": user.real_name,
        "updated": 1_700_000_000,
        "app_id": user.app_id,
        "user_id": user.id,
        "icons": icons,
        "team_id": user.workspace.id,
    }


def workspace(workspace: Workspace) -> Json:
    """Return a workspace as team.info tells of it."""
    written: Json = {
        "id": workspace.id,
        "name": workspace.name,
        "url": f"https://{workspace.domain}.slack.com/",
        "domain": workspace.domain,
        "email_domain": "",
        "icon": {"image_default": True},
        "avatar_base_url": "https://avatars.example/",
        "is_verified": False,
    }
    if workspace.enterprise is not None:
        enterprise = workspace.enterprise
        written |= {"enterprise_id": enterprise.id, "enterprise_name": enterprise.name}
    return written
