"""Finishes what was shown only in part when the program ended suddenly.

The core keeps an answer before its last words are shown. An answer that is kept, and of which no
message says that it is whole, is shown again in the messages that it has.
"""

import logging
import re
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from adapters.slack import history
from adapters.slack.blocks import answers_under
from adapters.slack.convert import ts_in
from adapters.slack.sayings import text_of
from adapters.slack.team import Team
from adapters.slack.wire import Json, WireError
from bot.messages import Ended, Event, Message, Person, Text
from bot.turn import Turn

SECONDS = 120.0
"""How long the last words of an answer may be on their way, when Slack lets them wait."""

_LETTERS = re.compile(r"[\W_]+")

log = logging.getLogger(__name__)


async def mend(team: Team, turn: Turn) -> None:
    """Show an answer wholly, unless it is; raises `WireError`."""
    thread, _, _ = (turn.place.thread or ts_in(turn.message_id)).partition(":")
    if not thread:
        return
    said = await history.messages(
        team.wire,
        replace(turn.place, thread=thread),
        after=_asked(turn),
        before=None,
        newest=None,
    )
    own = [each for each in said if _is_own(team, each)]
    if not any(_is_whole(each, turn) for each in own):
        await _finish(team, thread, turn, [each for each in own if _is_begun(each, turn)])


async def _finish(team: Team, thread: str, turn: Turn, begun: Sequence[Json]) -> None:
    log.info("finishing the answer to %s", turn.message_id)
    channel = turn.place.channel
    for each in begun:
        if each.get("streaming_state") == "in_progress":
            try:
                await team.wire.call("chat.stopStream", {"channel": channel, "ts": each["ts"]})
            except WireError as error:
                # Slack has closed it by itself.
                log.info("chat.stopStream: %s", error)
    message = Message(
        id=turn.message_id,
        place=turn.place,
        person=Person(turn.person_id, turn.person_name),
        text="",
        sent_at=turn.asked_at,
        direct=channel.startswith("D"),
    )
    existing = [str(each["ts"]) for each in begun]
    await team.desk.begin(
        message, team.surface(message, thread), events=_kept(turn), existing=existing
    )


async def _kept(turn: Turn) -> AsyncGenerator[Event, None]:
    yield Text(turn.answer)
    yield Ended(turn.outcome, answer_id=turn.id, model=turn.model)


def _asked(turn: Turn) -> str:
    """The moment after which the answer was begun: what was asked, or what was pressed."""
    ts = ts_in(turn.message_id)
    return ts if ":" not in ts else f"{turn.asked_at.timestamp() - 1:.6f}"


def _is_own(team: Team, event: Json) -> bool:
    return event.get("user") == team.me.user or event.get("bot_id") == team.me.bot


def _is_whole(event: Json, turn: Turn) -> bool:
    """Whether it ends that answer: its buttons say so."""
    numbers = answers_under(event)
    return turn.id in numbers or (0 in numbers and _is_part(event, turn))


def _is_begun(event: Json, turn: Turn) -> bool:
    return not answers_under(event) and _is_part(event, turn)


def _is_part(event: Json, turn: Turn) -> bool:
    """Whether it shows some of the answer; marks and blank space are told in other ways."""
    shown = _letters(text_of(event, {}))
    return bool(shown) and shown in _letters(turn.answer)


def _letters(text: str) -> str:
    return _LETTERS.sub("", text)
