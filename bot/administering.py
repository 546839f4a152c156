"""`causerie admin`: what admins do in the chat, from the command line of whoever runs the bot."""

import asyncio
import getpass
import mimetypes
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bot import platforms
from bot.bootstrap import bootstrap
from bot.commands import Command, Kind, Options, found
from bot.commands.check import shown
from bot.commands.help import explained
from bot.commands.override import SERVER
from bot.commands.parse import parse
from bot.config.load import Loaded
from bot.errors import InputError
from bot.messages import Attachment, Message, OptionValue, Person, Place
from bot.moderation.desk import DECIDE
from bot.platforms import Manner
from bot.unconnected import Unconnected

_LOCAL = "console/local"
# Admins have buttons for it in the chat.
_TYPED_HERE = (DECIDE,)
# What admins do there is looked at by the commands themselves.
_FOR_ADMINS_TOO = ("glossary", "privacy")
_FILED = "import"
_QUOTED = re.compile(r"\s|^[\"“]")
_NAMED = re.compile(r"([A-Za-z][\w-]*)=(.*)", re.DOTALL)


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


def listed() -> str:
    """Say what there is to do, a line for each command."""
    commands = [one for one in _typed(found()).values() if _is_for_admins(one)]
    width = max(len(one.name) for one in commands)
    lines = [f"  {one.name:<{width}}  {one.description}" for one in commands]
    return "\n".join(
        [
            "Usage: causerie admin [--server PLATFORM/ID] [--channel ID] COMMAND [WORD …]",
            "",
            *lines,
            "",
            "The words are those of the chat; `causerie admin help COMMAND` explains them.",
        ]
    )


async def administer(loaded: Loaded, where: Where, words: Sequence[str], manner: Manner) -> int:
    """Do what the words say there, as in the chat, and print it; returns the exit code."""
    place, terminal = where.place, platforms.terminal()
    command, options, files = _understood(words)
    if command.name == "help" and options.get("command") in _TYPED_HERE:
        # The bot knows these only as buttons, and explains none of them.
        sys.stdout.write(explained(found()[str(options["command"])]).replace("`", "") + "\n")
        return 0
    if not where.channel or command.name == "usage":
        options = _for_all_of_it(command, options)
    message = Message(
        id=str(uuid4()),
        place=place,
        person=_operator(),
        text="",
        sent_at=datetime.now(UTC),
        attachments=files,
        command=command.name,
        options=options,
        # Whoever sits at the machine has read the file and meant it.
        approved=options.get("action") == _FILED,
    )
    async with bootstrap(loaded, lasting=False) as bot:
        if where.server != _LOCAL and not await bot.knows(place.server_key):
            sys.stderr.write(
                f"Nothing is known of the server {shown(where.server)} yet. If it should be, "
                "look whether its id is right.\n"
            )
        bot.attach(place.platform, Unconnected(place.platform), serves=False)
        return await terminal.administer(bot, message, manner)


def _understood(words: Sequence[str]) -> tuple[Command, Options, tuple[Attachment, ...]]:
    """The command, its options and its files; raises `InputError`."""
    commands = _typed(found())
    name, *rest = words
    command = commands.get(name.removeprefix("/").lower())
    rest, paths = _parted(command, rest)
    quoted = [(_quoted(word), word) for word in rest]
    command, options = parse(" ".join([name, *(word for word, _ in quoted)]), commands)
    return command, _unquoted(options, quoted), tuple(map(_attached, paths))


def _typed(commands: Mapping[str, Command]) -> dict[str, Command]:
    return {
        name: replace(command, hidden=False)
        for name, command in commands.items()
        if name in _TYPED_HERE or not command.hidden
    }


def _is_for_admins(command: Command) -> bool:
    return (
        command.admin
        or command.name in _FOR_ADMINS_TOO
        or any(option.admin for option in command.options)
    )


def _for_all_of_it(command: Command, options: Options) -> Options:
    """The options for the whole server, where nobody named a channel of it."""
    counts = SERVER in command.options or command.name == "usage"
    return {**options, SERVER.name: True} if counts and SERVER.name not in options else options


def _operator() -> Person:
    try:
        name = getpass.getuser()
    # A user without an entry in the system's list has no name there.
    except (OSError, KeyError):
        name = "operator"
    return Person(f"operator:{name}", name, admin=True)


def _quoted(word: str) -> str:
    """One argument as one word of a line."""
    named = _NAMED.fullmatch(word)
    key, value = (f"{named[1]}=", named[2]) if named else ("", word)
    if value and not _QUOTED.search(value):
        return word
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{key}"{escaped}"'


def _unquoted(options: Options, quoted: Sequence[tuple[str, str]]) -> Options:
    """Take the quotes that were put around arguments out of free text."""

    def plain(value: OptionValue) -> OptionValue:
        for inside, word in quoted:
            if isinstance(value, str) and inside != word:
                value = value.replace(inside, word)
        return value

    return {name: plain(value) for name, value in options.items()}


def _parted(
    command: Command | None, words: Sequence[str]
) -> tuple[list[str], list[tuple[str, Path]]]:
    """Take files out of the words: `file=PATH`, and what stands behind `import`."""
    names = (
        [option.name for option in command.options if option.kind is Kind.FILE] if command else []
    )
    rest: list[str] = []
    paths: list[tuple[str, Path]] = []
    for word in words:
        named = _NAMED.fullmatch(word)
        if named and named[1] in names:
            paths.append((named[1], Path(named[2])))
        elif names and rest == [_FILED] and not paths:
            paths.append((names[0], Path(word)))
        else:
            rest.append(word)
    return rest, paths


def _attached(named: tuple[str, Path]) -> Attachment:
    option, path = named

    async def read() -> bytes:
        return await asyncio.to_thread(path.read_bytes)

    try:
        size = path.stat().st_size
        path.open("rb").close()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from error
    guessed = "application/yaml" if path.suffix in (".yaml", ".yml") else None
    media_type = guessed or mimetypes.guess_type(path.name)[0] or "text/plain"
    return Attachment(path.name, media_type, size, str(path), read=read, option=option)
