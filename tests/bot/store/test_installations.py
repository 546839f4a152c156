"""Installations, each in the place of the one before, and states that serve once."""

from datetime import UTC, datetime, timedelta

from bot.store import Store

SOON = datetime.now(UTC) + timedelta(days=1)


async def test_the_newest_installation_of_a_team_counts(store: Store) -> None:
    rows = store.installations
    await rows.put("slack", enterprise="", team="T1", sealed="one")
    await rows.put("slack", enterprise="E1", team="T1", sealed="two")

    found = await rows.find("slack", enterprise="", team="T1")
    assert found is not None
    assert found.sealed == "two"
    assert len(await rows.all("slack")) == 1
    assert await rows.find("slack", enterprise="", team="T2") is None
    assert await rows.find("other", enterprise="", team="T1") is None


async def test_that_of_an_enterprise_serves_the_teams_without_one_of_their_own(
    store: Store,
) -> None:
    rows = store.installations
    await rows.put("slack", enterprise="E1", team="", sealed="whole")
    await rows.put("slack", enterprise="E1", team="T1", sealed="own")

    async def sealed(enterprise: str, team: str) -> str | None:
        found = await rows.find("slack", enterprise=enterprise, team=team)
        return None if found is None else found.sealed

    assert await sealed("E1", "T1") == "own"
    assert await sealed("E1", "T2") == "whole"
    assert await sealed("E2", "T2") is None
    assert await sealed("", "T2") is None
    assert await sealed("", "") is None
    assert await rows.drop("slack", enterprise="E1", team="")
    assert await sealed("E1", "T1") == "own"


async def test_what_was_changed_meanwhile_is_not_sealed_anew(store: Store) -> None:
    rows = store.installations
    await rows.put("slack", enterprise="", team="T1", sealed="one")
    found = await rows.find("slack", enterprise="", team="T1")
    assert found is not None

    assert await rows.reseal(found, "two")
    assert not await rows.reseal(found, "three")


async def test_a_state_serves_once_and_for_its_time(store: Store) -> None:
    states = store.states
    assert await states.put("a", expires_at=SOON)
    assert await states.put("b", expires_at=datetime.now(UTC) - timedelta(seconds=1))

    assert await states.take("a")
    assert not await states.take("a")
    assert not await states.take("b")
    assert not await states.take("c")
