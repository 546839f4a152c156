"""Appeals: the person whom a decision is about may ask once that somebody looks at it again."""

from datetime import UTC, datetime

from bot.channels import far
from bot.errors import InputError
from bot.messages import Message
from bot.moderation import wording
from bot.moderation.desk import Desk
from bot.moderation.posting import Posting
from bot.store import Done, Flag, State

LONGEST_REASON = 300
"""In characters."""

_LOOKED_AT = 50
_MOST_WAITING = 5
_ACTED = {Done.REFUSED, Done.DELETED, Done.TIMED_OUT}
_AGAINST = {State.DELETED, State.TIMED_OUT, State.UPHELD}
_FOR = {State.APPROVED, State.FALSE_ALARM}


async def appeal(desk: Desk, posting: Posting, message: Message, number: int | None) -> str:
    """Lay an item before the moderators again; returns a sentence about it.

    Without a number it is the last thing that was done to the person here. Raises `InputError`
    where there is nothing that they can appeal.
    """
    theirs = await _of(desk, message)
    found = [one for one in theirs if number in (None, one.id)]
    if number is None:
        found = [one for one in found if _is_against(one) and one.appealed_at is None]
    if not found:
        which = "with that number " if number is not None else ""
        raise InputError(f"Nothing {which}was decided about you that you could appeal.")
    flag = found[-1]
    _check(flag)
    waiting = [one for one in theirs if one.appealed_at and one.state is State.OPEN]
    if len(waiting) >= _MOST_WAITING:
        raise InputError(
            f"{len(waiting)} appeals of yours are waiting already. You are told when a moderator "
            "has looked at them."
        )
    reason = str(message.options.get("reason", ""))[:LONGEST_REASON]
    if not await desk.store.flags.appeal(flag.id, text=reason, at=datetime.now(UTC)):
        raise _once(flag)
    posting.nudge()
    return (
        f"The moderators have your appeal (item {flag.id}). You are told what they decide, where "
        "you can be reached."
    )


async def _of(desk: Desk, message: Message) -> list[Flag]:
    """What was found about the person, here; in a direct message anywhere on the platform."""
    platform, person = message.place.platform, message.person.id
    within = far(desk.channels.get(platform), message.place)
    flags = await desk.store.flags.of_person(within, person, limit=_LOOKED_AT)
    here = message.place.server_key
    return [one for one in flags if message.direct or one.place.server_key == here]


def _is_against(flag: Flag) -> bool:
    return flag.state in _AGAINST or (flag.done in _ACTED and flag.state not in _FOR)


def _check(flag: Flag) -> None:
    """Raise `InputError` with the reason why an item cannot be appealed."""
    if flag.appealed_at is not None:
        raise _once(flag)
    if flag.state in _FOR:
        raise InputError(f"Item {flag.id} was decided in your favour already.")
    if not _is_against(flag):
        raise InputError(f"Nothing was done about item {flag.id}; there is nothing to appeal.")


def _once(flag: Flag) -> InputError:
    if flag.state is State.OPEN:
        return InputError(f"You appealed item {flag.id} already; a moderator will look at it.")
    return InputError(
        f"You appealed item {flag.id} already, and it was decided: {wording.decided(flag.state)}. "
        "One appeal is all there is."
    )
