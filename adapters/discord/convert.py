"""Makes the core's messages out of Discord's; no network, no clock."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from adapters.discord.contents import as_written, contents, named
from bot.channels import Said
from bot.messages import Attachment, Message, Person, Place, Quote

if TYPE_CHECKING:
    from discord.abc import GuildChannel, MessageableChannel, PrivateChannel

    Channel = MessageableChannel | GuildChannel | PrivateChannel

PLATFORM = "discord"

Reader = Callable[[str, int], Callable[[], Awaitable[bytes]]]
"""Makes what reads a file, given its address and the bytes that were announced."""

_LONGEST_QUOTE = 2_000
# What of the files of an earlier message is worth reading when somebody answers to it.
_POINTED_AT = (
    *("image/", "text/", "audio/", "video/"),
    *("application/pdf", "application/json", "application/vnd.openxmlformats-officedocument."),
)
_UNKNOWN = "application/octet-stream"


def place_of(channel: "Channel") -> Place:
    """The place of a channel; a thread is one of its own, a direct conversation also a server."""
    match channel:
        case discord.Thread():
            return Place(PLATFORM, str(channel.guild.id), str(channel.parent_id), str(channel.id))
        case discord.PartialMessageable():
            server = str(channel.guild_id) if channel.guild_id else f"dm-{channel.id}"
            return Place(PLATFORM, server, str(channel.id))
        case discord.abc.PrivateChannel():
            return Place(PLATFORM, f"dm-{channel.id}", str(channel.id))
    return Place(PLATFORM, str(channel.guild.id), str(channel.id))


def channel_id(place: Place) -> int:
    """The id of the channel, thread or conversation that Discord calls a channel."""
    return int(place.thread or place.channel)


def guild_id(place: Place) -> int | None:
    """The id of the server, None in a direct conversation."""
    return int(place.server) if place.server.isdecimal() else None


def person_of(
    user: discord.User | discord.Member, *, admin: bool | None = None, locale: str | None = None
) -> Person:
    """Who speaks, and whether they may manage the server at this moment.

    Nobody is an admin in a direct conversation: the bounds there are the operator's.
    """
    member = user if isinstance(user, discord.Member) else None
    if admin is None:
        admin = member is not None and member.guild_permissions.manage_guild
    return Person(
        id=str(user.id),
        name=user.display_name,
        admin=admin,
        bot=user.bot,
        roles=tuple(str(role.id) for role in member.roles) if member else (),
        locale=locale,
        picture=user.display_avatar.url,
    )


def attachment_of(attachment: discord.Attachment, reader: Reader) -> Attachment:
    """A file that came with a message."""
    kind = (attachment.content_type or _UNKNOWN).partition(";")[0].strip()
    return Attachment(
        name=attachment.filename,
        media_type=kind,
        size=attachment.size,
        source=attachment.url,
        read=reader(attachment.url, attachment.size),
    )


def to_message(
    message: discord.Message,
    *,
    me: int,
    reader: Reader,
    earlier: Sequence[discord.Message] = (),
    place: Place | None = None,
) -> Message:
    """Make a message; `me` is the bot's id.

    `earlier` is what it answers to, and what that answers to, the oldest first. `place` is where
    its conversation is, if that is not where it was said.
    """
    files = [*message.attachments, *_forwarded_files(message)]
    # "What is in this picture?" is asked in answer to the picture.
    files += [
        file
        for file in (earlier[-1].attachments if earlier else ())
        if (file.content_type or "").startswith(_POINTED_AT)
    ]
    quotes = tuple(quote_of(each, me=me) for each in earlier)
    text = contents(message, me=me)
    if not text and not files and not quotes:
        # Whoever only calls the bot wants to be greeted.
        text = named(message.content, message)
    return Message(
        id=str(message.id),
        place=place or place_of(message.channel),
        person=person_of(message.author),
        text=text,
        sent_at=message.created_at,
        attachments=tuple(attachment_of(file, reader) for file in files),
        quotes=quotes,
        direct=isinstance(message.channel, discord.DMChannel),
    )


def heard_of(message: discord.Message, *, me: int, reader: Reader) -> Message:
    """What was said, for those who listen: its text as it was written."""
    answered = message.reference.resolved if message.reference else None
    quotes = (quote_of(answered, me=me),) if isinstance(answered, discord.Message) else ()
    plain = to_message(message, me=me, reader=reader)
    by_webhook = message.webhook_id is not None
    person = replace(plain.person, bot=plain.person.bot or by_webhook)
    return replace(plain, text=as_written(message), quotes=quotes, person=person)


def quote_of(message: discord.Message, *, me: int) -> Quote:
    """An earlier message, with the names of its files."""
    files = [f"[file: {file.filename}]" for file in message.attachments]
    text = "\n".join(part for part in (contents(message, me=me), *files) if part)
    if len(text) > _LONGEST_QUOTE:
        text = text[: _LONGEST_QUOTE - 1] + "…"
    return Quote(
        author="you" if message.author.id == me else message.author.display_name,
        text=text,
        id=str(message.id),
        author_id=str(message.author.id),
        link=message.jump_url,
    )


_LISTED = {
    discord.MessageType.default,
    discord.MessageType.reply,
    discord.MessageType.chat_input_command,
    discord.MessageType.context_menu_command,
    discord.MessageType.thread_starter_message,
}


def said_of(message: discord.Message, *, reader: Reader, text: str | None = None) -> Said | None:
    """A message of a channel as the core reads it; None for a notice of Discord's own.

    `text` stands in the place of what it says with names where Discord has ids.
    """
    if message.type is discord.MessageType.thread_starter_message:
        began = message.reference.resolved if message.reference else None
        return said_of(began, reader=reader) if isinstance(began, discord.Message) else None
    says = text if text is not None else contents(message, me=0)
    files = [*message.attachments, *_forwarded_files(message)]
    if message.type not in _LISTED or message.flags.loading or not (says or files):
        return None
    return Said(
        id=str(message.id),
        author_id=str(message.author.id),
        author=message.author.display_name,
        text=says,
        at=message.created_at,
        link=message.jump_url,
        bot=message.author.bot or message.webhook_id is not None,
        attachments=tuple(attachment_of(file, reader) for file in files),
    )


def _forwarded_files(message: discord.Message) -> list[discord.Attachment]:
    return [file for snapshot in message.message_snapshots for file in snapshot.attachments]
