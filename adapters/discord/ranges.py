"""Reads stretches of a channel, page by page, oldest first."""

from collections.abc import AsyncIterator
from datetime import datetime

import discord

from adapters.discord.finding import Talkable
from adapters.discord.wire import Wire
from bot.channels import Moment

# https://docs.discord.com/developers/resources/message#get-channel-messages
_PAGE = 100
_END = 1 << 63


async def stretch(
    channel: Talkable,
    wire: Wire,
    *,
    after: Moment | None = None,
    before: Moment | None = None,
    newest: int | None = None,
) -> AsyncIterator[discord.Message]:
    """Yield what lies between two moments, of that the `newest` only if given.

    Raises `WireError`, and `ValueError` for an id that is none.
    """
    low = _id(after, high=True) if after is not None else 0
    high = _id(before, high=False) if before is not None else _END
    if newest is not None:
        for message in await _newest(channel, wire, low, high, newest):
            yield message
        return
    while True:
        page = await _page(channel, wire, after=low)
        for message in page:
            if message.id < high:
                yield message
        if len(page) < _PAGE or page[-1].id >= high:
            return
        low = page[-1].id


async def _newest(
    channel: Talkable, wire: Wire, low: int, high: int, most: int
) -> list[discord.Message]:
    found: list[discord.Message] = []
    while len(found) < most:
        limit = min(_PAGE, most - len(found))
        page = await _page(channel, wire, before=high, limit=limit)
        fresh = [message for message in page if message.id > low]
        found = [*fresh, *found]
        if len(fresh) < limit:
            break
        high = page[0].id
    return found


async def _page(
    channel: Talkable,
    wire: Wire,
    *,
    after: int | None = None,
    before: int | None = None,
    limit: int = _PAGE,
) -> list[discord.Message]:
    """One page, oldest first."""

    async def make() -> list[discord.Message]:
        page = channel.history(
            limit=limit,
            after=discord.Object(after) if after is not None else None,
            before=discord.Object(before) if before not in {None, _END} else None,
        )
        return sorted([message async for message in page], key=lambda message: message.id)

    return await wire.call(make)


def _id(moment: Moment, *, high: bool) -> int:
    if isinstance(moment, datetime):
        return discord.utils.time_snowflake(moment, high=high)
    return int(moment)
