"""What was worked out is found again, within bounds of number and age."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from bot.store import Store
from bot.store.cache import DAYS, MOST
from bot.store.tables import cache


async def test_a_value_is_found_under_its_server_and_key_alone(store: Store) -> None:
    await store.cache.put("a/1", "key", "value")
    await store.cache.put("a/1", "key", {"newer": ["value"]})

    assert await store.cache.get("a/1", "key") == {"newer": ["value"]}
    assert await store.cache.get("a/1", "other") is None
    assert await store.cache.get("a/2", "key") is None


async def test_what_is_too_old_is_not_found(store: Store) -> None:
    await store.cache.put("a/1", "key", "value")
    old = update(cache).values(at=datetime.now(UTC) - timedelta(days=DAYS + 1))
    await store._database.write(lambda connection: connection.execute(old))

    assert await store.cache.get("a/1", "key") is None


async def test_however_much_is_put_there_is_a_bound_and_the_newest_stay(store: Store) -> None:
    for number in range(MOST + 100):
        await store.cache.put("a/1", f"key {number}", number)

    count = select(func.count()).select_from(cache)
    kept = await store._database.read(lambda connection: connection.execute(count).scalar_one())
    assert kept <= MOST + 50
    assert await store.cache.get("a/1", f"key {MOST + 99}") == MOST + 99
    assert await store.cache.get("a/1", "key 0") is None


async def test_a_server_that_is_gone_has_nothing(store: Store) -> None:
    await store.cache.put("a/1", "key", "value")
    await store.cache.clear("a/1")

    assert await store.cache.get("a/1", "key") is None
