"""What a new message answers or forwards.

https://docs.discord.com/developers/resources/message#message-reference-structure
"""

from dataclasses import replace
from typing import Any

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.drafts import Draft
from tests.doubles.discord.errors import Refused, invalid_form
from tests.doubles.discord.kinds import SYSTEM, MessageFlag, MessageKind
from tests.doubles.discord.messages import Message, refer
from tests.doubles.discord.permissions import Permission, in_channel
from tests.doubles.discord.rest.call import Call, Json, snowflake
from tests.doubles.discord.wire.messages import MessageWriter

_SNAPPED = (
    "type",
    "content",
    "embeds",
    "attachments",
    "timestamp",
    "edited_timestamp",
    "flags",
    "mentions",
    "mention_roles",
    "sticker_items",
    "components",
)


def with_reference(call: Call, raw: Json, channel: Channel, draft: Draft) -> Draft:
    """Return a draft with what its body refers to; raise `Refused` where Discord does."""
    said = raw.get("message_reference")
    if not said:
        return draft
    message_id = snowflake(said.get("message_id"), path="message_reference.message_id")
    if said.get("type") == 1:
        source = call.parts.world.channel(snowflake(said.get("channel_id"), path="channel_id"))
        call.require(source, Permission.READ_MESSAGE_HISTORY)
        found = source.get(message_id)
        if found is None:
            raise _unknown()
        return forwarded(call.parts.world.writer, draft, found)
    if Permission.READ_MESSAGE_HISTORY not in in_channel(channel, call.bot):
        words = "Cannot reply without permission to read message history"
        raise Refused(400, 160002, words)
    found = channel.get(message_id)
    if found is not None and found.kind in SYSTEM:
        words = "Cannot reply to a system message"
        problem = ("REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", words)
        raise invalid_form({"message_reference": problem})
    if found is None or found.only_for is not None:
        if said.get("fail_if_not_exists", True):
            raise _unknown()
        return draft
    return answering(draft, found)


def answering(draft: Draft, message: Message) -> Draft:
    """Return a draft as a reply to a message."""
    return replace(draft, kind=MessageKind.REPLY, reference=refer(message), answers=message)


def forwarded(writer: MessageWriter, draft: Draft, message: Message) -> Draft:
    """Return a draft as the forwarding of a message: a snapshot of it."""
    shown = writer.write(message, deep=False)
    snapshot: dict[str, Any] = {key: shown[key] for key in _SNAPPED if key in shown}
    return replace(
        draft,
        reference=refer(message, kind=1),
        snapshots=message.snapshots or ({"message": snapshot},),
        flags=draft.flags | MessageFlag.SNAPSHOT,
    )


def _unknown() -> Refused:
    problem = ("MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
    return invalid_form({"message_reference": problem})
