"""How a session begins, or goes on.

https://docs.discord.com/developers/events/gateway#identifying, ...#resuming
"""

from collections.abc import Mapping
from typing import Any

from tests.doubles.discord.gateway.line import Close, Line, Op
from tests.doubles.discord.gateway.session import Session
from tests.doubles.discord.kinds import PRIVILEGED, Intent
from tests.doubles.discord.wire import people, places
from tests.doubles.discord.world import World

_ALL_INTENTS = (1 << 26) - 1


async def identify(line: Line, said: Mapping[str, Any], world: World, token: str) -> Session:
    """Return the session that somebody may begin; raise `HungUp` after closing the line."""
    await _check_token(line, said, token)
    intents = said.get("intents")
    if not isinstance(intents, int) or intents & ~_ALL_INTENTS:
        await line.close(Close.INVALID_INTENTS)
    asked = Intent(intents or 0)
    if asked & PRIVILEGED & ~world.application.privileged:
        await line.close(Close.DISALLOWED_INTENTS)
    number, count = said.get("shard") or (0, 1)
    if not 0 <= number < count:
        await line.close(Close.INVALID_SHARD)
    session = Session((number, count), asked)
    session.presence = said.get("presence")
    session.line = line
    return session


def greet(session: Session, world: World, url: str) -> None:
    """Say READY, and then what every server of the shard is like."""
    guilds = [each for each in world.guilds.values() if each.has(world.bot)]
    mine = [each for each in guilds if session.has(each.id)]
    session.dispatch(
        "READY",
        {
            "v": 10,
            "user": people.myself(world.bot),
            "guilds": [{"id": str(each.id), "unavailable": True} for each in mine],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": url,
            "shard": list(session.shard),
            "application": {"id": str(world.application.id), "flags": world.application.flags},
            "private_channels": [],
            "presences": [],
            "relationships": [],
            "user_settings": {},
            "_trace": ["[]"],
        },
    )
    for guild in mine:
        all_of_them = Intent.PRESENCES in session.intents
        seen = guild.members.values() if all_of_them else [guild.members[world.bot.id]]
        shown = places.guild_created(guild, world.bot, seen)
        session.dispatch("GUILD_CREATE", shown | {"unavailable": False})


async def resume(
    line: Line, said: Mapping[str, Any], sessions: Mapping[str, Session], token: str
) -> Session | None:
    """Return the session that goes on with this line, None where it cannot."""
    await _check_token(line, said, token)
    session = sessions.get(str(said.get("session_id")))
    sequence = said.get("seq") or 0
    if session is None or not session.can_replay(sequence):
        line.say(Op.INVALID_SESSION, False)
        return None
    if sequence > session.sequence:
        await line.close(Close.INVALID_SEQUENCE)
    if session.line is not None:
        session.line.cut()
    session.line = line
    session.replay(sequence)
    session.dispatch("RESUMED", {"_trace": ["[]"]})
    return session


async def _check_token(line: Line, said: Mapping[str, Any], token: str) -> None:
    if str(said.get("token")).removeprefix("Bot ") != token:
        await line.close(Close.WRONG_TOKEN)
