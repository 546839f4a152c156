"""Languages: what commands, options and choices are called in them, one file for each.

English stands in the declarations. Every other language is a file `TAG.toml` in this package, named
for its tag (`zh-CN`); nothing else has to be edited to add one. A platform that can show names in a
person's language looks them up here, and falls back to English for what is missing.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

Path = tuple[str, ...]
"""Where words stand in the file: `("commands", "help", "name")`."""


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language. `name` is what its speakers call it."""

    tag: str
    name: str
    words: Mapping[Path, str]

    def command(self, name: str, what: str) -> str | None:
        """The `name` or the `description` of a command."""
        return self.words.get(("commands", name, what))

    def option(self, command: str, name: str, what: str) -> str | None:
        """The `name` or the `description` of an option; many commands share some of them."""
        own = self.words.get(("commands", command, "options", name, what))
        return own or self.words.get(("options", name, what))

    def choice(self, command: str, option: str, value: str) -> str | None:
        """What one of the values of an option is called."""
        return self.words.get(("commands", command, "options", option, "choices", value))

    def menu(self, command: str) -> str | None:
        """What the command is called in the menu of a message."""
        return self.words.get(("menus", command))


def found() -> dict[str, Language]:
    """All languages but English, by tag."""
    read = (
        parsed(file.name.removesuffix(".toml"), file.read_text(encoding="utf-8"))
        for file in files(__name__).iterdir()
        if file.name.endswith(".toml")
    )
    return {language.tag: language for language in sorted(read, key=lambda one: one.tag)}


def parsed(tag: str, text: str) -> Language:
    """Read the file of a language; raises `ValueError` where it is not as it should be."""
    tables = tomllib.loads(text)
    name = tables.pop("language", None)
    if not isinstance(name, str):
        raise ValueError(f"{tag}.toml does not begin with language = NAME")  # noqa: TRY004  # it is the file that is wrong
    return Language(tag, name, dict(_words(tables)))


def _words(table: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _words(value, (*path, key))
        else:
            yield (*path, key), str(value)
