"""Settings on the real store: what was changed is there again after a restart."""

from pathlib import Path

from bot.settings import Origin, Settings, Values
from bot.store import Store
from tests.bot.settings.fakes import ADMIN, GENERAL

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
