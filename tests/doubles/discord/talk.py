"""Saying, editing, deleting and all that happens to messages, whoever does it."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.drafts import Draft
from tests.doubles.discord.mentions import Allowed, pings
from tests.doubles.discord.messages import Json, Message, Version
from tests.doubles.discord.telling import Telling
from tests.doubles.discord.users import User
from tests.doubles.discord.world import World


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message comes from that is not simply posted.

    `metadata` tells of an interaction, `application_id` whose webhook it was, `only_for` is who
    alone sees it, `ago` is how many seconds ago it was said, and `quietly` keeps it from the
    gateway.
    """

    metadata: Json | None = None
    webhook_id: int | None = None
    application_id: int | None = None
    only_for: User | None = None
    ago: float = 0
    quietly: bool = False


PLAIN = Origin()


class Talk:
    """What happens to messages in the world."""

    def __init__(self, world: World, telling: Telling) -> None:
        self._world = world
        self._telling = telling

    def post(self, channel: Channel, author: User, draft: Draft, origin: Origin = PLAIN) -> Message:
        """Post a message."""
        world = self._world
        answered = draft.answers.author if draft.answers else None
        message = Message(
            id=world.ids.at(time.time() - origin.ago) if origin.ago else world.ids.new(),
            channel=channel,
            author=author,
            versions=[draft.version(time.monotonic())],
            pings=pings(draft.content, channel, author, draft.allowed, answered=answered),
            kind=draft.kind,
            reference=draft.reference,
            answers=draft.answers,
            snapshots=draft.snapshots,
            stickers=draft.stickers,
            poll=draft.poll,
            tts=draft.tts,
            nonce=draft.nonce,
            webhook_id=origin.webhook_id,
            application_id=origin.application_id,
            metadata=origin.metadata,
            only_for=origin.only_for,
        )
        channel.add(message)
        channel.changes.changed()
        if origin.quietly:
            world.changes.changed()
        else:
            self._telling.message("MESSAGE_CREATE", message)
        return message

    def edit(
        self, message: Message, version: Version, *, allowed: Allowed | None = None
    ) -> Message:
        """Show something else in a message; who it mentions is looked at anew."""
        answered = message.answers.author if message.answers else None
        message.pings = pings(
            version.content,
            message.channel,
            message.author,
            allowed or Allowed(),
            answered=answered if answered and answered.id in message.pings.users else None,
        )
        if not message.is_loading:
            message.edited_at = time.time()
        return self.show(message, version)

    def show(self, message: Message, version: Version) -> Message:
        """Let a message show something else without having been edited (a link's preview)."""
        message.versions.append(version)
        message.channel.changes.changed()
        self._telling.message("MESSAGE_UPDATE", message)
        return message

    def delete(self, message: Message) -> None:
        """Delete a message."""
        message.deleted_at = time.monotonic()
        self._telling.about(message.channel, "MESSAGE_DELETE", {"id": str(message.id)})

    def delete_many(self, channel: Channel, messages: Iterable[Message]) -> None:
        """Delete messages at once."""
        gone = list(messages)
        for message in gone:
            message.deleted_at = time.monotonic()
        ids = [str(message.id) for message in gone]
        self._telling.about(channel, "MESSAGE_DELETE_BULK", {"ids": ids})
