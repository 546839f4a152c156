"""Messages, turns and the rest, alike but for what a test says."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.messages import Message, Outcome, Person, Place, Usage
from bot.screening import Action, Verdict
from bot.store import Screened, Spending
from bot.turn import Turn

PLACE = Place("console", "local", "terminal")
DANA = Person("p1", "Dana")
NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def a_message(id: str = "m1", **fields: Any) -> Message:  # noqa: A002 - the field is called so
    """A message of Dana's."""
    return replace(Message(id, PLACE, DANA, "What is my dog called?", NOON), **fields)


def a_turn(message_id: str = "m1", **fields: Any) -> Turn:
    """What came of it."""
    turn = Turn(
        place=PLACE,
        message_id=message_id,
        person_id=DANA.id,
        person_name=DANA.name,
        question="What is my dog called?",
        answer="Rex.",
        question_tokens=6,
        answer_tokens=2,
        outcome=Outcome.ANSWERED,
        model="gpt-x",
        asked_at=NOON,
        answered_at=NOON,
    )
    return replace(turn, **fields)


def a_spending(**fields: Any) -> Spending:
    """What it cost."""
    spending = Spending(
        server=PLACE.server_key,
        channel=PLACE.key,
        person=DANA.id,
        model="gpt-x",
        kind="chat",
        usage=Usage(input=100, output=20, cached=50, reasoning=5),
        cost=0.25,
        at=NOON,
    )
    return replace(spending, **fields)


def a_screened(**fields: Any) -> Screened:
    """What a screening found in it."""
    screened = Screened(
        message_key=a_message().key,
        server=PLACE.server_key,
        channel=PLACE.key,
        person_id=DANA.id,
        direction="in",
        verdict=Verdict(Action.FLAG, "model", ("self-harm/intent",), {"self-harm/intent": 0.5}),
        text=None,
        at=NOON,
    )
    return replace(screened, **fields)


async def kept(store: Any, *turns: Turn) -> list[int]:
    """The ids that the turns get when they are stored, one after the other."""
    return [
        await store.remember(
            turn,
            message_key=f"console/{turn.message_id}",
            outcome=turn.outcome,
            spendings=[],
            screenings=[],
        )
        for turn in turns
    ]
