"""Threads: opening, joining, leaving, falling asleep and waking up.

https://docs.discord.com/developers/topics/threads
"""

import time
from dataclasses import dataclass

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.drafts import Draft
from tests.doubles.discord.errors import Refused
from tests.doubles.discord.events import Event
from tests.doubles.discord.kinds import ChannelKind, Intent, MessageFlag, MessageKind
from tests.doubles.discord.messages import Json, Message, Reference
from tests.doubles.discord.permissions import Permission, in_channel
from tests.doubles.discord.talk import Talk
from tests.doubles.discord.users import User
from tests.doubles.discord.wire import places
from tests.doubles.discord.world import World, sees


@dataclass(frozen=True, slots=True)
class Opening:
    """How a thread is to be; `auto_archive` is in minutes."""

    name: str
    private: bool = False
    auto_archive: int = 1440
    invitable: bool = True


class Threads:
    """What happens to threads in the world."""

    def __init__(self, world: World, talk: Talk) -> None:
        self._world = world
        self._talk = talk

    def open(
        self, parent: Channel, by: User, opening: Opening, *, message: Message | None = None
    ) -> Channel:
        """Open a thread below a channel, or on a message, whose id it then shares."""
        thread = Channel(
            id=message.id if message else self._world.ids.new(),
            kind=ChannelKind.PRIVATE_THREAD if opening.private else ChannelKind.PUBLIC_THREAD,
            name=opening.name,
            guild=parent.guild,
            parent=parent,
            nsfw=parent.nsfw,
            owner=by,
            joined={by.id: time.time()},
            invitable=opening.invitable,
            auto_archive=opening.auto_archive,
        )
        self._world.add_channel(thread)
        if parent.guild is not None:
            parent.guild.channels[thread.id] = thread
        if message is not None:
            message.thread = thread
        self._tell("THREAD_CREATE", thread, newly_created=True)
        self._announce(parent, thread, by, message)
        return thread

    def join(self, thread: Channel, user: User) -> None:
        """Let somebody into a thread."""
        if user.id in thread.joined:
            return
        heard = self._heard(thread)
        thread.joined[user.id] = time.time()
        if user is self._world.bot and not heard:
            # https://docs.discord.com/developers/events/gateway-events#thread-create
            self._tell("THREAD_CREATE", thread)
        self._members(thread, added=[user])

    def leave(self, thread: Channel, user: User) -> None:
        """Let somebody out of a thread."""
        if user.id in thread.joined:
            self._members(thread, removed=[user])
            del thread.joined[user.id]

    def archive(
        self, thread: Channel, *, locked: bool | None = None, archived: bool = True
    ) -> None:
        """Put a thread to sleep or wake it up."""
        thread.archived, thread.archived_at = archived, time.time()
        thread.locked = thread.locked if locked is None else locked
        self._tell("THREAD_UPDATE", thread)

    def wake(self, channel: Channel, by: User) -> None:
        """Wake a thread in which something is said; raise `Refused` if it is locked."""
        if not channel.archived:
            return
        if channel.locked and Permission.MANAGE_THREADS not in in_channel(channel, by):
            raise Refused(400, 50083, "Thread is archived")
        self.archive(channel, archived=False)

    def changed(self, thread: Channel) -> None:
        """Tell the bot that a thread is not as it was."""
        self._tell("THREAD_UPDATE", thread)

    def delete(self, thread: Channel) -> None:
        """Delete a thread."""
        guild, parent = thread.guild, thread.parent
        heard = self._heard(thread)
        thread.deleted = True
        self._world.channels.pop(thread.id, None)
        if guild is None or parent is None:
            return
        guild.channels.pop(thread.id, None)
        data = {
            "id": str(thread.id),
            "guild_id": str(guild.id),
            "parent_id": str(parent.id),
            "type": thread.kind.value,
        }
        if heard:
            self._world.emit(Event("THREAD_DELETE", data, guild.id, Intent.GUILDS))

    def _announce(
        self, parent: Channel, thread: Channel, by: User, message: Message | None
    ) -> None:
        about = Reference(thread.id, thread.id, thread.guild.id if thread.guild else None)
        if message is not None:
            kind, where = MessageKind.THREAD_STARTER, thread
            about = Reference(message.id, parent.id, about.guild_id)
            draft = Draft(kind=kind, reference=about, answers=message)
            self._talk.post(where, by, draft)
        elif thread.kind == ChannelKind.PUBLIC_THREAD and parent.kind != ChannelKind.FORUM:
            draft = Draft(
                thread.name, kind=MessageKind.THREAD_CREATED, reference=about, flags=_HAS_THREAD
            )
            self._talk.post(parent, by, draft)

    def _members(
        self, thread: Channel, *, added: list[User] | None = None, removed: list[User] | None = None
    ) -> None:
        if thread.guild is None or not self._heard(thread):
            return
        data: Json = {
            "id": str(thread.id),
            "guild_id": str(thread.guild.id),
            "member_count": len(thread.joined) - len(removed or ()),
            "added_members": [places.thread_member(thread, each.id) for each in added or ()],
            "removed_member_ids": [str(each.id) for each in removed or ()],
        }
        self._world.emit(Event("THREAD_MEMBERS_UPDATE", data, thread.guild.id, Intent.GUILDS))

    def _tell(self, name: str, thread: Channel, **more: bool) -> None:
        if thread.guild is not None and self._heard(thread):
            data = places.thread(thread, self._world.bot) | more
            self._world.emit(Event(name, data, thread.guild.id, Intent.GUILDS))
        else:
            self._world.changes.changed()

    def _heard(self, thread: Channel) -> bool:
        return sees(thread, self._world.bot)


_HAS_THREAD = MessageFlag.HAS_THREAD
