from bot.store import Store


async def test_a_note_comes_back_after_a_restart(file_url: str) -> None:
    store = await Store.open(file_url)
    await store.notes.set("discord/commands", "abc")
    await store.close()

    store = await Store.open(file_url)
    found = await store.notes.get("discord/commands")
    await store.close()

    assert found == "abc"


async def test_a_note_that_was_never_set_is_not_there(store: Store) -> None:
    assert await store.notes.get("discord/commands") is None


async def test_a_new_note_takes_the_place_of_the_old_one(store: Store) -> None:
    await store.notes.set("discord/commands", "abc")
    await store.notes.set("discord/commands", "def")
    await store.notes.set("discord/other", "ghi")

    assert await store.notes.get("discord/commands") == "def"
