"""Everything that was ever shown to anybody, if only for one edit."""

from collections.abc import Iterable, Iterator
from typing import Any

from tests.doubles.discord.interactions import Interaction
from tests.doubles.discord.messages import Message, Version

_WORDS = ("title", "description", "text", "name", "value", "label", "content", "placeholder")


def shown_in(messages: Iterable[Message]) -> Iterator[str]:
    """Go through all texts that messages have shown: content, embeds, components, files."""
    for message in messages:
        for version in message.versions:
            yield from _texts(version)


def shown_by(interaction: Interaction) -> Iterator[str]:
    """Go through the texts of the forms and choices that an interaction has led to."""
    yield from _words(interaction.modal)
    yield from _words(interaction.choices)


def _texts(version: Version) -> Iterator[str]:
    yield version.content
    yield from _words(list(version.embeds))
    yield from _words(list(version.components))
    for file in version.attachments:
        yield file.name
        yield file.data.decode(errors="replace")


def _words(thing: Any) -> Iterator[str]:
    if isinstance(thing, list):
        for each in thing:
            yield from _words(each)
    elif isinstance(thing, dict):
        for key, value in thing.items():
            if isinstance(value, str) and key in _WORDS:
                yield value
            else:
                yield from _words(value)
