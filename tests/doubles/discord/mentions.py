"""Who is mentioned in a text, and who is really pinged by it.

https://docs.discord.com/developers/resources/message#allowed-mentions-object
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.errors import invalid_form, wrong_length
from tests.doubles.discord.permissions import Permission, in_channel
from tests.doubles.discord.users import User

# What is in code is not parsed: fenced first, then in backticks.
_CODE = re.compile(r"```.*?```|(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_USER = re.compile(r"<@!?(\d{15,20})>")
_ROLE = re.compile(r"<@&(\d{15,20})>")
_EVERYONE = re.compile(r"@(everyone|here)")
_MOST = 100


@dataclass(frozen=True, slots=True)
class Pings:
    """Who a message pings: ids of users and roles, and whether everyone (or everyone here)."""

    users: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False

    @property
    def nobody(self) -> bool:
        """Whether nobody is pinged."""
        return not (self.users or self.roles or self.everyone)


@dataclass(frozen=True, slots=True)
class Allowed:
    """The mentions that a message may make; `replied` is the author of what it answers."""

    parse: frozenset[str] = frozenset({"users", "roles", "everyone"})
    users: frozenset[int] = frozenset()
    roles: frozenset[int] = frozenset()
    replied: bool = True


def read_allowed(raw: Mapping[str, Any] | None) -> Allowed:
    """Read `allowed_mentions`; raise `Refused` where Discord does."""
    if raw is None:
        return Allowed()
    parse = frozenset(raw.get("parse") or ())
    for kind in ("users", "roles"):
        listed = raw.get(kind) or ()
        if kind in parse and listed:
            path, problem = f"allowed_mentions.{kind}", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"
            words = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            raise invalid_form({path: (problem, words)})
        if len(listed) > _MOST:
            raise invalid_form({f"allowed_mentions.{kind}": wrong_length(0, _MOST)})
    return Allowed(
        parse,
        frozenset(map(int, raw.get("users") or ())),
        frozenset(map(int, raw.get("roles") or ())),
        bool(raw.get("replied_user", False)),
    )


def pings(
    text: str, channel: Channel, author: User, allowed: Allowed, *, answered: User | None = None
) -> Pings:
    """Return who a text pings when an author says it in a channel."""
    text = _CODE.sub("", text)
    may_all = Permission.MENTION_EVERYONE in in_channel(channel, author)
    users = _kept(_USER.findall(text), "users" in allowed.parse, allowed.users)
    if answered is not None and allowed.replied and answered.id not in users:
        users = (*users, answered.id)
    roles = _kept(_ROLE.findall(text), "roles" in allowed.parse, allowed.roles)
    return Pings(
        users=tuple(user for user in users if _reaches(channel, user)),
        roles=tuple(role for role in roles if _pingable(channel, role, may_all=may_all)),
        everyone=may_all and "everyone" in allowed.parse and bool(_EVERYONE.search(text)),
    )


def _kept(found: Iterable[str], parsed: bool, listed: frozenset[int]) -> tuple[int, ...]:
    ids = dict.fromkeys(map(int, found))
    return tuple(each for each in ids if parsed or each in listed)


def _reaches(channel: Channel, user: int) -> bool:
    if channel.guild is None:
        return any(user == each.id for each in channel.recipients)
    return user in channel.guild.members


def _pingable(channel: Channel, role: int, *, may_all: bool) -> bool:
    found = channel.guild.roles.get(role) if channel.guild else None
    return found is not None and (found.mentionable or may_all)
