"""Saying, editing, deleting and all that happens to messages, whoever does it."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from tests.doubles.discord.channels import Channel, Typing
from tests.doubles.discord.drafts import Draft
from tests.doubles.discord.events import Event
from tests.doubles.discord.kinds import Intent, MessageKind
from tests.doubles.discord.mentions import Allowed, pings
from tests.doubles.discord.messages import Json, Message, Version, refer
from tests.doubles.discord.snowflakes import stamp
from tests.doubles.discord.users import User
from tests.doubles.discord.wire import people
from tests.doubles.discord.wire.messages import partial_emoji
from tests.doubles.discord.world import World, sees


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a message comes from that is not simply posted.

    `metadata` tells of an interaction, `only_for` is who alone sees it, `ago` is how many seconds
    ago it was said, and `quietly` keeps it from the gateway.
    """

    metadata: Json | None = None
    webhook_id: int | None = None
    only_for: User | None = None
    ago: float = 0
    quietly: bool = False


PLAIN = Origin()


class Talk:
    """What happens to messages in the world."""

    def __init__(self, world: World) -> None:
        self._world = world

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
            metadata=origin.metadata,
            only_for=origin.only_for,
        )
        channel.add(message)
        channel.changes.changed()
        if origin.quietly:
            world.changes.changed()
        else:
            self._tell("MESSAGE_CREATE", message)
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
        self._tell("MESSAGE_UPDATE", message)
        return message

    def delete(self, message: Message) -> None:
        """Delete a message."""
        message.deleted_at = time.monotonic()
        self._about(message.channel, "MESSAGE_DELETE", {"id": str(message.id)})

    def delete_many(self, channel: Channel, messages: Iterable[Message]) -> None:
        """Delete messages at once."""
        gone = list(messages)
        for message in gone:
            message.deleted_at = time.monotonic()
        ids = [str(message.id) for message in gone]
        self._about(channel, "MESSAGE_DELETE_BULK", {"ids": ids})

    def types(self, channel: Channel, user: User) -> None:
        """Show that somebody is typing."""
        channel.typings.append(Typing(user, time.monotonic()))
        data: Json = {"user_id": str(user.id), "timestamp": int(time.time())}
        guild = channel.guild
        if guild is not None and user.id in guild.members:
            data["member"] = people.member(guild.members[user.id])
        self._about(channel, "TYPING_START", data, Intent.TYPING, Intent.DM_TYPING)

    def react(self, message: Message, user: User, emoji: str) -> None:
        """React with an emoji, a character or "name:id"."""
        users = message.reactions.setdefault(emoji, [])
        if user not in users:
            users.append(user)
            self._reaction("MESSAGE_REACTION_ADD", message, user, emoji)

    def unreact(self, message: Message, user: User, emoji: str) -> None:
        """Take a reaction back."""
        users = message.reactions.get(emoji, [])
        if user in users:
            users.remove(user)
            if not users:
                del message.reactions[emoji]
            self._reaction("MESSAGE_REACTION_REMOVE", message, user, emoji)

    def clear_reactions(self, message: Message, emoji: str | None = None) -> None:
        """Take off all reactions, or all with one emoji."""
        data: Json = {"message_id": str(message.id)}
        name = "MESSAGE_REACTION_REMOVE_ALL"
        if emoji is None:
            message.reactions.clear()
        else:
            message.reactions.pop(emoji, None)
            data["emoji"] = partial_emoji(emoji)
            name = "MESSAGE_REACTION_REMOVE_EMOJI"
        self._about(message.channel, name, data, Intent.REACTIONS, Intent.DM_REACTIONS)

    def pin(self, message: Message, user: User) -> None:
        """Pin a message, which the channel is told."""
        message.pinned_at = time.time()
        self._pins(message.channel)
        draft = Draft(kind=MessageKind.PINNED, reference=refer(message))
        self.post(message.channel, user, draft)

    def unpin(self, message: Message) -> None:
        """Take a pin off."""
        message.pinned_at = None
        self._pins(message.channel)

    def vote(self, message: Message, user: User, answer: int) -> None:
        """Vote in a poll."""
        message.votes.setdefault(answer, []).append(user)
        data: Json = {
            "user_id": str(user.id),
            "message_id": str(message.id),
            "answer_id": answer,
        }
        self._about(message.channel, "MESSAGE_POLL_VOTE_ADD", data, Intent.POLLS, Intent.DM_POLLS)

    def _pins(self, channel: Channel) -> None:
        newest = max((each.pinned_at or 0 for each in channel.messages), default=0)
        data: Json = {"last_pin_timestamp": stamp(newest or None)}
        self._about(channel, "CHANNEL_PINS_UPDATE", data, Intent.GUILDS, Intent.DM_MESSAGES)

    def _reaction(self, name: str, message: Message, user: User, emoji: str) -> None:
        data: Json = {
            "user_id": str(user.id),
            "message_id": str(message.id),
            "message_author_id": str(message.author.id),
            "emoji": partial_emoji(emoji),
            "burst": False,
            "type": 0,
        }
        guild = message.channel.guild
        if guild is not None and user.id in guild.members:
            data["member"] = people.member(guild.members[user.id])
        self._about(message.channel, name, data, Intent.REACTIONS, Intent.DM_REACTIONS)

    def _tell(self, name: str, message: Message) -> None:
        world = self._world
        if message.only_for is not None or not self._heard(message.channel):
            world.changes.changed()
            return
        guild = message.channel.guild
        event = Event(
            name,
            world.writer.in_event(message),
            guild.id if guild else None,
            Intent.MESSAGES if guild else Intent.DM_MESSAGES,
            blank=partial(world.writer.in_event, message, blank=True)
            if world.writer.blanked(message)
            else None,
        )
        world.emit(event)

    def _about(
        self,
        channel: Channel,
        name: str,
        data: Json,
        intent: Intent = Intent.MESSAGES,
        in_dm: Intent = Intent.DM_MESSAGES,
    ) -> None:
        if not self._heard(channel):
            self._world.changes.changed()
            return
        data["channel_id"] = str(channel.id)
        if channel.guild is None:
            self._world.emit(Event(name, data, None, in_dm))
        else:
            data["guild_id"] = str(channel.guild.id)
            self._world.emit(Event(name, data, channel.guild.id, intent))

    def _heard(self, channel: Channel) -> bool:
        bot = self._world.bot
        return bot in channel.recipients if channel.guild is None else sees(channel, bot)
