import asyncio
import gc
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store import Store
from tests.bot.store.samples import PLACE, a_message, a_turn, kept


async def test_closing_finishes_what_waits_to_be_written(file_url: str) -> None:
    store = await Store.open(file_url)
    writes = [asyncio.create_task(kept(store, a_turn(f"m{n}"))) for n in range(1_500)]
    await asyncio.sleep(0)

    await store.close()

    await asyncio.gather(*writes)
    store = await Store.open(file_url)
    assert await store.turns.count(PLACE) == 1_500
    await store.close()


async def test_closing_waits_for_those_that_read(file_url: str) -> None:
    store = await Store.open(file_url)
    await kept(store, a_turn())
    reads = [asyncio.create_task(store.turns.newest(PLACE, 5)) for _ in range(4)]
    await asyncio.sleep(0)

    await store.close()

    assert [len(turns) for turns in await asyncio.gather(*reads)] == [1] * 4


async def test_closing_twice_does_no_harm(url: str) -> None:
    store = await Store.open(url)

    await store.close()
    await store.close()
    await asyncio.gather(store.close(), store.close())


async def test_a_closing_that_is_cancelled_goes_on(file_url: str) -> None:
    store = await Store.open(file_url)
    writes = [asyncio.create_task(kept(store, a_turn(f"m{n}"))) for n in range(100)]
    closing = asyncio.create_task(store.close())
    await asyncio.sleep(0)

    closing.cancel()
    await asyncio.wait([closing])
    await store.close()

    await asyncio.gather(*writes)


async def test_a_closed_store_says_so(url: str) -> None:
    store = await Store.open(url)
    await store.close()

    with pytest.raises(StoreError, match="closed"):
        await store.taken.take(a_message())
    with pytest.raises(StoreError, match="closed"):
        await store.turns.count(PLACE)


async def test_closing_leaves_no_thread_and_no_task(url: str) -> None:
    threads, tasks = set(threading.enumerate()), asyncio.all_tasks()
    store = await Store.open(url)
    await kept(store, a_turn())
    await asyncio.gather(*(store.turns.count(PLACE) for _ in range(20)))

    await store.close()
    gc.collect()

    for thread in set(threading.enumerate()) - threads:
        # Threads of the loop's own pool stay for the next who needs them.
        if not thread.name.startswith("asyncio_"):
            thread.join(5)
            assert not thread.is_alive()
    assert asyncio.all_tasks() == tasks


async def test_a_failed_opening_leaves_no_thread(tmp_path: Path) -> None:
    threads = set(threading.enumerate())
    (tmp_path / "causerie.db").write_text("not a database, but long enough to be read as one" * 9)

    with pytest.raises(StoreError):
        await Store.open(f"sqlite+aiosqlite:///{tmp_path}/causerie.db")
    gc.collect()

    for thread in set(threading.enumerate()) - threads:
        if not thread.name.startswith("asyncio_"):
            thread.join(5)
            assert not thread.is_alive()


def test_a_program_that_ends_without_closing_is_not_held_up(file_url: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from bot.store import Store\n"
        "from tests.bot.store.samples import *\n"
        "async def main():\n"
        "    global store\n"
        "    store = await Store.open(sys.argv[1])\n"
        "    await kept(store, a_turn())\n"
        "    await store.turns.count(PLACE)\n"
        "asyncio.run(main())\n"
    )

    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", program, file_url], check=True, timeout=60, cwd=root)
