"""The terminal over a script, in a process of its own: at a pty, or with pipes."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.console.scripted import Script
from tests.adapters.console.terminal import SECONDS, Terminal, environment

Log = list[dict[str, Any]]
"""What the bot was asked and did, in order."""


def command(home: Path, script: Script) -> tuple[str, ...]:
    """Write the script down; returns what `python` is given to run it."""
    file = home / "script.pickle"
    script.write(file)
    return ("-m", "tests.adapters.console.scripted", str(file))


def _log(home: Path) -> Log:
    file = home / "script.log"
    lines = file.read_text().splitlines() if file.exists() else []
    return [json.loads(line) for line in lines]


class Talk(Terminal):
    """A person at a terminal who talks with a scripted bot."""

    def __init__(
        self, home: Path, script: Script, *, columns: int = 80, rows: int = 24, **env: str
    ) -> None:
        environ = environment(home, **env)
        super().__init__(*command(home, script), env=environ, cwd=home, columns=columns, rows=rows)
        self.home = home

    @property
    def log(self) -> Log:
        """What the bot was asked and did."""
        return _log(self.home)

    @property
    def asked(self) -> Log:
        """The messages that were handled."""
        return [entry for entry in self.log if entry["did"] == "handle"]


Begin = Callable[..., Awaitable[Talk]]


@pytest.fixture(name="begin")
async def _begin(tmp_path: Path) -> AsyncIterator[Begin]:
    """Start a talk over a script; `prompt=False` does not wait for the prompt."""
    async with AsyncExitStack() as stack:

        async def begin(script: Script, *, prompt: bool = True, **others: Any) -> Talk:
            talk = await stack.enter_async_context(Talk(tmp_path, script, **others))
            if prompt:
                await talk.prompt()
            return talk

        yield begin


@dataclass(frozen=True)
class Piped:
    """How a program with pipes ended."""

    code: int
    out: str
    err: str
    log: Log


Pipe = Callable[..., Awaitable[Piped]]


@pytest.fixture(name="pipe")
def _pipe(tmp_path: Path) -> Pipe:
    """Run a script with something on standard input."""

    async def pipe(script: Script, given: str | bytes, *flags: str) -> Piped:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *command(tmp_path, script),
            *flags,
            cwd=tmp_path,
            env=environment(tmp_path),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        data = given.encode() if isinstance(given, str) else given
        out, err = await asyncio.wait_for(process.communicate(data), SECONDS)
        assert process.returncode is not None
        return Piped(process.returncode, out.decode(), err.decode(), _log(tmp_path))

    return pipe
