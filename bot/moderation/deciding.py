"""What moderators decide about an item: once, by whoever has the right at that moment."""

import logging
from dataclasses import replace
from datetime import UTC, datetime

from bot.errors import InputError, PlatformError
from bot.messages import Message
from bot.moderation import wording
from bot.moderation.allowing import allow
from bot.moderation.desk import Desk
from bot.store import Done, Flag, State

log = logging.getLogger(__name__)

ALLOW = "allow"
_STATES = {
    "approve": State.APPROVED,
    "uphold": State.UPHELD,
    "delete": State.DELETED,
    "timeout": State.TIMED_OUT,
    "false-alarm": State.FALSE_ALARM,
}
ACTIONS = (*_STATES, ALLOW)
"""What can be decided."""

# Who decides on the command line cannot reach the desk, which goes on showing the item as open.
_UNCONNECTED = "operator:"
_DONE = {State.DELETED: Done.DELETED, State.TIMED_OUT: Done.TIMED_OUT}
_ACTED = (Done.REFUSED, Done.DELETED, Done.TIMED_OUT)


async def decide(desk: Desk, message: Message, number: int, action: str) -> str:
    """Carry out what a person decided about an item, and return a sentence about it.

    Whether they may is the core's to look at, before. Raises `InputError` for an item that is not
    theirs to decide or was decided before, and `PlatformError` for what the platform does not let
    the bot do; then the item stays open.
    """
    flag = await _item(desk, message, number)
    if action == ALLOW:
        return await allow(desk, message, flag)
    state, person = _STATES[action], message.person
    now = datetime.now(UTC)
    if not await desk.store.flags.decide(number, state, by=person.id, at=now):
        flag = await _item(desk, message, number)
        if (flag.decided_by or "").startswith(_UNCONNECTED):
            await _shown(desk, flag)
        raise InputError(f"Item {number} was decided before: {wording.decided(flag.state)}.")
    try:
        remark = await _carried_out(desk, flag, state, by=person.name)
    except PlatformError:
        await desk.store.flags.reopen(number, state)
        raise
    log.info("%s decided item %d: %s", person.id, number, state.value)
    done = _DONE.get(state, flag.done)
    if done is not flag.done:
        await desk.store.flags.did(number, done, remark=remark)
    flag = replace(flag, state=state, done=done, decided_by=person.id, decided_at=now)
    await _shown(desk, flag, by=person.name)
    told = await _told(desk, flag)
    return " ".join(filter(None, [f"Item {number}: {wording.decided(state)}.", remark, told]))


async def _item(desk: Desk, message: Message, number: int) -> Flag:
    flag = await desk.store.flags.get(number)
    if flag is None or flag.place.server_key != message.place.server_key:
        raise InputError(f"There is no item {number} on this desk.")
    return flag


async def _carried_out(desk: Desk, flag: Flag, state: State, *, by: str) -> str:
    """Do what was decided; returns what could be done in part only. Raises `PlatformError`."""
    reason = f"Decided by {by}, item {flag.id}"
    if state in (State.APPROVED, State.FALSE_ALARM) and flag.done is Done.TIMED_OUT:
        return await _lifted(desk, flag, reason=reason)
    if state not in _DONE:
        return ""
    if flag.direction == "out" or not flag.link:
        raise PlatformError(f"Item {flag.id} is about no message that could be deleted.")
    channels = desk.channels[flag.place.platform]
    if state is State.DELETED:
        await channels.delete(flag.place, flag.message_id)
        return ""
    minutes = (await desk.settings.resolve(flag.place)).timeout_minutes
    await channels.time_out(flag.place, flag.person_id, minutes=minutes, reason=reason)
    try:
        await channels.delete(flag.place, flag.message_id)
    except PlatformError as error:
        return f"The message stays, though: {error}"
    return ""


async def _lifted(desk: Desk, flag: Flag, *, reason: str) -> str:
    """End the time out of a person who did nothing wrong."""
    channels = desk.channels[flag.place.platform]
    try:
        await channels.time_out(flag.place, flag.person_id, minutes=0, reason=reason)
    except PlatformError as error:
        return f"The time out goes on, though: {error}"
    return "The time out is over."


async def _shown(desk: Desk, flag: Flag, *, by: str | None = None) -> None:
    try:
        await desk.show(flag, by=by)
    except PlatformError as error:
        log.warning("item %d cannot be shown as decided: %s", flag.id, error)


async def _told(desk: Desk, flag: Flag) -> str:
    """Tell the person, where it concerns them; returns whether they know."""
    acted = flag.state in (State.DELETED, State.TIMED_OUT)
    if not (acted or flag.appealed_at is not None or flag.done in _ACTED):
        return ""
    channel = await desk.name(flag.place) if flag.link else ""
    if acted:
        minutes = None
        if flag.state is State.TIMED_OUT:
            minutes = (await desk.settings.resolve(flag.place)).timeout_minutes
        item = None if flag.appealed_at else flag.id
        text = wording.acted(flag.verdict, channel=channel, minutes=minutes, item=item)
    else:
        text = wording.answered(flag, channel=channel)
    appeals = acted and flag.appealed_at is None
    told = await desk.tell(flag, text, appeals=appeals)
    return "The person was told." if told else "The person could not be told."
