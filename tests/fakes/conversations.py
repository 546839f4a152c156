"""Turns and summaries in memory, and a counter whose tokens are words."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.messages import Outcome, Person, Place
from bot.turn import Turn
from bot.window.values import Summary

HERE = Place("test", "server", "channel")
DANA = Person("1", "Dana")
ROBIN = Person("2", "Robin")
MOMENT = datetime(2025, 1, 1, tzinfo=UTC)


class Words:
    """A counter: every word is a token, and the mark of a cut is one more."""

    def __init__(self) -> None:
        self.counted: list[str] = []

    def count(self, text: str, encoding: str = "words") -> int:
        self.counted.append(text)
        return len(text.split())

    def cut(self, text: str, keep: int, encoding: str = "words") -> str:
        words = text.split()
        if len(words) <= keep:
            return text
        head = keep // 2
        tail = keep - head - 1
        return " ".join([*words[:head], "[…]", *words[len(words) - tail :]])


def words(name: str, number: int) -> str:
    """Return so many different words."""
    return " ".join(f"{name}{index}" for index in range(number))


def turn(
    number: int,
    question: str = "how much",
    answer: str = "a lot",
    *,
    place: Place = HERE,
    person: Person = DANA,
    outcome: Outcome = Outcome.ANSWERED,
) -> Turn:
    return Turn(
        place=place,
        message_id=f"message-{number}",
        person_id=person.id,
        person_name=person.name,
        question=question,
        answer=answer,
        question_tokens=len(question.split()),
        answer_tokens=len(answer.split()),
        outcome=outcome,
        model="model",
        asked_at=MOMENT,
        answered_at=MOMENT,
        id=number,
    )


class FakeTurns:
    def __init__(self, turns: Sequence[Turn] = ()) -> None:
        self.all = list(turns)
        self.reads = 0
        self.open = asyncio.Event()
        self.open.set()
        self.reading = asyncio.Event()

    async def newest(self, place: Place, limit: int, *, before: int | None = None) -> list[Turn]:
        self.reads += 1
        found = [
            one for one in self.all if one.place == place and (before is None or one.id < before)
        ]
        self.reading.set()
        await self.open.wait()
        return found[-limit:]


class FakeSummaries:
    def __init__(self) -> None:
        self.kept: dict[Place, Summary] = {}
        self.written: list[Summary] = []
        self.open = asyncio.Event()
        self.open.set()
        self.writing = asyncio.Event()

    async def get(self, place: Place) -> Summary | None:
        return self.kept.get(place)

    async def put(self, place: Place, text: str, tokens: int, upto_turn_id: int) -> None:
        self.writing.set()
        await self.open.wait()
        self.kept[place] = Summary(text, tokens, upto_turn_id)
        self.written.append(self.kept[place])

    async def clear(self, place: Place) -> None:
        self.kept.pop(place, None)


class FakeConversations:
    def __init__(self, turns: Sequence[Turn] = ()) -> None:
        self.turns = FakeTurns(turns)
        self.summaries = FakeSummaries()
