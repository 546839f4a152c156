"""What keeping a message costs: processor time of `take` and `remember`, and reading turns again.

python -m benchmarks.storing
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.messages import Message, Outcome, Person, Place, Usage
from bot.screening import Verdict
from bot.store import Screened, Spending, Store
from bot.turn import Turn

PLACE = Place("discord", "112233445566778899", "998877665544332211")
DANA = Person("556677889900112233", "Dana", roles=("member", "admin"))
SCORES = {f"category/{number}": 0.001 for number in range(13)}
MESSAGES = 1_000
TOGETHER = 100
LONG = 100_000


async def kept(store: Store, number: int) -> None:
    """Take one message and remember its answer, with a spending and two screenings."""
    now = datetime.now(UTC)
    message = Message(f"m{number}", PLACE, DANA, "What is the capital? " * 15, now)
    await store.taken.take(message)
    await remembered(store, message)


async def remembered(store: Store, message: Message) -> None:
    """Remember an answer of 800 characters."""
    now = datetime.now(UTC)
    server, channel = PLACE.server_key, PLACE.key
    await store.remember(
        Turn(
            PLACE,
            message.id,
            DANA.id,
            DANA.name,
            message.text,
            "Canberra. " * 80,
            75,
            200,
            Outcome.ANSWERED,
            "model",
            now,
            now,
        ),
        message_key=message.key,
        outcome=Outcome.ANSWERED,
        spendings=[Spending(server, channel, DANA.id, "model", "chat", Usage(75, 200), 0.1, now)],
        screenings=[
            Screened(message.key, server, channel, DANA.id, way, Verdict(scores=SCORES), None, now)
            for way in ("in", "out")
        ],
    )


async def measured(work: Callable[[], Awaitable[object]], count: int) -> str:
    """Milliseconds of processor and of the clock for one of `count`."""
    processor, clock = time.process_time(), time.perf_counter()
    await work()
    processor, clock = time.process_time() - processor, time.perf_counter() - clock
    return f"{processor / count * 1e3:7.2f} ms processor {clock / count * 1e3:7.2f} ms"


async def one_by_one(store: Store) -> None:
    """Each message after the one before."""
    for number in range(MESSAGES):
        await kept(store, number)


async def together(store: Store) -> None:
    """As many messages, a hundred at a time."""
    for first in range(MESSAGES, 2 * MESSAGES, TOGETHER):
        await asyncio.gather(*(kept(store, first + number) for number in range(TOGETHER)))


async def filled(store: Store) -> None:
    """A channel of 100,000 turns."""
    now = datetime.now(UTC)
    for first in range(2 * MESSAGES, LONG, TOGETHER):
        messages = [
            Message(f"m{first + number}", PLACE, DANA, "What? " * 40, now)
            for number in range(TOGETHER)
        ]
        await asyncio.gather(*(remembered(store, message) for message in messages))


async def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        store = await Store.open(url)
        await kept(store, -1)
        print(
            "take and remember, one by one   ", await measured(lambda: one_by_one(store), MESSAGES)
        )
        print("take and remember, 100 at once  ", await measured(lambda: together(store), MESSAGES))
        for _ in range(2):
            turns = await store.turns.count(PLACE)
            await store.turns.newest(PLACE, 200)
            read = await measured(lambda: store.turns.newest(PLACE, 200), 1)
            print(f"the newest 200 of {turns:7,} turns", read)
            if turns < LONG:
                await filled(store)
        await store.close()
        opened = await measured(lambda: opened_and_closed(url), 1)
        print("opening and closing it again    ", opened)


async def opened_and_closed(url: str) -> None:
    """Open a database that is up to date."""
    store = await Store.open(url)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main())
