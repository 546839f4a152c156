"""What a message of Discord's says, as text: names for ids, and words for what is no text."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import discord

_LONGEST_EMBED = 4_000
_MOST_EMBEDS = 5

_MARKUP = re.compile(
    r"<(?:"
    r"@!?(?P<user>\d{15,20})"
    r"|@&(?P<role>\d{15,20})"
    r"|\#(?P<channel>\d{15,20})"
    r"|/(?P<command>[^:<>]{1,100}):\d{15,20}"
    r"|a?:(?P<emoji>\w{1,32}):\d{15,20}"
    r"|t:(?P<time>-?\d{1,13})(?::[a-zA-Z])?"
    r")>"
)


def contents(message: discord.Message, *, me: int) -> str:
    """All that a message says but for its files; `me`, the bot, is not named where it is called."""
    said = message.content
    called = "|".join(re.escape(call) for call in _calls(message, me))
    said = re.sub(rf"^\s*(?:{called})[\s,:]*", "", said)
    said = re.sub(rf"\s+(?:{called})\s*$", "", said)
    parts = [named(said, message), *_beside(message)]
    parts += [f"[forwarded message]\n{_forwarded(each)}" for each in message.message_snapshots]
    return "\n\n".join(part for part in parts if part)


def as_written(message: discord.Message) -> str:
    """All that a message says but for its files, with Discord's own marks for people and places.

    What Discord shows of the links in it is not said by anybody.
    """
    parts = [message.content.strip(), *_beside(message, previews=False)]
    parts += [f"[forwarded message]\n{_forwarded(each)}" for each in message.message_snapshots]
    return "\n\n".join(part for part in parts if part)


def named(text: str, message: discord.Message) -> str:
    """The text with names where Discord has ids."""
    guild = message.guild
    people = {user.id: user.display_name for user in message.mentions}

    def name(found: re.Match[str]) -> str:
        kind, value = found.lastgroup, found[found.lastgroup or 0]
        match kind:
            case "user":
                return f"@{people.get(int(value), 'somebody')}"
            case "role":
                role = guild.get_role(int(value)) if guild else None
                return f"@{role.name if role else 'a role'}"
            case "channel":
                channel = guild.get_channel_or_thread(int(value)) if guild else None
                return f"#{channel.name if channel else 'a channel'}"
            case "command":
                return f"/{value}"
            case "emoji":
                return f":{value}:"
        return _moment(int(value)) or found[0]

    return _MARKUP.sub(name, text).strip()


def _calls(message: discord.Message, me: int) -> list[str]:
    """The ways in which the bot is called in a message."""
    role = message.guild.self_role if message.guild else None
    return [f"<@{me}>", f"<@!{me}>", *([f"<@&{role.id}>"] if role else [])]


def _moment(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except (OverflowError, ValueError, OSError):
        return ""


def _beside(
    message: discord.Message | discord.MessageSnapshot, *, previews: bool = True
) -> Iterable[str]:
    """What comes with the words: stickers, embeds, a poll."""
    for sticker in message.stickers:
        yield f"[sticker: {sticker.name}]"
    for embed in message.embeds[:_MOST_EMBEDS]:
        if (previews or embed.type == "rich") and (text := _embedded(embed)):
            yield f"[embed]\n{text}"
    if isinstance(message, discord.Message) and message.poll is not None:
        yield _polled(message.poll)


def _forwarded(snapshot: discord.MessageSnapshot) -> str:
    plain: Callable[[re.Match[str]], str] = lambda found: f":{found['emoji']}:"  # noqa: E731  # one use
    said = re.sub(r"<a?:(?P<emoji>\w{1,32}):\d{15,20}>", plain, snapshot.content)
    return "\n\n".join(part for part in (said, *_beside(snapshot)) if part)


def _embedded(embed: discord.Embed) -> str:
    fields = [f"{field.name}: {field.value}" for field in embed.fields]
    parts = [embed.author.name, embed.title, embed.description, *fields, embed.footer.text]
    return "\n".join(part for part in parts if part)[:_LONGEST_EMBED]


def _polled(poll: discord.Poll) -> str:
    answers = [f"- {answer.text} ({answer.vote_count} votes)" for answer in poll.answers]
    return "\n".join([f"[poll] {poll.question}", *answers])
