"""Everything that the bot ever showed to anybody, if only for a moment."""

from collections.abc import Iterator
from typing import Any

from tests.doubles.slack.messages import Message, Version
from tests.doubles.slack.parts import Parts

# What people read in blocks, views and chunks; the rest is for the app itself.
_READ = {
    "text",
    "title",
    "alt_text",
    "description",
    "placeholder",
    "initial_value",
    "details",
    "output",
    "message",
    "fallback",
    "pretext",
}


def shown(parts: Parts) -> Iterator[str]:
    """Go through all texts of the bot: messages, files, forms, status lines, titles, prompts."""
    for workspace in parts.world.workspaces.values():
        for channel in workspace.channels.values():
            for message in channel.ever:
                if message.author.is_bot:
                    yield from of_message(message)
    for view in parts.views.all.values():
        yield from _words(view.contents)
        yield from view.errors.values()
    yield from _beside(parts)


def of_message(message: Message) -> Iterator[str]:
    """Go through all texts that a message has shown."""
    for version in message.versions:
        yield from _of_version(version)
    if message.stream is not None:
        yield message.stream.plan
        yield from _words(list(message.stream.tasks.values()))
    yield from (str(value) for value in message.guise.values())


def _of_version(version: Version) -> Iterator[str]:
    yield version.content
    # Notifications show the text also where there are blocks.
    yield version.text
    yield from _words(list(version.blocks))
    yield from _words(list(version.attachments))
    for file in version.files:
        yield from (file.name, file.title, file.alt or "", file.data.decode(errors="replace"))


def _beside(parts: Parts) -> Iterator[str]:
    for _, status in parts.agents.ever:
        yield status.text
        yield from status.loading
    for session in parts.agents.sessions.values():
        yield session.title
    yield from parts.agents.titles.values()
    yield from _words(list(parts.agents.prompts.values()))


def _words(thing: Any) -> Iterator[str]:
    if isinstance(thing, list):
        for each in thing:
            yield from _words(each)
    elif isinstance(thing, dict):
        for key, value in thing.items():
            if isinstance(value, str) and key in _READ:
                yield value
            else:
                yield from _words(value)
