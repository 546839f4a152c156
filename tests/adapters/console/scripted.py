"""A bot that says what a script tells it to, behind the real terminal, in a process of its own.

`python -m tests.adapters.console.scripted FILE` reads a pickled `Script` from the file and writes
what the bot was asked, one JSON object a line, to FILE.log.
"""

import argparse
import asyncio
import json
import pickle
import sys
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from adapters.console import adapter
from bot.commands import Command
from bot.config.schema import Config
from bot.errors import CauserieError, EmbeddedError
from bot.messages import Choices, Ended, Event, Message, Outcome, Person, Place
from bot.models.embedded.progress import Progress
from bot.running import until_told
from bot.sentences import sentence
from bot.settings import Values

HANG = "hang"
"""A step that never ends by itself."""
LEAVE_OPEN = "leave open"
"""A step that ends the events without an `Ended`."""
BREAK = "break"
"""A step that raises what no adapter expects."""


@dataclass(frozen=True)
class Serving:
    """Looks like `bot.core.Serving`, which takes half a second to import."""

    title: str = "Model M"
    hint: str = ""


@dataclass(frozen=True)
class Recovered:
    """Looks like `bot.store.Recovered`, for the same reason."""

    message: Message
    taken_at: datetime


Step = Event | Progress | float | str


@dataclass
class Script:
    """What the bot says to each text (or `/command`), and to everything else."""

    answers: Mapping[str, Sequence[Step]] = field(default_factory=dict)
    otherwise: Sequence[Step] = (Ended(Outcome.ANSWERED),)
    unanswered: Sequence[Recovered] = ()
    preparing: Sequence[Step] = ()
    serving: Serving = Serving()
    commands: Mapping[str, Command] = field(default_factory=dict)
    config: Config = field(default_factory=Config)

    def write(self, file: Path) -> None:
        """Put the script where the process will find it."""
        file.write_bytes(pickle.dumps(self))


async def offer(_: object, typed: str) -> Sequence[str]:
    """Complete an option of a scripted command; the real ones are functions of their modules."""
    return [value for value in ("alpha", "beta two") if value.startswith(typed)]


async def run(_: object) -> AsyncGenerator[Event, None]:
    """Stand in for what a command does; the script says it."""
    return
    yield


class ScriptedBot:
    """Looks like `bot.core.Bot` from outside."""

    retelling = None

    def __init__(self, script: Script, log: Path) -> None:
        self.commands = script.commands
        self.serving = script.serving
        self._script = script
        self._log = log

    def attach(self, platform: str, channels: object) -> None:
        pass

    def handle(self, message: Message) -> AsyncGenerator[Event, None]:
        return self._say(message, "handle")

    def resume(self, recovered: Recovered) -> AsyncGenerator[Event, None]:
        return self._say(recovered.message, "resume")

    async def unanswered(self, platform: str) -> Sequence[Recovered]:
        return self._script.unanswered

    async def values(self, place: Place) -> Values:
        return self._script.config.defaults

    async def complete(self, message: Message, option: str, typed: str) -> Sequence[str]:
        declared = self.commands[message.command].option(option)
        assert declared is not None
        if declared.complete is None:
            return [one for one in declared.choices if one.startswith(typed)]
        return await declared.complete(None, typed)  # type: ignore[arg-type]  # it needs none

    async def pick(
        self,
        offer_id: int,
        number: int,
        *,
        message_id: str,
        place: Place,
        person: Person,
        direct: bool,
    ) -> Message:
        steps = (step for steps in self._script.answers.values() for step in steps)
        offers = (step for step in steps if isinstance(step, Choices) and step.id == offer_id)
        choice = next(offers).choices[number]
        now = datetime.now(UTC)
        return Message(message_id, place, person, choice.text, sent_at=now, direct=direct)

    async def prepare(self, report: Callable[[Progress], None]) -> None:
        for step in self._script.preparing:
            if isinstance(step, Progress):
                report(step)
            elif step == BREAK:
                raise EmbeddedError("The model cannot be had.")
            elif step == HANG:
                await asyncio.Event().wait()
            else:
                assert isinstance(step, float)
                await asyncio.sleep(step)

    def stop(self) -> None:
        self._note(did="stop")

    async def _say(self, message: Message, how: str) -> AsyncGenerator[Event, None]:
        files = [
            [file.name, file.media_type, (await file.read()).decode("latin-1")]
            for file in message.attachments
        ]
        self._note(
            did=how,
            id=message.id,
            text=message.text,
            command=message.command,
            options=dict(message.options),
            files=files,
            place=message.place.key,
            admin=message.person.admin,
            direct=message.direct,
        )
        asked = message.text if message.command == "chat" else f"/{message.command}"
        step: Step = ""
        try:
            for step in self._script.answers.get(asked, self._script.otherwise):
                if step == HANG:
                    await asyncio.Event().wait()
                elif step == LEAVE_OPEN:
                    return
                elif step == BREAK:
                    raise RuntimeError("not expected")
                elif isinstance(step, float):
                    await asyncio.sleep(step)
                else:
                    yield step  # type: ignore[misc]  # everything else is an event
        except (GeneratorExit, asyncio.CancelledError):
            if not isinstance(step, Ended):
                self._note(did="close", text=asked)
            raise

    def _note(self, **what: object) -> None:
        with self._log.open("a") as log:
            log.write(json.dumps(what) + "\n")


def main() -> int:
    """Run the terminal over the script."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--lines", action="store_true")
    options = parser.parse_args()
    script: Script = pickle.loads(options.file.read_bytes())
    bot = ScriptedBot(script, options.file.with_suffix(".log"))
    talk = adapter.run(bot, script.config, {}, lines=options.lines)  # type: ignore[arg-type]  # it looks like one
    try:
        return asyncio.run(until_told(talk))
    except CauserieError as error:
        # As `bot.cli` does.
        sys.stderr.write(f"{sentence(error)}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main())
