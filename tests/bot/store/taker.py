"""A process with a store of its own: `python -m tests.bot.store.taker URL (take | claim) NAME...`.

It takes messages, each of them PLATFORM/ID or the console's ID, or claims those of platforms. It
says what it did in a line, and then lives until its standard input ends.
"""

import asyncio
import sys
from dataclasses import replace

from bot.messages import Message
from bot.store import Store
from tests.bot.store.samples import PLACE, a_message


def named(name: str) -> Message:
    """A message of the platform that the name begins with, the console's by default."""
    platform, _, message_id = name.rpartition("/")
    return a_message(message_id, place=replace(PLACE, platform=platform or PLACE.platform))


async def main(url: str, deed: str, *names: str) -> None:
    store = await Store.open(url)
    if deed == "take":
        done = [name for name in names if await store.taken.take(named(name))]
    else:
        platforms = names or (PLACE.platform,)
        claims = [await store.taken.unanswered(platform) for platform in platforms]
        done = [found.message.id for claim in claims for found in claim]
    sys.stdout.write(" ".join(["did", *done]) + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
