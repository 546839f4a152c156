"""The answer to a request for members.

https://docs.discord.com/developers/events/gateway-events#request-guild-members
"""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.doubles.discord.guilds import Guild
from tests.doubles.discord.users import Member
from tests.doubles.discord.wire import people

_AT_ONCE = 1000


def chunks(guild: Guild, asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Go through the GUILD_MEMBERS_CHUNK events that answer a request."""
    wanted = asked.get("user_ids")
    ids = [int(each) for each in ([wanted] if isinstance(wanted, str | int) else wanted or ())]
    found = _asked_for(guild, asked, ids)
    parts = [found[at : at + _AT_ONCE] for at in range(0, len(found), _AT_ONCE)] or [[]]
    for number, part in enumerate(parts):
        chunk: dict[str, Any] = {
            "guild_id": str(guild.id),
            "members": [people.member(member) for member in part],
            "chunk_index": number,
            "chunk_count": len(parts),
            "not_found": [str(each) for each in ids if each not in guild.members],
        }
        yield chunk | ({"nonce": asked["nonce"]} if asked.get("nonce") else {})


def _asked_for(guild: Guild, asked: Mapping[str, Any], ids: list[int]) -> list[Member]:
    if ids:
        return [guild.members[each] for each in ids if each in guild.members]
    query = str(asked.get("query") or "").casefold()
    found = [
        member
        for member in guild.members.values()
        if (member.nick or member.user.name).casefold().startswith(query)
    ]
    return found[: int(asked.get("limit") or 0) or None]
