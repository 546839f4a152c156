"""Saying, editing, deleting and all that happens to messages, whoever does it."""

import time

from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.drafts import Draft, Json
from tests.doubles.slack.events import Event, subscription
from tests.doubles.slack.messages import Message, Stream, Version
from tests.doubles.slack.users import User
from tests.doubles.slack.wire import messages
from tests.doubles.slack.world import World

TOMBSTONE = "This message was deleted."


class Talk:
    """What happens to messages in the world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def post(
        self,
        channel: Channel,
        author: User,
        draft: Draft,
        *,
        only_for: User | None = None,
        stream: Stream | None = None,
        quietly: bool = False,
    ) -> Message:
        """Post a message; `quietly` keeps it from the app."""
        ids = self._world.ids
        ts = ids.ts_ago(draft.ago) if draft.ago else ids.ts()
        message = _message(ts, channel, author, draft)
        message.only_for, message.stream = only_for, stream
        channel.add(message)
        for file in draft.files:
            file.shared.setdefault(channel, []).append(message.ts)
        channel.touch(message.root)
        if quietly or only_for is not None:
            self._world.changes.changed()
        else:
            self._tell_new(message)
        return message

    def edit(self, message: Message, version: Version, *, editor: User | None = None) -> None:
        """Show something else in a message; `editor` leaves the mark that it was edited."""
        before = self._world.writer.write(message)
        message.versions.append(version)
        if editor is not None:
            message.edited = (editor, self._world.ids.ts())
        self.tell_change(message, before)
        author = message.author
        if editor is author and not author.is_bot and self._world.rules.mention_on_edit:
            self._tell_mention(message)

    def grow(self, message: Message, version: Version) -> None:
        """Let a stream say more, of which the app is not told."""
        message.versions.append(version)
        message.channel.touch(message.root)
        self._world.changes.changed()

    def delete(self, message: Message) -> None:
        """Delete a message; of the root of a thread a tombstone stays."""
        before = self._world.writer.write(message)
        channel = message.channel
        if channel.thread(message) and not message.is_reply:
            message.subtype = "tombstone"
            message.versions.append(Version(time.monotonic(), TOMBSTONE))
            self.tell_change(message, before)
            return
        message.deleted_at = time.monotonic()
        data = {"subtype": "message_deleted", "previous_message": before, "deleted_ts": message.ts}
        self._tell(channel, data)

    def tell_change(self, message: Message, before: Json) -> None:
        """Tell the app that a message is not as it was."""
        message.channel.touch(message.root)
        if message.only_for is not None:
            self._world.changes.changed()
            return
        now = self._world.writer.in_channel(message)
        data = {"subtype": "message_changed", "message": now, "previous_message": before}
        self._tell(message.channel, data)

    def react(self, message: Message, user: User, name: str) -> bool:
        """React with an emoji; return whether that is new."""
        users = message.reactions.setdefault(name, [])
        if user in users:
            return False
        users.append(user)
        self._tell_reaction("reaction_added", message, user, name)
        return True

    def unreact(self, message: Message, user: User, name: str) -> bool:
        """Take a reaction back; return whether there was one."""
        users = message.reactions.get(name, [])
        if user not in users:
            return False
        users.remove(user)
        if not users:
            del message.reactions[name]
        self._tell_reaction("reaction_removed", message, user, name)
        return True

    def hears(self, channel: Channel) -> bool:
        """Return whether the bot is in a channel."""
        bot = self._world.bot(channel.workspace)
        return bot is not None and channel.has(bot)

    def _tell_new(self, message: Message) -> None:
        channel = message.channel
        written = self._world.writer.write(message)
        event = written | {
            "channel": channel.id,
            "event_ts": message.ts,
            "channel_type": channel.kind.value,
        }
        if channel.is_direct and message.author in self._world.looking_at:
            event["app_context"] = self._world.looking_at[message.author]
        self._tell_mention(message)
        self._emit(channel, subscription(channel), event)
        for file in message.shown.files:
            self._tell_file(message, file.id)

    def _tell_mention(self, message: Message) -> None:
        channel = message.channel
        bot = self._world.bot(channel.workspace)
        if bot is None or message.author is bot or channel.kind is Kind.IM:
            return
        if not messages.mentions(message, bot):
            return
        written = self._world.writer.write(message)
        written.pop("subtype", None)
        written |= {"type": "app_mention", "channel": channel.id, "event_ts": message.ts}
        self._emit(channel, "app_mention", written)

    def _tell_file(self, message: Message, file_id: str) -> None:
        data = {
            "type": "file_shared",
            "file_id": file_id,
            "user_id": message.author.id,
            "file": {"id": file_id},
            "channel_id": message.channel.id,
            "event_ts": self._world.ids.ts(),
        }
        self._emit(message.channel, "file_shared", data)

    def _tell_reaction(self, name: str, message: Message, user: User, emoji: str) -> None:
        data = {
            "type": name,
            "user": user.id,
            "reaction": emoji,
            "item": messages.item(message),
            "item_user": message.author.id,
            "event_ts": self._world.ids.ts(),
        }
        self._emit(message.channel, name, data)

    def _tell(self, channel: Channel, data: Json) -> None:
        ts = self._world.ids.ts()
        common = {
            "type": "message",
            "channel": channel.id,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
            "channel_type": channel.kind.value,
        }
        self._emit(channel, subscription(channel), data | common)

    def _emit(self, channel: Channel, name: str, data: Json) -> None:
        if self.hears(channel):
            self._world.emit(Event(channel.workspace, name, data))
        else:
            self._world.changes.changed()


def _message(ts: str, channel: Channel, author: User, draft: Draft) -> Message:
    return Message(
        ts,
        channel,
        author,
        [draft.version()],
        thread_ts=draft.thread_ts,
        broadcast=draft.broadcast,
        subtype=draft.subtype,
        client_msg_id=draft.client_msg_id,
        metadata=draft.metadata,
        guise=draft.guise,
        unfurls=draft.unfurls,
    )
