import asyncio
import logging
from dataclasses import replace

import pytest

from bot.errors import InputError, NotPermitted
from bot.permission import may_talk
from bot.settings import Origin, Settings, Values
from tests.bot.settings.fakes import ADMIN, GENERAL, MEMBER, FakeOverrides, FakeStore

SERVER, CHANNEL = GENERAL.server_key, GENERAL.key


@pytest.fixture(name="overrides")
def _overrides() -> FakeOverrides:
    return FakeOverrides()


@pytest.fixture(name="settings")
def _settings(overrides: FakeOverrides) -> Settings:
    return Settings(FakeStore(overrides), Values(temperature=0.3))


async def test_without_overrides_the_operators_value_stands_over_the_declared_one(settings):
    values = await settings.resolve(GENERAL)

    assert values.temperature == 0.3
    assert values.model == "auto"


async def test_the_channel_stands_over_the_server(overrides, settings):
    overrides.tables = {
        SERVER: {"temperature": 1.0, "persona": "pirate"},
        CHANNEL: {"temperature": 0.5},
    }

    values = await settings.resolve(GENERAL)

    assert (values.temperature, values.persona) == (0.5, "pirate")


async def test_a_thread_takes_the_values_of_its_channel_and_changes_them(settings):
    thread = replace(GENERAL, thread="t1")
    await settings.change(thread, "temperature", "1.5", scope="channel", person=ADMIN)

    assert (await settings.resolve(GENERAL)).temperature == 1.5
    assert (await settings.resolve(replace(GENERAL, thread="t2"))).temperature == 1.5


async def test_one_server_never_sees_the_values_of_another(settings):
    await settings.change(GENERAL, "system", "Ours.", scope="server", person=ADMIN)

    elsewhere = await settings.resolve(replace(GENERAL, server="s2"))

    assert elsewhere.system == Values().system


async def test_a_change_counts_at_once_in_every_channel_of_the_server(settings):
    other = replace(GENERAL, channel="random")
    assert (await settings.resolve(other)).show_usage is False

    await settings.change(GENERAL, "show_usage", "on", scope="server", person=ADMIN)

    assert (await settings.resolve(other)).show_usage is True


async def test_origins_tell_where_each_value_comes_from(settings):
    await settings.change(GENERAL, "persona", "pirate", scope="server", person=ADMIN)
    await settings.change(GENERAL, "model", "big", scope="channel", person=ADMIN)

    origins = {held.setting.name: held.origin for held in await settings.origins(GENERAL)}

    assert origins["model"] is Origin.CHANNEL
    assert origins["persona"] is Origin.SERVER
    assert origins["temperature"] is Origin.OPERATOR
    assert origins["system"] is Origin.DEFAULT


async def test_a_reset_lets_the_wider_value_count_again(settings):
    await settings.change(GENERAL, "temperature", "1", scope="server", person=ADMIN)
    await settings.change(GENERAL, "temperature", "2", scope="channel", person=ADMIN)

    change = await settings.reset(GENERAL, "temperature", scope="channel", person=ADMIN)

    assert (change.before.value, change.after.value) == (2, 1)
    assert change.after.origin is Origin.SERVER


async def test_no_value_at_all_is_an_override_too(settings):
    await settings.change(GENERAL, "temperature", "none", scope="channel", person=ADMIN)

    held = await settings.held(GENERAL, "temperature")

    assert (held.value, held.origin) == (None, Origin.CHANNEL)


@pytest.mark.parametrize("scope", ["server", "channel"])
async def test_who_is_no_admin_changes_nothing(overrides, settings, scope):
    with pytest.raises(NotPermitted):
        await settings.change(GENERAL, "model", "big", scope=scope, person=MEMBER)
    with pytest.raises(NotPermitted):
        await settings.reset(GENERAL, "model", scope=scope, person=MEMBER)

    assert overrides.tables == {}


async def test_a_value_that_does_not_fit_is_not_stored(overrides, settings):
    with pytest.raises(InputError, match="temperature takes a number from 0 to 2; found 'hot'"):
        await settings.change(GENERAL, "temperature", "hot", scope="channel", person=ADMIN)

    assert overrides.tables == {}


async def test_a_form_may_give_the_value_itself(overrides, settings):
    actions = {"violence": "flag"}
    await settings.change(GENERAL, "moderation_actions", actions, scope="channel", person=ADMIN)
    await settings.change(GENERAL, "blocked_words", ["a", "b"], scope="channel", person=ADMIN)

    assert overrides.tables[CHANNEL] == {
        "moderation_actions": {"violence": "flag"},
        "blocked_words": ["a", "b"],
    }
    assert (await settings.resolve(GENERAL)).blocked_words == ("a", "b")


async def test_what_counts_for_a_whole_server_cannot_be_set_in_a_channel(settings):
    with pytest.raises(InputError, match="whole server"):
        await settings.change(GENERAL, "screening_log_text", "on", scope="channel", person=ADMIN)


