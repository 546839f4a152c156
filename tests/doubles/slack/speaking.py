"""People in a workspace, and what they say."""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.doubles.slack import texts
from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.drafts import Draft
from tests.doubles.slack.files import File
from tests.doubles.slack.messages import Message
from tests.doubles.slack.parts import Parts
from tests.doubles.slack.users import User
from tests.doubles.slack.wire import people
from tests.doubles.slack.workspaces import Workspace


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who talks. In texts "<@BOT>" stands for the bot of the workspace."""

    user: User
    parts: Parts

    @property
    def id(self) -> str:
        """The id of the user."""
        return self.user.id

    @property
    def mention(self) -> str:
        """How the person is mentioned in a message."""
        return self.user.mention

    @property
    def workspace(self) -> Workspace:
        """The workspace that the person belongs to."""
        return self.user.workspace

    @property
    def dm(self) -> Channel:
        """The direct conversation with the bot."""
        return self.parts.world.dm(self.user, self.bot)

    @property
    def bot(self) -> User:
        """The bot in this workspace; raise `LookupError` where it is not installed."""
        found = self.parts.world.bot(self.workspace)
        if found is None:
            raise LookupError(f"the app is not installed in {self.workspace.name}")
        return found

    async def says(
        self,
        channel: Channel,
        text: str = "",
        *,
        thread: Message | str | None = None,
        files: Sequence[File] = (),
        broadcast: bool = False,
        ago: float = 0,
        quietly: bool = False,
    ) -> Message:
        """Post a message; return it when it is on its way to the app.

        `thread` is a message of the thread, or the timestamp of its root. `ago` (seconds) puts it
        into the past, and `quietly` keeps it from the app.
        """
        self._enter(channel)
        draft = self._draft(text, files, broadcast=broadcast)
        root = thread.root if isinstance(thread, Message) else thread
        draft = replace(draft, thread_ts=root, ago=ago)
        return self.parts.talk.post(channel, self.user, draft, quietly=quietly)

    async def edits(self, message: Message, text: str) -> None:
        """Change an own message."""
        self._own(message)
        written = self._written(text)
        blocks = (texts.rich_text(written),)
        version = replace(message.shown, at=time.monotonic(), text=written, blocks=blocks)
        self.parts.talk.edit(message, version, editor=self.user)

    async def deletes(self, message: Message) -> None:
        """Delete an own message."""
        self._own(message)
        self.parts.talk.delete(message)

    async def stops(self, message: Message) -> None:
        """Press the Stop button of the session in a message's thread; raise `LookupError`."""
        self.parts.agents.stop(message.channel, message.root, self.user)

    async def reacts(self, message: Message, name: str) -> None:
        """React with an emoji, named without colons."""
        self.parts.talk.react(message, self.user, name)

    async def unreacts(self, message: Message, name: str) -> None:
        """Take a reaction back."""
        self.parts.talk.unreact(message, self.user, name)

    async def joins(self, channel: Channel) -> None:
        """Become a member of a channel."""
        self.parts.world.join(channel, self.user)

    async def leaves(self, channel: Channel) -> None:
        """Leave a channel."""
        self.parts.world.leave(channel, self.user)

    async def invites(self, channel: Channel, user: User) -> None:
        """Add somebody, such as the bot, to a channel."""
        self.parts.world.join(channel, user)

    async def archives(self, channel: Channel, *, again: bool = False) -> None:
        """Archive a channel, or bring it back (`again`)."""
        channel.archived = not again
        name = "unarchive" if again else "archive"
        self._tell_of(channel, name, channel=channel.id, user=self.id)

    async def removes(self, channel: Channel) -> None:
        """Delete a channel."""
        channel.deleted = True
        self._tell_of(channel, "deleted", channel=channel.id)

    async def renames(self, channel: Channel, name: str) -> None:
        """Give a channel another name."""
        channel.name = name
        named = {"id": channel.id, "name": name, "name_normalized": name}
        self._tell_of(channel, "rename", channel=named | {"created": int(channel.created)})

    async def calls_self(self, display: str) -> None:
        """Take another display name."""
        self.user.display_name = display
        self.parts.world.tell(self.workspace, "user_change", user=people.user(self.user))

    def _tell_of(self, where: Channel, happened: str, **data: Any) -> None:
        kind = "group" if where.kind is Kind.PRIVATE else "channel"
        if self.parts.talk.hears(where):
            self.parts.world.tell(self.workspace, f"{kind}_{happened}", **data)

    def _draft(self, text: str, files: Sequence[File], *, broadcast: bool) -> Draft:
        written = self._written(text)
        stored = tuple(self.parts.world.keep(self.user, file) for file in files)
        return Draft(
            written,
            (texts.rich_text(written),) if written else (),
            files=stored,
            broadcast=broadcast,
            subtype="file_share" if stored else "thread_broadcast" if broadcast else None,
            client_msg_id=str(uuid.uuid4()),
        )

    def _written(self, text: str) -> str:
        bot = self.parts.world.bot(self.workspace)
        named = text.replace("<@BOT>", bot.mention) if bot else text
        return texts.escape(named)

    def _enter(self, channel: Channel) -> None:
        if channel.has(self.user):
            return
        if channel.kind is not Kind.PUBLIC or channel.workspace is not self.workspace:
            raise PermissionError(f"{self.user} is not in {channel}")
        channel.members[self.user.id] = self.user

    def _own(self, message: Message) -> None:
        if message.author is not self.user:
            raise PermissionError(f"{self.user} did not write {message}")
