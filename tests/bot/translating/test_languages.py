"""Languages are understood however people write them, and flags stand for theirs."""

import pytest

from bot.translating.languages import flag, language, offers, understood


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *[("French", "fr"), ("français", "fr"), ("FRANCAIS", "fr"), ("fr", "fr"), ("fra", "fr")],
        *[("Deutsch", "de"), ("deu", "de"), ("日本語", "ja"), ("Русский", "ru"), ("العربية", "ar")],
        *[("pt_BR", "pt-BR"), ("Brazilian Portuguese", "pt-BR")],
        *[("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant"), ("简体中文", "zh-Hans"), ("farsi", "fa")],
        *[("fr-BE", "fr-BE"), ("French (français)", "fr"), ("  swiss   high german ", "de-CH")],
    ],
)
def test_a_language_is_known_by_its_names_and_codes(written: str, code: str):
    found = language(written)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("written", ["", "Hello", "to", "hello world", "xx-YY", "()", "\0", "🇫🇷"])
def test_what_is_no_language_is_none(written: str):
    assert language(written) is None


def test_a_language_says_its_name_in_english_and_in_itself():
    assert str(language("fr")) == "French (français)"
    assert str(language("en")) == "English"


@pytest.mark.parametrize(
    ("locale", "code"), [("en-US", "en-US"), ("de", "de"), ("es-419", "es-419"), ("de-XX", "de")]
)
def test_of_a_persons_locale_the_language_counts(locale: str, code: str):
    found = understood(locale)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("emoji", "code"),
    [
        *[("🇫🇷", "fr"), ("🇩🇪", "de"), ("🇯🇵", "ja"), ("🇧🇷", "pt-BR"), ("🇹🇼", "zh-Hant")],
        *[
            ("🇨🇳", "zh-Hans"),
            ("🇺🇸", "en-US"),
            ("🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f", "cy"),
        ],
        *[("flag-fr", "fr"), (":flag-at:", "de-AT"), ("us", "en-US"), ("uk", "en"), ("jp", "ja")],
    ],
)
def test_a_flag_stands_for_the_language_that_most_speak_there(emoji: str, code: str):
    found = flag(emoji)

    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("emoji", ["😀", "🇪🇺", "🇺🇳", "🏴", "joy", "at", "flag-zz", "", "🇫", "fr "])
def test_what_is_no_flag_of_a_country_stands_for_nothing(emoji: str):
    assert flag(emoji) is None


def test_names_are_offered_for_what_was_typed_in_either_language():
    assert offers("")[:3] == ["English", "Spanish", "French"]
    assert offers("fre")[0] == "French"
    assert offers("franç")[0] == "français"
    assert offers("deu")[0] == "Deutsch"
    assert offers("chin")[0] == "Chinese"
    assert offers("xyz") == []
    assert len(offers("a")) <= 25


def test_everything_offered_is_understood():
    for typed in ("", "a", "e", "n", "s", "中"):
        for name in offers(typed):
            assert language(name) is not None, name
