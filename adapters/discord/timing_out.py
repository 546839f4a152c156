"""Keeping a person from writing for a while."""

from datetime import timedelta

import discord

from adapters.discord.finding import Finding, Talkable
from adapters.discord.refusing import check, refusals
from adapters.discord.wire import Blocked, Wire
from bot.errors import PlatformError

# https://docs.discord.com/developers/resources/guild#modify-guild-member
_LONGEST = timedelta(days=28)
_LONGEST_REASON = 512
_DOING = "time people out"


async def time_out(
    finding: Finding,
    wire: Wire,
    channel: Talkable,
    person_id: str,
    *,
    span: timedelta,
    reason: str,
) -> None:
    """Time a member of the channel's server out, or end that with no span at all.

    Raises `PlatformError`.
    """
    if isinstance(channel, discord.DMChannel):
        raise PlatformError("Nobody can be timed out in direct messages.")
    if span > _LONGEST:
        raise PlatformError(f"Discord times people out for {_LONGEST.days} days at most.")
    with refusals(_DOING, channel, "moderate_members"):
        check(_DOING, channel, "moderate_members")
        member = await finding.member(channel.guild.id, person_id)
        if member is None:
            raise PlatformError("That person is not in the server any more.")
        if member.guild_permissions.administrator or member == member.guild.owner:
            raise PlatformError(f"Discord lets nobody time out {member.display_name}, an admin.")
        try:
            await wire.call(
                lambda: member.timeout(span or None, reason=reason[:_LONGEST_REASON] or None)
            )
        except Blocked as error:
            # The permission is there, as was checked.
            raise PlatformError(
                f"I cannot time out {member.display_name}: their highest role is not below mine. "
                "Somebody who manages the server can move my role up."
            ) from error
