"""What a typed line does: it is talk, a command, a file to attach, a pick, or the end."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from adapters.console import files, words
from adapters.console.answer import View, follow
from adapters.console.channels import ConsoleChannels
from adapters.console.convert import PLACE, PLATFORM, local_person, to_message, with_files
from bot.commands import Command, Kind, Option, Options
from bot.commands.parse import parse
from bot.config.schema import Config
from bot.errors import InputError
from bot.messages import Attachment, Choices, Ended, Event, Message, Outcome

if TYPE_CHECKING:
    from bot.context import Context
    from bot.core import Bot

# A path such as /var/log is no command; neither is half of a fraction.
_COMMAND = re.compile(r"\s*/[A-Za-z][\w-]*(?=\s|$)")


async def _here(_: "Context") -> AsyncIterator[Event]:
    """Never run by the core: the terminal does these by itself."""
    return
    yield


ATTACH = Command(
    name="attach",
    description="Send a file with your next message",
    run=_here,
    options=(Option("file", "The file", kind=Kind.FILE, required=True, rest=True),),
    examples=("/attach error.log", "/attach ~/Pictures/plan.png"),
)
QUIT = Command(name="quit", description="Leave; Ctrl-D does the same", run=_here)

LOCAL = {command.name: command for command in (ATTACH, QUIT)}

HELP = "Here in the terminal there are also /attach FILE, for your next message, and /quit."


class Left(Exception):
    """The person wants to leave."""


class Conversation:
    """One person's talk with the bot. Setting `stop` stops the answer that is being written."""

    def __init__(self, bot: "Bot", config: Config, view: View, stop: asyncio.Event) -> None:
        self.attached: list[Attachment] = []
        self._bot = bot
        self.commands = {**bot.commands, **LOCAL}
        self._limits = config.limits
        self._view = view
        self._stop = stop
        self._person = local_person()
        self._choices: Choices | None = None
        bot.attach(PLATFORM, ConsoleChannels(bot.retelling, view.say))

    async def recover(self) -> None:
        """Answer what was asked before the program ended, each with a line that says so."""
        for recovered in await self._bot.unanswered(PLATFORM):
            now = datetime.now(UTC)
            await self._view.say(words.asked_before(recovered.message, recovered.taken_at, now))
            revived = replace(recovered, message=with_files(recovered.message))
            await self._shown(revived.message, self._bot.resume(revived))
            if self._stop.is_set():
                # The others are for the next start.
                return

    async def take(self, typed: str) -> Ended | None:
        """Do what the line says; returns how the message ended, None if it was stopped or is none.

        Raises `InputError` for a line that cannot be understood, and `Left` for one that ends it.
        """
        choices, self._choices = self._choices, None
        if choices is not None and (number := _number(typed, choices)) is not None:
            return await self._pick(choices, number)
        if _COMMAND.match(typed):
            return await self._command(typed)
        return await self.talk(typed)

    async def talk(self, text: str) -> Ended | None:
        """Send words as they are, whatever they begin with; returns as `take` does."""
        return await self._send(self._message(text, files=self.attached))

    def names_command(self, typed: str) -> bool:
        """Whether it begins with the name of a command that there is."""
        found = _COMMAND.match(typed)
        return found is not None and found[0].strip(" /").lower() in self.commands

    async def complete(self, line: str, option: str, typed: str) -> Sequence[str]:
        """Offer values for an option of the command that the line begins."""
        command = self.commands[line.split()[0].lstrip("/").lower()]
        try:
            _, options = parse(line, self.commands)
        except InputError:
            options = {}
        message = self._message("", command=command.name, options=options)
        return await self._bot.complete(message, option, typed)

    async def _command(self, line: str) -> Ended | None:
        name, *rest = line.split(maxsplit=1)
        if name.lower() == f"/{ATTACH.name}" and rest:
            await self._attach(rest[0])
            return None
        command, options = parse(line, self.commands)
        if command is QUIT:
            raise Left
        options, named = await self._files(command, options)
        message = self._message("", command=command.name, options=options, files=named)
        ended = await self._send(message)
        if command.name == "help" and not options:
            await self._view.say(HELP)
        return ended

    async def _attach(self, path: str) -> None:
        if len(self.attached) >= self._limits.attachments:
            raise InputError(
                f"At most {self._limits.attachments} files can go with one message. "
                "Send it first, then attach more."
            )
        file = await files.load(path, self._limits)
        self.attached.append(file)
        await self._view.say(words.attached(file))

    async def _files(
        self, command: Command, options: Options
    ) -> tuple[Options, Sequence[Attachment]]:
        """Take the files out of a command's options: they travel as attachments."""
        names = [option.name for option in command.options if option.kind is Kind.FILE]
        if not names:
            return options, ()
        named = [
            replace(await files.load(str(options[name]), self._limits), option=name)
            for name in names
            if name in options
        ]
        rest = {name: value for name, value in options.items() if name not in names}
        return rest, [*self.attached, *named]

    def _message(
        self,
        text: str,
        *,
        command: str = "chat",
        options: Options | None = None,
        files: Sequence[Attachment] = (),
    ) -> Message:
        return to_message(
            text,
            self._person,
            datetime.now(UTC),
            command=command,
            options=options,
            attachments=files,
        )

    async def _send(self, message: Message) -> Ended | None:
        """Send it; the files that go with it stay at hand when it fails."""
        ended = await self._shown(message, self._bot.handle(message))
        if message.attachments and not (ended and ended.outcome is Outcome.FAILED):
            self.attached.clear()
        return ended

    async def _shown(self, message: Message, events: AsyncGenerator[Event, None]) -> Ended | None:
        values = await self._bot.values(PLACE)
        await self._view.begin(message.command, usage=values.show_usage)
        watched = self._watched(events)
        return await follow(watched, self._view, self._stop, leaving=self._bot.stop)

    async def _watched(self, events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
        """Remember the choices that are offered, so that a number picks one."""
        async with aclosing(events):
            async for event in events:
                if isinstance(event, Choices):
                    self._choices = event
                yield event

    async def _pick(self, choices: Choices, number: int) -> Ended | None:
        """Send what the choice stands for."""
        if choices.id is None:
            return None
        message = await self._bot.pick(
            choices.id,
            number,
            message_id=str(uuid4()),
            place=PLACE,
            person=self._person,
            direct=True,
        )
        return await self._shown(message, self._bot.handle(message))


def _number(typed: str, choices: Choices) -> int | None:
    """Which of the choices is meant, counted from 0; None where the line is no number of one."""
    number = typed.strip()
    if not re.fullmatch(r"\d{1,3}", number, re.ASCII):
        return None
    return int(number) - 1 if 0 < int(number) <= len(choices.choices) else None
