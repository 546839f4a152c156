"""Glossaries are kept per server."""

from bot.store import Store
from bot.translating.glossary import Entry


def term(word: str, translation: str = "x", target: str = "fr") -> Entry:
    return Entry("term", "", target, word, translation)


async def test_entries_come_in_order_and_of_one_server_only(store: Store) -> None:
    await store.glossary.put("a/1", [term("one"), term("two")], by="7")
    await store.glossary.put("a/2", [term("three")], by="7")

    assert [entry.term for entry in await store.glossary.entries("a/1")] == ["one", "two"]
    assert await store.glossary.count("a/1") == 2


async def test_a_new_translation_takes_the_place_of_the_old_one(store: Store) -> None:
    await store.glossary.put("a/1", [term("one", "un"), term("one", "eins", "de")], by="7")
    await store.glossary.put("a/1", [term("one", "une")], by="7")

    found = {one.target: one.translation for one in await store.glossary.entries("a/1")}
    assert found == {"fr": "une", "de": "eins"}


async def test_entries_for_a_language_are_also_for_its_countries(store: Store) -> None:
    await store.glossary.put("a/1", [term("a", target="pt"), term("b", target="pt-PT")], by="7")

    found = await store.glossary.entries("a/1", target="pt-BR")
    assert [entry.term for entry in found] == ["a"]


async def test_a_term_is_removed_whatever_its_capitals(store: Store) -> None:
    await store.glossary.put("a/1", [term("Invoice"), term("Invoice", target="de")], by="7")

    assert await store.glossary.remove("a/1", "invoice", target="de") == 1
    assert await store.glossary.remove("a/1", "invoice") == 1
    assert await store.glossary.remove("a/1", "invoice") == 0


async def test_a_server_that_is_gone_has_none(store: Store) -> None:
    await store.glossary.put("a/1", [term("one")], by="7")
    await store.glossary.clear("a/1")

    assert await store.glossary.entries("a/1") == ()
