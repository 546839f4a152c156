"""Settings on the real store: what was changed is there again after a restart."""

from pathlib import Path

import pytest

from bot.errors import InputError, NotPermitted
from bot.settings import Origin, Settings, Values, Wanted
from bot.store import Store
from tests.bot.settings.fakes import ADMIN, GENERAL, MEMBER

CHANGES = {
    "temperature": "0.7",
    "answer_tokens": "none",
    "system": "Tu es aimable.\nToujours. 🙂",
    "blocked_words": "apple, big pear",
    "moderation_thresholds": "violence/graphic=0.25, self-harm=0",
    "moderation_actions": "violence=flag",
    "show_usage": "on",
}


async def _open(folder: Path) -> Store:
    return await Store.open(f"sqlite+aiosqlite:///{folder / 'causerie.db'}")


async def test_changes_are_there_again_after_a_restart(tmp_path: Path):
    store = await _open(tmp_path)
    settings = Settings(store, Values(answer_tokens=100))
    for name, typed in CHANGES.items():
        await settings.change(GENERAL, name, typed, scope="channel", person=ADMIN)
    before = await settings.resolve(GENERAL)
    await store.close()

    store = await _open(tmp_path)
    settings = Settings(store, Values(answer_tokens=100))
    after = await settings.resolve(GENERAL)
    held = await settings.held(GENERAL, "answer_tokens")
    await store.close()

    assert after == before
    assert after.moderation_thresholds == {"violence/graphic": 0.25, "self-harm": 0}
    assert (held.value, held.origin) == (None, Origin.CHANNEL)


async def test_the_log_of_changes_tells_who_set_what_and_what_it_was(tmp_path: Path):
    store = await _open(tmp_path)
    settings = Settings(store, Values())
    await settings.change(GENERAL, "temperature", "1", scope="server", person=ADMIN)
    await settings.change(GENERAL, "temperature", "2", scope="server", person=ADMIN)
    await settings.reset(GENERAL, "temperature", scope="server", person=ADMIN)

    log = await settings.history(GENERAL, scope="server")
    elsewhere = await settings.history(GENERAL, scope="channel")
    await store.close()

    assert [(entry.name, entry.old, entry.new, entry.by) for entry in log] == [
        ("temperature", None, 1, "u1"),
        ("temperature", 1, 2, "u1"),
        ("temperature", 2, None, "u1"),
    ]
    assert list(elsewhere) == []


async def test_taking_back_what_was_never_set_is_no_change(tmp_path: Path):
    store = await _open(tmp_path)
    settings = Settings(store, Values())

    change = await settings.reset(GENERAL, "temperature", scope="server", person=ADMIN)
    log = await settings.history(GENERAL, scope="server")
    await store.close()

    assert change.before == change.after
    assert list(log) == []


async def test_the_settings_of_a_channel_that_is_gone_go_and_the_log_of_them_stays(tmp_path: Path):
    store = await _open(tmp_path)
    settings = Settings(store, Values())
    await settings.change(GENERAL, "temperature", "1", scope="channel", person=ADMIN)
    await settings.change(GENERAL, "temperature", "2", scope="server", person=ADMIN)

    await settings.clear(GENERAL)

    assert (await settings.resolve(GENERAL)).temperature == 2
    assert await store.overrides.load(GENERAL.key) == {}
    assert len(await settings.history(GENERAL, scope="channel")) == 1
    await store.close()


async def test_many_changes_at_once_are_all_made_or_none(tmp_path: Path):
    store = await _open(tmp_path)

    async def nobody(_: object, name: str) -> None:
        raise InputError(f"There is no persona {name}.")

    settings = Settings(store, Values(), checks={"persona": nobody})
    await settings.change(GENERAL, "watched", "on", scope="channel", person=ADMIN)
    good = [
        Wanted(GENERAL, "server", "temperature", 0.5),
        Wanted(GENERAL, "channel", "watched", gone=True),
    ]
    for bad, error in (
        (Wanted(GENERAL, "server", "temperature", 9), InputError),
        (Wanted(GENERAL, "server", "persona", "nobody"), InputError),
        (Wanted(GENERAL, "channel", "retention_days", 3), InputError),
        (Wanted(GENERAL, "server", "nothing", 3), InputError),
    ):
        with pytest.raises(error):
            await settings.change_all([*good, bad], person=ADMIN)
    with pytest.raises(NotPermitted):
        await settings.change_all(good, person=MEMBER)
    values = await settings.resolve(GENERAL)
    assert (values.temperature, values.watched) == (None, True)

    await settings.change_all(good, person=ADMIN)
    values = await settings.resolve(GENERAL)
    server = await settings.history(GENERAL, scope="server")
    channel = await settings.history(GENERAL, scope="channel")
    await store.close()

    assert (values.temperature, values.watched) == (0.5, False)
    assert server[-1].at == channel[-1].at
