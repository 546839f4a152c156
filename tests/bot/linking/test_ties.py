"""Which channels are tied is known to all who ask at the same time."""

import asyncio
from pathlib import Path

from bot.linking.ties import Ties
from bot.messages import Place
from bot.store import Link, Store

EN, DE = (Place("chat", "s1", name) for name in ("en", "de"))


async def test_who_asks_while_the_ties_are_read_is_told_what_is_read(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'causerie.db'}")
    await store.links.tie([Link(EN, "t", "en"), Link(DE, "t", "de")], by="7")
    ties = Ties(store.links)

    found = await asyncio.gather(*(ties.others(EN) for _ in range(5)))
    assert [[link.place for link in links] for links in found] == [[DE]] * 5

    await store.links.untie(DE)
    assert await asyncio.gather(*(ties.of(EN) for _ in range(5))) == [None] * 5
    await store.close()
