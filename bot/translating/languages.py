"""Languages by name, in English and in themselves, by code and by flag; the data is Babel's."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale, UnknownLocaleError, localedata
from babel.core import get_global

# What people ask for most, in this order; it is offered before anything was typed.
_COMMON = (
    *("en", "es", "fr", "de", "pt", "pt-BR", "it", "nl", "pl", "ru", "uk", "tr", "ar", "he", "fa"),
    *("hi", "bn", "zh-Hans", "zh-Hant", "ja", "ko", "vi", "th", "id", "sv"),
)
# What people call languages that Babel calls otherwise.
_ALSO = {
    "brazilian": "pt-BR",
    "castilian": "es",
    "farsi": "fa",
    "mandarin": "zh-Hans",
    "norwegian": "nb",
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-mo": "zh-Hant",
}
# Languages whose name in themselves Babel has under another one.
_INSIDE = {"no": ("nb", "nn")}
# Where most people speak another language than the one that the flag stands for.
_FLAGS = {
    "CF": "fr",
    "CW": "nl",
    "KZ": "kk",
    "PH": "fil",
    "PW": "en",
    "PY": "es",
    "SN": "fr",
    "UG": "en",
    "UK": "en",
    "ZW": "en",
    "ENGLAND": "en",
    "SCOTLAND": "gd",
    "WALES": "cy",
}
# What Slack calls flags whose names do not begin with `flag-`.
_SHORT = frozenset({"CN", "DE", "ES", "FR", "GB", "IT", "JP", "KR", "RU", "UK", "US"})
_TAGGED = {"gbeng": "ENGLAND", "gbsct": "SCOTLAND", "gbwls": "WALES"}
_LETTER_A = 0x1F1E6
_BLACK_FLAG, _TAG_END = "\U0001f3f4", "\U000e007f"
# The name of the option that takes a language begins many a sentence; Tongan has its name.
_NO_CODE = frozenset({"to"})


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its code (`fr`, `pt-BR`, `zh-Hans`), its name in English and in itself."""

    code: str
    name: str
    own: str

    def __str__(self) -> str:
        same = self.own.casefold() == self.name.casefold()
        return self.name if same else f"{self.name} ({self.own})"


def language(text: str) -> Language | None:
    """The language that a name or a code stands for, None where it stands for none."""
    words = _plain(text)
    if not words or words in _NO_CODE:
        return None
    table = _table()
    code = table.codes.get(words) or table.codes.get(re.sub("[ _]", "-", words))
    return table.languages[code] if code else _regional(text.strip())


def understood(text: str) -> Language | None:
    """The same for a locale such as `en-US`, of which the language counts."""
    return language(text) or language(text.replace("_", "-").split("-")[0])


def offers(typed: str, *, most: int = 25) -> list[str]:
    """Names that go on with what was typed, in English or in the language itself; best first."""
    words = _plain(typed)
    table = _table()
    if not words:
        return [table.languages[code].name for code in _COMMON if code in table.languages][:most]
    bases = dict.fromkeys(code.split("-")[0] for code in _COMMON)
    first = [one for one in table.languages.values() if one.code in {*_COMMON, *bases}]
    every = [*first, *(one for one in table.languages.values() if one not in first)]
    ranked = sorted(_ranked(every, words, table.known), key=lambda found: found[0])
    return [name for _, name in ranked][:most]


def flag(emoji: str) -> Language | None:
    """The language of a flag: the emoji itself, or Slack's name for it (`fr`, `flag-fr`)."""
    territory = _territory(emoji)
    spoken = _FLAGS.get(territory) or _spoken_in(territory) if territory else None
    return language(_in_territory(spoken, territory)) if spoken else None


def prepare() -> None:
    """Read Babel's data, which takes some tenths of a second; for a thread at the start."""
    _table()


