"""Tied channels and the copies of what was written in them."""

from datetime import UTC, datetime, timedelta

from bot.messages import Place
from bot.store import Link, Store
from bot.store.links import placed

EN, DE, FR = (Place("chat", "s1", name) for name in ("en", "de", "fr"))
LONG_AGO = datetime.now(UTC) - timedelta(days=1)


async def test_a_tie_is_kept_and_one_that_is_left_alone_is_none(store: Store) -> None:
    await store.links.tie([Link(EN, "t", "en"), Link(DE, "t", "de")], by="7")
    before = store.links.version
    assert {link.place: link.language for link in await store.links.all()} == {EN: "en", DE: "de"}

    await store.links.untie(DE)

    assert await store.links.all() == []
    assert store.links.version > before


async def test_a_channel_that_joins_another_tie_leaves_its_own(store: Store) -> None:
    await store.links.tie([Link(EN, "t", "en"), Link(DE, "t", "de")], by="7")
    await store.links.tie([Link(FR, "u", "fr"), Link(DE, "u", "de")], by="7")

    assert {link.place for link in await store.links.all()} == {FR, DE}


async def test_a_copy_is_noted_once_and_is_unmade_until_it_is_there(store: Store) -> None:
    assert await store.links.expect(EN, "m1", [DE, FR]) == [DE, FR]
    assert await store.links.expect(EN, "m1", [DE, FR]) == []
    assert len(await store.links.unmade("chat", since=LONG_AGO)) == 2
    assert await store.links.unmade("other", since=LONG_AGO) == []

    await store.links.copied(EN, "m1", DE, "c1")

    assert [copy.place for copy in await store.links.unmade("chat", since=LONG_AGO)] == [FR]
    assert await store.links.is_copy(DE, "c1")
    assert not await store.links.is_copy(EN, "m1")
    await store.links.forget(EN, "m1", place=FR)
    assert [copy.copy_id for copy in await store.links.copies(EN, "m1")] == ["c1"]


async def test_the_counterpart_of_a_message_is_found_from_every_channel(store: Store) -> None:
    await store.links.expect(EN, "m1", [DE, FR])
    await store.links.copied(EN, "m1", DE, "d1")
    await store.links.copied(EN, "m1", FR, "f1")

    assert await store.links.counterpart(EN, "m1", DE) == "d1"
    assert await store.links.counterpart(DE, "d1", EN) == "m1"
    assert await store.links.counterpart(DE, "d1", FR) == "f1"
    assert await store.links.counterpart(EN, "m2", DE) == ""


async def test_old_copies_are_forgotten(store: Store) -> None:
    await store.links.expect(EN, "m1", [DE])

    await store.links.prune(datetime.now(UTC) + timedelta(seconds=1))

    assert await store.links.copies(EN, "m1") == []


def test_a_place_is_known_by_its_key() -> None:
    for place in (EN, Place("chat", "s1", "en", "t/1")):
        assert placed(place.key) == place
