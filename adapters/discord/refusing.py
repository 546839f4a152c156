"""What Discord does not let the bot do, as sentences: which permission it lacks, and where."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import discord

from adapters.discord.invite import label
from adapters.discord.wire import Blocked, Gone, WireError
from bot.errors import PlatformError, RightMissing

# https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes
_NO_ACCESS = 50001

Channel = discord.abc.GuildChannel | discord.Thread | discord.abc.PrivateChannel


@contextmanager
def refusals(doing: str, channel: Channel | None, *needs: str) -> Iterator[None]:
    """Turn what the wire raises into `PlatformError`; `doing` goes on from "I cannot".

    `needs` are the permissions, by the library's names, without which it cannot be done there.
    """
    try:
        yield
    except Gone as error:
        raise PlatformError(f"I cannot {doing}: it is not there any more.") from error
    except Blocked as error:
        raise RightMissing(_blocked(doing, channel, needs, code=error.code)) from error
    except WireError as error:
        raise PlatformError(
            f"I cannot {doing} now: Discord answered {error}. Try again in a moment."
        ) from error


def check(doing: str, channel: Channel, *needs: str) -> None:
    """Raise `RightMissing` where the bot is known to lack one of these permissions."""
    if lacking := _lacking(channel, needs):
        raise RightMissing(_sentence(doing, channel, lacking))


def may(channel: Channel, permission: str) -> bool:
    """Whether the bot has a permission there; where nobody knows, Discord itself will say."""
    return not _lacking(channel, (permission,))


def called(channel: Channel | None) -> str:
    """What a channel is called in a sentence."""
    name = getattr(channel, "name", None)
    return f"#{name}" if name else "this conversation"


def _blocked(doing: str, channel: Channel | None, needs: Sequence[str], *, code: int) -> str:
    needed = needs if code != _NO_ACCESS else ("view_channel", *needs)
    # What is known may be older than what Discord has just said.
    lacking = (_lacking(channel, needed) if channel is not None else []) or list(needed)
    return _sentence(doing, channel, lacking)


def _sentence(doing: str, channel: Channel | None, lacking: Sequence[str]) -> str:
    names = " and ".join(label(name) for name in dict.fromkeys(lacking))
    word = "permission" if len(lacking) == 1 else "permissions"
    return (
        f"I cannot {doing} in {called(channel)}: I lack the {word} {names} there. "
        "Somebody who manages the server can give it to me."
    )


def _lacking(channel: Channel, needs: Sequence[str]) -> list[str]:
    if isinstance(channel, discord.abc.PrivateChannel) or channel.guild.me is None:
        return []
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return []
    held = channel.permissions_for(channel.guild.me)
    return [name for name in needs if not getattr(held, name)]
