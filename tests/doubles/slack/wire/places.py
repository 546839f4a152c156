"""Conversations: https://docs.slack.dev/reference/objects/conversation-object."""

from typing import Any

from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.users import User

Json = dict[str, Any]


def channel(channel: Channel, viewer: User) -> Json:
    """Return a conversation as a member or a bot sees it."""
    if channel.kind is Kind.IM:
        return _direct(channel, viewer)
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is Kind.PUBLIC,
        "is_group": channel.kind is Kind.PRIVATE,
        "is_im": False,
        "is_mpim": channel.kind is Kind.MPIM,
        "is_private": channel.kind is not Kind.PUBLIC,
        "is_general": channel.name == "general",
        "is_member": channel.has(viewer),
        "is_archived": channel.archived,
        "is_shared": False,
        "is_org_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "created": int(channel.created),
        "creator": channel.creator.id if channel.creator else "USLACKBOT",
        "unlinked": 0,
        "context_team_id": channel.workspace.id,
        "updated": int(channel.created * 1000),
        "topic": _said(channel.topic),
        "purpose": _said(channel.purpose),
        "previous_names": [],
        "num_members": len(channel.members),
    }


def _direct(channel: Channel, viewer: User) -> Json:
    peer = channel.peer
    return {
        "id": channel.id,
        "created": int(channel.created),
        "is_im": True,
        "is_org_shared": False,
        "is_archived": channel.archived,
        "context_team_id": channel.workspace.id,
        "user": peer.id if peer and peer is not viewer else viewer.id,
        "is_user_deleted": bool(peer and peer.deleted),
        "priority": 0,
    }


def _said(text: str) -> Json:
    return {"value": text, "creator": "", "last_set": 0}
