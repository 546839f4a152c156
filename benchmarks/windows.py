"""What a window costs: time by the length of the channel, memory, and how much prompts share.

python -m benchmarks.windows
"""

import asyncio
import gc
import tempfile
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.bare import quantile
from benchmarks.talk import PEOPLE, Talk
from bot.config.schema import Window as Shares
from bot.folding import Folder
from bot.memory import Memory
from bot.messages import Outcome, Place
from bot.models import Utterance
from bot.store import Store
from bot.store.engine import Database
from bot.store.turns import insert_turn
from bot.tokens import Tokens
from bot.turn import Turn
from bot.window import Budget, Counter, Window

LENGTHS = (100, 1_000, 10_000, 100_000)
BUDGETS = ((1_000, 0.3), (11_000, 1.0), (60_000, 1.0))
SYSTEM = "You are a helpful teammate. " * 20


@dataclass(frozen=True, slots=True)
class Length:
    """Milliseconds for a window in a channel of so many turns: the first, and once it is warm.

    `tokens` are those of the last prompt.
    """

    turns: int
    first_ms: float
    p50_ms: float
    p99_ms: float
    tokens: int


@dataclass(frozen=True, slots=True)
class Shared:
    """The share of prompt tokens that the prompt before began with; `turn` is their mean size."""

    budget: int
    turn: int
    share: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it; `overhead` is the bytes of a full warm place beyond its text."""

    lengths: tuple[Length, ...]
    overhead: int
    shared: tuple[Shared, ...]


async def run(
    folder: Path,
    counter: Counter,
    *,
    lengths: Sequence[int] = LENGTHS,
    builds: int = 200,
    turns: int = 300,
) -> Figures:
    """Measure over a new database in the folder: `builds` windows, conversations of `turns`."""
    url = f"sqlite+aiosqlite:///{folder / 'windows.db'}"
    await _fill(url, counter, lengths)
    store = await Store.open(url)
    try:
        return Figures(
            tuple([await _length(store, counter, length, builds=builds) for length in lengths]),
            await _overhead(store, counter, _place(max(lengths))),
            tuple([await _shared(store, counter, *one, turns=turns) for one in BUDGETS]),
        )
    finally:
        await store.close()


def lines(figures: Figures) -> list[str]:
    """Return the figures as a person reads them."""
    rows = [
        f"window of a channel of {one.turns:,} turns: the first {one.first_ms:.1f} ms, then p50 "
        f"{one.p50_ms:.2f} ms, p99 {one.p99_ms:.2f} ms ({one.tokens:,} tokens)"
        for one in figures.lengths
    ]
    rows.append(f"memory of a full warm place beyond its text: {figures.overhead / 1_000:.1f} kB")
    rows += [
        f"prompt tokens that the prompt before began with: {one.share:.1%} of a budget of "
        f"{one.budget:,}, with turns of {one.turn:,}"
        for one in figures.shared
    ]
    return rows


def _place(turns: int) -> Place:
    return Place("benchmark", "server", f"channel-{turns}")


def _budget(most: int) -> Budget:
    return Budget.of(Shares(), context=200_000, output=8_000, largest=most)


async def _fill(url: str, counter: Counter, lengths: Sequence[int]) -> None:
    """Store channels of these lengths; a few hundred different turns come again and again."""
    talk = Talk(counter)
    turns = [talk.turn(_place(0), talk.question()) for _ in range(500)]
    database = await Database.open(url, busy_seconds=5)
    for length in lengths:
        await database.write(partial(_insert, turns=turns, length=length))
    await database.close()


def _insert(connection: Any, *, turns: Sequence[Turn], length: int) -> None:
    place = _place(length)
    for number in range(length):
        message_id = str(10**18 + number)
        insert_turn(connection, replace(turns[number % 500], place=place, message_id=message_id))


async def _length(store: Store, counter: Counter, turns: int, *, builds: int) -> Length:
    """Time the windows of one place while it talks on; storing the turns is not part of it."""
    place, budget = _place(turns), _budget(Shares().largest)
    memory, talk = Memory(store, counter, Shares()), Talk(counter)
    first = await _timed(memory, place, talk.question(), budget)
    newest = (await store.turns.newest(place, 1))[0].id
    warm = []
    for number in range(1, builds + 1):
        question = talk.question()
        warm.append(await _timed(memory, place, question, budget))
        memory.add(replace(talk.turn(place, question), id=newest + number))
    window = await _window(memory, place, talk.question(), budget)
    return Length(turns, first, quantile(warm, 0.5), quantile(warm, 0.99), window.tokens)


async def _timed(memory: Memory, place: Place, question: str, budget: Budget) -> float:
    start = time.perf_counter()
    await _window(memory, place, question, budget)
    return (time.perf_counter() - start) * 1000


async def _window(memory: Memory, place: Place, question: str, budget: Budget) -> Window:
    return await memory.window(
        place,
        system=SYSTEM,
        question=Utterance("user", question),
        person=PEOPLE[0],
        direct=False,
        budget=budget,
        model="model",
    )


async def _overhead(store: Store, counter: Counter, place: Place) -> int:
    """Return the bytes that a place takes when it is read again, beyond the UTF-8 of its turns."""
    # With some room to spare, all that was read stays.
    memory, budget = Memory(store, counter, Shares()), _budget(Shares().largest)
    budget = replace(budget, tokens=budget.tokens * 2)
    # What the first reading leaves behind everywhere else is not the place's.
    window = await _window(memory, place, "and now", budget)
    text = sum(len(one.text.encode()) for one in window.prompt[1:-1])
    memory.forget(place)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        del window
        await _window(memory, place, "and now", budget)
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before - text
    finally:
        tracemalloc.stop()


async def _shared(store: Store, counter: Counter, most: int, scale: float, *, turns: int) -> Shared:
    """Hold a conversation with summaries, and compare each prompt with the one before."""
    place, budget = Place("benchmark", "server", f"shared-{most}"), _budget(most)
    memory, talk = Memory(store, counter, Shares()), Talk(counter, scale=scale)
    folder = Folder(memory, store, counter, _summarized)
    before: tuple[Utterance, ...] = ()
    every = shared = said = 0
    for _ in range(turns):
        window = await _window(memory, place, talk.question(), budget)
        every += window.tokens
        shared += _common(before, window.prompt, counter)
        before = window.prompt
        turn = talk.turn(place, window.question.text, PEOPLE[0])
        said += turn.question_tokens + turn.answer_tokens
        memory.add(replace(turn, id=await _stored(store, turn)))
        folder.nudge(place)
        await folder.settled()
    await folder.close()
    return Shared(most, said // turns, shared / every)


async def _stored(store: Store, turn: Turn) -> int:
    return await store.remember(
        turn,
        message_key=f"benchmark/{turn.message_id}",
        outcome=Outcome.ANSWERED,
        spendings=(),
        screenings=(),
    )


async def _summarized(_previous: str, turns: str, max_tokens: int, _place: Place) -> str:
    """Write a summary of the length that a model would be allowed."""
    return turns[: 3 * max_tokens]


def _common(before: Sequence[Utterance], after: Sequence[Utterance], counter: Counter) -> int:
    """Return the tokens of the messages with which both prompts begin."""
    tokens = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        tokens += counter.count(one.text) + 4
    return tokens


async def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        tokens = await Tokens.load(Path(folder))
        for line in lines(await run(Path(folder), tokens)):
            print(line)


if __name__ == "__main__":
    asyncio.run(main())
