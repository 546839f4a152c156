from datetime import UTC, datetime

import pytest

from bot.store import Store
from bot.store.columns import JSON

SCOPE = "console/local"


@pytest.mark.parametrize("value", ["terse", 0.5, 3, True, None, ["a", "\ud800 é"], {"k": [1, 2.0]}])
async def test_an_override_comes_back_as_it_was(store: Store, value: JSON) -> None:
    await store.overrides.set(SCOPE, "persona", value, "p1")

    loaded = await store.overrides.load(SCOPE)

    assert loaded == {"persona": value}
    assert type(loaded["persona"]) is type(value)


async def test_scopes_do_not_see_each_other(store: Store) -> None:
    await store.overrides.set(SCOPE, "persona", "terse", "p1")

    assert await store.overrides.load(f"{SCOPE}/terminal") == {}


async def test_a_reset_takes_one_override_back(store: Store) -> None:
    await store.overrides.set(SCOPE, "persona", "terse", "p1")
    await store.overrides.set(SCOPE, "temperature", 0.1, "p1")

    await store.overrides.reset(SCOPE, "persona", "p2")

    assert await store.overrides.load(SCOPE) == {"temperature": 0.1}


async def test_every_change_is_logged_with_who_when_old_and_new(store: Store) -> None:
    began = datetime.now(UTC)
    await store.overrides.set(SCOPE, "persona", "terse", "p1")
    await store.overrides.set(SCOPE, "persona", "kind", "p2")
    await store.overrides.reset(SCOPE, "persona", "p3")

    history = await store.overrides.history(SCOPE)

    assert [(line.name, line.old, line.new, line.by) for line in history] == [
        ("persona", None, "terse", "p1"),
        ("persona", "terse", "kind", "p2"),
        ("persona", "kind", None, "p3"),
    ]
    assert all(began <= line.at <= datetime.now(UTC) for line in history)


async def test_a_reset_of_what_was_never_set_is_no_change(store: Store) -> None:
    assert await store.overrides.reset(SCOPE, "persona", "p1") is None

    assert await store.overrides.history(SCOPE) == []


async def test_a_long_history_gives_its_last_changes(store: Store) -> None:
    for value in range(5):
        await store.overrides.set(SCOPE, "temperature", value, "p1")

    assert [line.new for line in await store.overrides.history(SCOPE, limit=2)] == [3, 4]
