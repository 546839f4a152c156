"""Talking, as a test lets people do it."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.drafts import Draft
from tests.doubles.discord.files import File, attach
from tests.doubles.discord.guilds import Emoji, Sticker
from tests.doubles.discord.kinds import NO_FLAGS, MessageFlag
from tests.doubles.discord.mentions import Allowed
from tests.doubles.discord.messages import Json, Message
from tests.doubles.discord.permissions import Permission, in_channel
from tests.doubles.discord.polls import make_poll
from tests.doubles.discord.rest.references import answering, forwarded
from tests.doubles.discord.talk import Origin
from tests.doubles.discord.threads import Opening
from tests.doubles.discord.users import User

if TYPE_CHECKING:
    from tests.doubles.discord.parts import Parts

# Of those who pay; everybody else has half of it.
_MOST_CONTENT = 4000


class Speaker:
    """Somebody at the keyboard. What Discord would not let them do raises `PermissionError`."""

    def __init__(self, account: User, parts: "Parts") -> None:
        self.account = account
        self._parts = parts

    @property
    def id(self) -> int:
        """The id of the account."""
        return self.account.id

    @property
    def bot(self) -> User:
        """The bot that is tested."""
        return self._parts.world.bot

    @property
    def mention(self) -> str:
        """How the person is mentioned in a message."""
        return self.account.mention

    async def says(
        self,
        channel: Channel,
        text: str = "",
        *,
        files: Sequence[File] = (),
        reply_to: Message | None = None,
        ping: bool = True,
        stickers: Sequence[Sticker] = (),
        embeds: Sequence[Json] = (),
        ago: float = 0,
        quietly: bool = False,
    ) -> Message:
        """Say something, or answer a message, with a `ping` of its author unless told not to.

        `ago` (seconds) puts it into the past, `quietly` keeps it from the gateway, as if said while
        the bot was away.
        """
        if len(text) > _MOST_CONTENT:
            raise ValueError(f"nobody can say more than {_MOST_CONTENT} characters")
        ids = self._parts.world.ids
        voice = any(file.duration is not None for file in files)
        draft = Draft(
            content=text.strip(),
            attachments=tuple(attach(file, ids.new()) for file in files),
            stickers=tuple(stickers),
            embeds=tuple(embeds),
            flags=MessageFlag.VOICE if voice else NO_FLAGS,
            allowed=Allowed(replied=ping),
        )
        if reply_to is not None:
            draft = answering(draft, reply_to)
        return self._post(channel, draft, Origin(ago=ago, quietly=quietly))

    async def speaks(
        self,
        channel: Channel,
        sound: bytes,
        *,
        seconds: float = 2.5,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a voice message."""
        file = File("voice-message.ogg", sound, "audio/ogg", duration=seconds)
        return await self.says(channel, files=[file], reply_to=reply_to)

    async def forwards(self, message: Message, channel: Channel) -> Message:
        """Forward a message to another channel."""
        draft = forwarded(self._parts.world.writer, Draft(), message)
        return self._post(channel, draft)

    async def polls(
        self, channel: Channel, question: str, *answers: str, several: bool = False
    ) -> Message:
        """Start a poll."""
        poll = make_poll(question, list(answers), several=several)
        return self._post(channel, Draft(poll=poll))

    async def votes(self, message: Message, answer: int) -> None:
        """Vote for an answer of a poll, counted from 1."""
        self._parts.gestures.vote(message, self.account, answer)

    async def edits(self, message: Message, text: str) -> Message:
        """Edit a message of one's own."""
        if message.author is not self.account:
            raise PermissionError(f"{message} is not of {self}")
        version = replace(message.shown, content=text.strip(), at=time.monotonic())
        return self._parts.talk.edit(message, version)

    async def deletes(self, *messages: Message) -> None:
        """Delete messages, several of them at once."""
        for message in messages:
            if message.author is not self.account:
                self._must(message.channel, Permission.MANAGE_MESSAGES)
        if len(messages) == 1:
            self._parts.talk.delete(messages[0])
        else:
            self._parts.talk.delete_many(messages[0].channel, messages)

    async def reacts(self, message: Message, emoji: str | Emoji) -> None:
        """React to a message."""
        self._must(message.channel, Permission.READ_MESSAGE_HISTORY)
        self._parts.gestures.react(message, self.account, _reaction(emoji))

    async def takes_back(self, message: Message, emoji: str | Emoji) -> None:
        """Take a reaction back."""
        self._parts.gestures.unreact(message, self.account, _reaction(emoji))

    async def types(self, channel: Channel) -> None:
        """Type in a channel."""
        self._must(channel, Permission.SEND_MESSAGES)
        self._parts.gestures.types(channel, self.account)

    async def pins(self, message: Message) -> None:
        """Pin a message."""
        self._parts.gestures.pin(message, self.account)

    async def opens_thread(
        self, where: Channel | Message, name: str, *, private: bool = False
    ) -> Channel:
        """Open a thread on a message, below a channel or, as a post, in a forum."""
        if isinstance(where, Message):
            opening = Opening(name)
            return self._parts.threads.open(where.channel, self.account, opening, message=where)
        self._must(where, Permission.VIEW_CHANNEL)
        return self._parts.threads.open(where, self.account, Opening(name, private))

    async def joins_thread(self, thread: Channel) -> None:
        """Join a thread."""
        self._parts.threads.join(thread, self.account)

    async def adds_bot_to(self, thread: Channel) -> None:
        """Bring the bot into a thread."""
        self._parts.threads.join(thread, self._parts.world.bot)

    def sees(self, channel: Channel) -> list[Message]:
        """Return what this person sees in a channel, also what only they see, oldest first."""
        self._must(channel, Permission.VIEW_CHANNEL)
        return [
            message
            for message in channel.ever
            if message.is_there and message.only_for in {None, self.account}
        ]

    def _post(self, channel: Channel, draft: Draft, origin: Origin | None = None) -> Message:
        self._must(channel, Permission.SEND_MESSAGES)
        if draft.attachments:
            self._must(channel, Permission.ATTACH_FILES)
        self._parts.threads.wake(channel, self.account)
        if channel.is_thread:
            self._parts.threads.join(channel, self.account)
        return self._parts.talk.post(channel, self.account, draft, origin or Origin())

    def must_see(self, channel: Channel) -> None:
        """Raise `PermissionError` if this person does not see a channel."""
        self._must(channel, Permission.VIEW_CHANNEL)

    def _must(self, channel: Channel, permission: Permission) -> None:
        if permission not in in_channel(channel, self.account):
            raise PermissionError(f"{self} may not {permission.name} in {channel}")

    def __repr__(self) -> str:
        return f"<{self.account.shown}>"


def _reaction(emoji: str | Emoji) -> str:
    return emoji.reaction if isinstance(emoji, Emoji) else emoji
