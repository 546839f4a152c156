"""Messages as JSON.

https://docs.discord.com/developers/resources/message
"""

from collections.abc import Callable
from typing import Any

from tests.doubles.discord.kinds import SYSTEM, InteractionKind, MessageFlag
from tests.doubles.discord.messages import Attachment, Message, Reference
from tests.doubles.discord.snowflakes import stamp
from tests.doubles.discord.users import User
from tests.doubles.discord.wire import people, places

Json = dict[str, Any]
Address = Callable[[int, Attachment], str]

# What a bot without the intent finds empty: .../events/gateway#message-content-intent
BLANK: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


class MessageWriter:
    """Writes messages for the bot; `address` gives the signed address of a file of a channel."""

    def __init__(self, bot: User, address: Address, find: Callable[[int], User]) -> None:
        self._bot = bot
        self._address = address
        self._find = find

    def write(self, which: Message, *, blank: bool = False, deep: bool = True) -> Json:
        """Return a message as REST shows it; `deep` with the one that it answers."""
        shown: Json = self._always(which)
        if which.reactions:
            shown["reactions"] = [
                self._reaction(emoji, users) for emoji, users in which.reactions.items()
            ]
        if which.nonce is not None:
            shown["nonce"] = which.nonce
        if which.reference is not None:
            shown["message_reference"] = reference(which.reference)
            if deep and which.reference.kind == 0:
                shown["referenced_message"] = self._answered(which, blank=blank)
        if which.poll is not None and not blank:
            shown["poll"] = self._poll(which, which.poll)
        if which.thread is not None and not which.thread.deleted:
            shown["thread"] = places.thread(which.thread, self._bot)
        return shown | self._rarely(which) | (BLANK if blank else {})

    def blanked(self, which: Message) -> bool:
        """Return whether the content is hidden from a bot without the intent."""
        return (
            which.channel.guild is not None
            and which.author is not self._bot
            and self._bot.id not in which.pings.users
            and which.kind not in SYSTEM
        )

    def in_event(self, which: Message, *, blank: bool = False) -> Json:
        """Return a message as events show it: with its server and the members of it."""
        shown = self.write(which, blank=blank)
        guild = which.channel.guild
        if guild is None:
            return shown | {"channel_type": which.channel.kind.value}
        shown["guild_id"] = str(guild.id)
        shown["channel_type"] = which.channel.kind.value
        author = guild.members.get(which.author.id)
        if author is not None and which.webhook_id is None:
            shown["member"] = people.partial_member(author)
        for mentioned in shown["mentions"]:
            there = guild.members.get(int(mentioned["id"]))
            if there is not None:
                mentioned["member"] = people.partial_member(there)
        return shown

    def attachment(self, channel_id: int, which: Attachment) -> Json:
        """Return a file with its address of this moment."""
        address = self._address(channel_id, which)
        shown: Json = {
            "id": str(which.id),
            "filename": which.name,
            "size": which.size,
            "url": address,
            "proxy_url": address,
        }
        more = {
            "content_type": which.type,
            "description": which.description,
            "width": which.width,
            "height": which.height,
            "duration_secs": which.duration,
            "waveform": which.waveform,
            "ephemeral": which.ephemeral or None,
        }
        return shown | {key: value for key, value in more.items() if value is not None}

    def _always(self, which: Message) -> Json:
        version = which.shown
        flags = version.flags
        if which.thread is not None:
            flags |= MessageFlag.HAS_THREAD
        return {
            "id": str(which.id),
            "channel_id": str(which.channel.id),
            "type": which.kind.value,
            "author": people.user(which.author),
            "content": version.content,
            "timestamp": stamp(which.created),
            "edited_timestamp": stamp(which.edited_at),
            "tts": which.tts,
            "mention_everyone": which.pings.everyone,
            "mentions": [people.user(self._find(each)) for each in which.pings.users],
            "mention_roles": [str(each) for each in which.pings.roles],
            "attachments": [
                self.attachment(which.channel.id, each) for each in version.attachments
            ],
            "embeds": [] if MessageFlag.SUPPRESS_EMBEDS in flags else list(version.embeds),
            "components": list(version.components),
            "pinned": which.pinned_at is not None,
            "flags": flags.value,
        }

    def _rarely(self, which: Message) -> Json:
        shown: Json = {}
        if which.snapshots:
            shown["message_snapshots"] = list(which.snapshots)
        if which.stickers:
            shown["sticker_items"] = [
                {"id": str(each.id), "name": each.name, "format_type": each.format}
                for each in which.stickers
            ]
        if which.metadata is not None:
            shown["interaction_metadata"] = which.metadata
            if which.metadata["type"] == InteractionKind.COMMAND:
                # Deprecated, but still sent, and discord.py follows its views by it.
                kept = ("id", "type", "name", "user")
                shown["interaction"] = {key: which.metadata[key] for key in kept}
        if which.webhook_id is not None:
            shown["webhook_id"] = str(which.webhook_id)
        if which.application_id is not None:
            shown["application_id"] = str(which.application_id)
        if which.channel.is_thread:
            shown["position"] = len(which.channel.between(0, which.id))
        return shown

    def _answered(self, which: Message, *, blank: bool) -> Json | None:
        answered = which.answers
        if answered is None or not answered.is_there:
            return None
        return self.write(answered, blank=blank and self.blanked(answered), deep=False)

    def _reaction(self, emoji: str, users: list[User]) -> Json:
        return {
            "emoji": partial_emoji(emoji),
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "burst_colors": [],
            "me": self._bot in users,
            "me_burst": False,
        }

    def _poll(self, which: Message, poll: Json) -> Json:
        counts = [
            {"id": answer, "count": len(users), "me_voted": self._bot in users}
            for answer, users in which.votes.items()
        ]
        return poll | {"results": {"is_finalized": False, "answer_counts": counts}}


def reference(which: Reference) -> Json:
    """Return what a message answers or forwards."""
    shown: Json = {
        "type": which.kind,
        "message_id": str(which.message_id),
        "channel_id": str(which.channel_id),
    }
    if which.guild_id is not None:
        shown["guild_id"] = str(which.guild_id)
    return shown


def partial_emoji(reaction: str) -> Json:
    """Return an emoji from its form in a path, a character or "name:id"."""
    name, _, emoji_id = reaction.partition(":")
    return {"id": emoji_id or None, "name": name}