async def test_a_check_of_ones_own_may_refuse_a_value_that_fits(overrides):
    async def known(_, name: str) -> None:
        raise InputError(f"There is no persona {name!r}.")

    settings = Settings(FakeStore(overrides), Values(), checks={"persona": known})

    with pytest.raises(InputError, match="no persona 'nobody'"):
        await settings.change(GENERAL, "persona", "nobody", scope="channel", person=ADMIN)
    assert overrides.tables == {}


async def test_stored_values_that_no_longer_fit_are_left_out_with_a_log_line(
    overrides, settings, caplog
):
    overrides.tables = {
        CHANNEL: {
            "temperature": 7,
            "gone_since": 1,
            "blocked_words": "not a list",
            "screening_log_text": True,
            "persona": "pirate",
        }
    }
    with caplog.at_level(logging.WARNING):
        values = await settings.resolve(GENERAL)

    assert values == Values(temperature=0.3, persona="pirate")
    logged = " ".join(record.getMessage() for record in caplog.records)
    for name in ("temperature", "gone_since", "blocked_words", "screening_log_text"):
        assert name in logged
    assert "not a list" not in logged


async def test_one_stored_rule_that_no_longer_fits_does_not_undo_the_others(overrides, settings):
    overrides.tables = {
        CHANNEL: {
            "blocked_patterns": ["(", "a+b"],
            "blocked_words": ["apple", "", 5],
            "moderation_thresholds": {"violence": 0.5, "gone": 0.1, "hate": 7},
        }
    }

    values = await settings.resolve(GENERAL)

    assert values.blocked_patterns == ("a+b",)
    assert values.blocked_words == ("apple",)
    assert values.moderation_thresholds == {"violence": 0.5}


async def test_a_list_of_which_nothing_fits_leaves_the_wider_one_in_force(overrides, settings):
    overrides.tables = {SERVER: {"blocked_words": ["apple"]}, CHANNEL: {"blocked_words": [5]}}

    assert (await settings.resolve(GENERAL)).blocked_words == ("apple",)


async def test_a_list_that_allows_and_cannot_be_used_lets_nobody_in(overrides, settings):
    overrides.tables = {
        SERVER: {"talk_people": "p1", "talk_channels": [7], "direct_messages": "maybe"},
        CHANNEL: {"talk_roles": ["r1", ""], "quiet_people": "p1"},
    }

    values = await settings.resolve(GENERAL)

    for person in (ADMIN, MEMBER):
        assert not may_talk(values, person=person, channel="general", direct=False)
    assert values.talk_people == values.talk_channels == ("-",)
    assert values.talk_roles == ("r1",)
    assert not values.direct_messages


async def test_what_was_set_in_a_channel_that_is_gone_is_gone(overrides, settings):
    await settings.change(GENERAL, "temperature", "1", scope="server", person=ADMIN)
    await settings.change(GENERAL, "temperature", "2", scope="channel", person=ADMIN)

    await settings.clear(GENERAL)

    assert (await settings.resolve(GENERAL)).temperature == 1
    assert CHANNEL not in overrides.tables


async def test_a_second_look_reads_nothing_from_the_store(overrides, settings):
    first = await settings.resolve(GENERAL)
    second = await settings.resolve(replace(GENERAL, thread="t1"))

    assert first is second
    assert overrides.loads == {SERVER: 1, CHANNEL: 1}


async def test_many_first_looks_at_once_read_the_store_once(overrides, settings):
    overrides.gate = asyncio.Event()
    looks = [asyncio.create_task(settings.resolve(GENERAL)) for _ in range(20)]
    await asyncio.sleep(0)
    overrides.gate.set()
    await asyncio.gather(*looks)

    assert overrides.loads == {SERVER: 1, CHANNEL: 1}


async def test_a_first_look_that_is_cancelled_leaves_the_others_served(overrides, settings):
    overrides.gate = asyncio.Event()
    first = asyncio.create_task(settings.resolve(GENERAL))
    second = asyncio.create_task(settings.resolve(GENERAL))
    await asyncio.sleep(0)
    first.cancel()
    overrides.gate.set()

    assert (await second).temperature == 0.3
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_look_that_began_before_a_change_does_not_bring_the_old_value_back(
    overrides, settings
):
    overrides.gate = asyncio.Event()
    look = asyncio.create_task(settings.resolve(GENERAL))
    await asyncio.sleep(0)
    change = asyncio.create_task(
        settings.change(GENERAL, "temperature", "2", scope="server", person=ADMIN)
    )
    await asyncio.sleep(0)
    overrides.gate.set()
    await asyncio.gather(look, change)

    assert (await settings.resolve(GENERAL)).temperature == 2


async def test_no_more_than_the_bound_is_kept_and_what_fell_out_is_read_again(overrides):
    settings = Settings(FakeStore(overrides), Values(), capacity=3)
    for number in range(10):
        await settings.resolve(replace(GENERAL, channel=f"c{number}"))
    assert overrides.loads[f"{SERVER}/c9"] == 1

    await settings.resolve(replace(GENERAL, channel="c9"))
    await settings.resolve(replace(GENERAL, channel="c0"))

    assert overrides.loads[f"{SERVER}/c9"] == 1
    assert overrides.loads[f"{SERVER}/c0"] == 2
    # The server was in use all the time.
    assert overrides.loads[SERVER] == 1
