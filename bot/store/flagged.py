"""One item of a moderation desk, and how a row of the database holds it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from bot.messages import Place
from bot.screening import Direction, Verdict
from bot.store.screenings import packed, unpacked


class Done(StrEnum):
    """What was done, at once or by a decision."""

    NOTED = "noted"
    DELETED = "deleted"
    TIMED_OUT = "timed out"
    REFUSED = "refused"
    """The bot did not answer it, or did not show its answer."""


class State(StrEnum):
    """What was decided."""

    QUIET = "quiet"
    """Nobody is asked; it is kept in case that the person appeals."""
    OPEN = "open"
    APPROVED = "approved"
    UPHELD = "upheld"
    DELETED = "deleted"
    TIMED_OUT = "timed out"
    FALSE_ALARM = "false alarm"


@dataclass(frozen=True, slots=True)
class Flag:
    """One item of a desk. `text` is "" where the words are gone, or were said in private.

    `remark` says why something could not be done at once. `shown_in` and `shown_as` are where the
    moderators see it: a place, and the id of the message there.
    """

    place: Place
    message_id: str
    person_id: str
    person_name: str
    text: str
    link: str
    direction: Direction
    verdict: Verdict
    done: Done
    state: State
    at: datetime
    id: int = 0
    remark: str = ""
    shown_in: Place | None = None
    shown_as: str | None = None
    appealed_at: datetime | None = None
    appeal: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


def to_row(flag: Flag) -> dict[str, Any]:
    """The columns of a new item."""
    return {
        "server": flag.place.server_key,
        "place": flag.place.key,
        "message_id": flag.message_id,
        "person_id": flag.person_id,
        "person_name": flag.person_name,
        "text": flag.text,
        "link": flag.link,
        "direction": flag.direction,
        "verdict": found_as(flag.verdict, flag.remark),
        "done": flag.done.value,
        "state": flag.state.value,
        "appealed_at": flag.appealed_at,
        "appeal": flag.appeal,
        "at": flag.at,
    }


def found_as(verdict: Verdict, remark: str = "") -> dict[str, Any]:
    """What was found, as JSON."""
    return {**packed(verdict), "action": verdict.action.value, "remark": remark}


def from_row(row: Row[*tuple[Any, ...]]) -> Flag:
    """The item of a row."""
    return Flag(
        id=row.id,
        place=_place(row.place),
        message_id=row.message_id,
        person_id=row.person_id,
        person_name=row.person_name,
        text=row.text,
        link=row.link,
        direction=row.direction,
        verdict=unpacked(row.verdict["action"], row.verdict),
        done=Done(row.done),
        state=State(row.state),
        at=row.at,
        remark=row.verdict.get("remark", ""),
        shown_in=_place(row.desk_place) if row.desk_place else None,
        shown_as=row.desk_message_id,
        appealed_at=row.appealed_at,
        appeal=row.appeal,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def _place(key: str) -> Place:
    """The place of a key; no platform has a stroke in the ids of servers and channels."""
    platform, server, channel, *thread = key.split("/", 3)
    return Place(platform, server, channel, *thread)
