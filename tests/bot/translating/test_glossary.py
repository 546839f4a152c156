"""Of a glossary the model gets what concerns the text, and not more."""

from bot.translating.glossary import MOST_PAIRS, MOST_TERMS, Entry, relevant
from bot.translating.languages import Language, language


def tongue(name: str) -> Language:
    found = language(name)
    assert found is not None
    return found


FRENCH = tongue("French")


def terms(entries: list[Entry], text: str, **more: Language) -> list[str]:
    found = relevant(entries, text, target=FRENCH, source=more.get("source"))
    return [one.term for one in found]


def term(word: str, target: str = "fr", source: str = "") -> Entry:
    return Entry("term", source, target, word, f"[{word}]")


def test_only_terms_that_occur_are_given_the_longest_first():
    entries = [term("disk"), term("hard disk"), term("printer"), term("is")]

    assert terms(entries, "The Hard  disks are full, this printout too") == ["hard disk", "disk"]


def test_a_term_inside_of_another_word_does_not_occur():
    assert terms([term("art")], "I start the party") == []


def test_scripts_without_spaces_are_found_anywhere():
    assert terms([term("发票")], "请把发票寄给我") == ["发票"]


def test_terms_of_another_language_are_left_out():
    entries = [term("a", "de"), term("b", "fr"), term("c", "fr-CA"), term("d", "fr", "es")]

    assert terms(entries, "a b c d") == ["b", "d"]
    assert terms(entries, "a b c d", source=tongue("German")) == ["b"]


def test_a_term_for_a_language_is_also_for_its_countries():
    found = relevant([term("a", "pt")], "a", target=tongue("pt-BR"), source=None)

    assert [one.term for one in found] == ["a"]


def test_the_examples_most_like_the_text_are_given_the_nearest_last():
    entries = [
        Entry("pair", "", "fr", "The release is late by one week", "1"),
        Entry("pair", "", "fr", "The release is late", "2"),
        Entry("pair", "", "fr", "Bananas grow in bunches", "3"),
    ]

    found = relevant(entries, "The release is late again", target=FRENCH, source=None)

    assert [one.translation for one in found] == ["1", "2"]


def test_however_large_a_glossary_is_what_is_given_has_a_bound():
    words = [f"word{number}" for number in range(200)]
    pairs = [Entry("pair", "", "fr", " ".join(words), "x")] * 50

    found = relevant([*map(term, words), *pairs], " ".join(words), target=FRENCH, source=None)

    assert len(found) == MOST_TERMS + MOST_PAIRS
