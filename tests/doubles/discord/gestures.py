"""What people do about messages without a word: typing, reacting, pinning, voting."""

import time

from tests.doubles.discord.channels import Channel, Typing
from tests.doubles.discord.drafts import Draft
from tests.doubles.discord.kinds import Intent, MessageKind
from tests.doubles.discord.messages import Json, Message, refer
from tests.doubles.discord.snowflakes import stamp
from tests.doubles.discord.talk import Talk
from tests.doubles.discord.telling import Telling
from tests.doubles.discord.users import User
from tests.doubles.discord.wire import people
from tests.doubles.discord.wire.messages import partial_emoji


class Gestures:
    """What happens to messages besides talk."""

    def __init__(self, telling: Telling, talk: Talk) -> None:
        self._telling = telling
        self._talk = talk

    def types(self, channel: Channel, user: User) -> None:
        """Show that somebody is typing."""
        channel.typings.append(Typing(user, time.monotonic()))
        data: Json = {"user_id": str(user.id), "timestamp": int(time.time())}
        guild = channel.guild
        if guild is not None and user.id in guild.members:
            data["member"] = people.member(guild.members[user.id])
        self._telling.about(channel, "TYPING_START", data, Intent.TYPING, Intent.DM_TYPING)

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
        self._telling.about(message.channel, name, data, Intent.REACTIONS, Intent.DM_REACTIONS)

    def pin(self, message: Message, user: User) -> None:
        """Pin a message, which the channel is told."""
        message.pinned_at = time.time()
        self._pins(message.channel)
        draft = Draft(kind=MessageKind.PINNED, reference=refer(message))
        self._talk.post(message.channel, user, draft)

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
        self._telling.about(
            message.channel, "MESSAGE_POLL_VOTE_ADD", data, Intent.POLLS, Intent.DM_POLLS
        )

    def _pins(self, channel: Channel) -> None:
        newest = max((each.pinned_at or 0 for each in channel.messages), default=0)
        data: Json = {"last_pin_timestamp": stamp(newest or None)}
        self._telling.about(channel, "CHANNEL_PINS_UPDATE", data, Intent.GUILDS, Intent.DM_MESSAGES)

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
        self._telling.about(message.channel, name, data, Intent.REACTIONS, Intent.DM_REACTIONS)
