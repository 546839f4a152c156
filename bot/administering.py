"""`causerie settings`: what `/settings` does, from the command line of whoever runs the bot."""

import asyncio
import getpass
import sys
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bot.bootstrap import bootstrap
from bot.commands.parse import parse
from bot.config.load import Loaded
from bot.core import Bot
from bot.errors import InputError
from bot.messages import (
    Attachment,
    Ended,
    Event,
    File,
    Message,
    Notice,
    Outcome,
    Person,
    Place,
    Text,
)

_LOCAL = "console/local"


@dataclass(frozen=True, slots=True)
class Where:
    """Which server (`discord/123`), and which of its channels, "" for the whole server."""

    server: str = _LOCAL
    channel: str = ""

    @property
    def place(self) -> Place:
        """The place; raises `InputError` for a server that is not written like one."""
        platform, slash, name = self.server.partition("/")
        if not (platform and slash and name):
            raise InputError("A server is written as PLATFORM/ID, for example discord/1234.")
        return Place(platform, name, self.channel)


async def administer(loaded: Loaded, where: Where, words: Sequence[str]) -> int:
    """Do what the words say with the settings there, and print it; returns the exit code."""
    place, (words, files) = where.place, _files(words)
    async with bootstrap(loaded) as bot:
        line = " ".join(["/settings", *words])
        command, options = parse(line, bot.commands)
        if not where.channel and "action" not in options and "name" in options:
            options = {**options, "server": True}
        if not where.channel and options.get("action") in ("history", "undo"):
            options = {**options, "server": True}
        person = Person(f"operator:{getpass.getuser()}", getpass.getuser(), admin=True)
        message = Message(
            id=str(uuid4()),
            place=place,
            person=person,
            text="",
            sent_at=datetime.now(UTC),
            attachments=files,
            command=command.name,
            options=options,
            # Whoever sits at the machine has read the file and meant it.
            approved=True,
        )
        return await _shown(bot, message)


async def _shown(bot: Bot, message: Message) -> int:
    async with aclosing(bot.handle(message)) as events:
        async for event in events:
            _print(event)
            if isinstance(event, Ended):
                if event.text:
                    print(event.text, file=sys.stderr)  # noqa: T201  # this is the command line
                return 0 if event.outcome is Outcome.ANSWERED else 1
    return 1


def _print(event: Event) -> None:
    match event:
        case Notice(text) | Text(text):
            print(text)  # noqa: T201  # this is the command line
        case File():
            print(event.data.decode(), end="")  # noqa: T201  # this is the command line


def _files(words: Sequence[str]) -> tuple[list[str], tuple[Attachment, ...]]:
    """Take the path of a file to import out of the words."""
    if len(words) != 2 or words[0] != "import":  # the word, and the file
        return list(words), ()
    path = Path(words[1])

    async def read() -> bytes:
        return await asyncio.to_thread(path.read_bytes)

    try:
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    return ["import"], (Attachment(path.name, "application/yaml", size, str(path), read=read),)
