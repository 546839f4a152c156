"""A process with a store of its own: `python -m tests.bot.store.taker URL (take ID | claim)`.

It says what it did in a line, and then lives until its standard input ends.
"""

import asyncio
import sys

from bot.store import Store
from tests.bot.store.samples import a_message


async def main(url: str, deed: str, *ids: str) -> None:
    store = await Store.open(url)
    if deed == "take":
        done = [name for name in ids if await store.taken.take(a_message(name))]
    else:
        done = [found.message.id for found in await store.taken.unanswered("console")]
    sys.stdout.write(" ".join(["did", *done]) + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