@dataclass(frozen=True, slots=True)
class _Table:
    """All languages by code, codes by what people write, and those that Babel knows well."""

    languages: Mapping[str, Language]
    codes: Mapping[str, str]
    known: frozenset[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    english = Locale("en").languages
    own = dict(_own_names(english))
    languages: dict[str, Language] = {}
    codes: dict[str, str] = {}
    for locale, name in english.items():
        if locale in ("mul", "und", "zxx", "root"):
            continue
        code = locale.replace("_", "-")
        languages[code] = Language(code, name, own.get(locale, name))
        codes[code.lower()] = code
    for old, new in get_global("language_aliases").items():
        if new.replace("_", "-") in languages:
            codes.setdefault(old.lower(), new.replace("_", "-"))
    for one in languages.values():
        for name in (one.name, one.own, str(one)):
            codes.setdefault(_plain(name), one.code)
    known = frozenset(locale.replace("_", "-") for locale in own)
    return _Table(languages, {**codes, **_ALSO}, known)


def _own_names(english: Iterable[str]) -> Iterable[tuple[str, str]]:
    """What the speakers of a language call it, of those that Babel knows well."""
    for locale in set(localedata.locale_identifiers()).intersection(english):
        try:
            names = localedata.load(locale, merge_inherited=False).get("languages", {})
        finally:
            # Babel keeps all that it reads, which would be more than 100 MB.
            localedata._cache.pop(locale, None)  # noqa: SLF001  # there is no other way
        for code in english:
            inside = code.startswith(f"{locale}_") or code in _INSIDE.get(locale, ())
            if code in names and (code == locale or inside):
                yield code, names[code]


def _regional(text: str) -> Language | None:
    """A language with a country or a script that has no name of its own, such as `fr-BE`."""
    try:
        locale = Locale.parse(text.replace("-", "_"))
    except (ValueError, UnknownLocaleError, TypeError):
        return None
    base = _table().languages.get(locale.language)
    if base is None or not (locale.territory or locale.script):
        return base
    territory = Locale("en").territories.get(locale.territory or "")
    parts = [part for part in (locale.language, locale.script, locale.territory) if part]
    name = f"{base.name} ({territory})" if territory else base.name
    return Language("-".join(parts), name, name if territory else base.own)


def _ranked(
    every: Iterable[Language], words: str, known: frozenset[str]
) -> Iterable[tuple[int, str]]:
    for one in every:
        worse = 0 if one.code in known else 3
        names = [one.name] if one.own == one.name else [one.name, one.own]
        plain = [_plain(name) for name in names]
        if one.code.lower() == words:
            yield worse, one.name
        elif fitting := [n for n, p in zip(names, plain, strict=True) if p.startswith(words)]:
            yield worse + 1, fitting[0]
        elif fitting := [n for n, p in zip(names, plain, strict=True) if f" {words}" in f" {p}"]:
            yield worse + 2, fitting[0]


def _plain(text: str) -> str:
    """What was typed without capitals, accents and needless spaces."""
    parted = unicodedata.normalize("NFKD", " ".join(text.split()).casefold())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def _territory(emoji: str) -> str:
    """The country of a flag, "" for what is no flag."""
    letters = [ord(letter) - _LETTER_A for letter in emoji]
    if len(letters) == 2 and all(0 <= letter < 26 for letter in letters):
        return "".join(chr(ord("A") + letter) for letter in letters)
    if emoji.startswith(_BLACK_FLAG) and emoji.endswith(_TAG_END):
        return _TAGGED.get("".join(chr(ord(tag) - 0xE0000) for tag in emoji[1:-1]), "")
    name = emoji.strip(":").upper()
    if name.startswith("FLAG-"):
        return name.removeprefix("FLAG-")
    return name if name in _SHORT else ""


def _spoken_in(territory: str) -> str | None:
    """The official language that most people there speak."""
    spoken = get_global("territory_languages").get(territory, {})
    official = [
        code
        for code, facts in spoken.items()
        if facts["official_status"] in ("official", "de_facto_official")
    ]
    return next(iter([*official, *(code for code in spoken if code != "und")]), None)


def _in_territory(code: str, territory: str) -> str:
    """The language as it is written there, where that has a name of its own."""
    languages = _table().languages
    likely = get_global("likely_subtags").get(f"und_{territory}", "").split("_")
    variants = [f"{code}-{territory}", f"{code}-{likely[1]}" if len(likely) == 3 else ""]
    return next((one for one in variants if one in languages), code.replace("_", "-"))
