"""The embedded model's process: started, listened to, started again when it dies, and ended."""

import asyncio
import json
import logging
import os
import secrets
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import EmbeddedError

log = logging.getLogger(__name__)

_PROGRAM = Path(__file__).with_name("child.py")
# What Python and the dynamic linker need; the keys and tokens in our environment stay here.
_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "LANG", "PYTHONPATH", "LD_LIBRARY_PATH")
# How long a thread of llama.cpp spins while it waits for another, before it sleeps. By default one
# other busy program slows answers down twentyfold; with this an idle machine loses nothing.
_SPIN = {"GOMP_SPINCOUNT": "3000"}
_ERRORS_ONLY = 1
_LINE = 64 << 10
# After this many deaths that came within so many seconds of a start, it is left alone.
_DEATHS = 3
_HELD_UP = 600

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the embedded model answers, in OpenAI's wire format."""

    base_url: str
    api_key: str = field(repr=False)
    model: str


@dataclass(frozen=True, slots=True)
class Launch:
    """What to load and how to answer. `context` and `longest` are tokens for one answer each.

    `cache_mib` bounds the memory for beginnings of conversations that have no slot just now.
    `repeat_tokens` is how far back the penalties look; the one for frequency is what ends lists
    that go round in circles, and is low enough to leave the indentation of code alone.
    """

    file: Path
    model: str
    context: int
    slots: int
    threads: int
    temperature: float
    repeat_penalty: float
    frequency_penalty: float = 0.04
    repeat_tokens: int = 512
    longest: int = 1_024
    cache_mib: int = 256
    stops: tuple[str, ...] = ("<|im_start|>", "<|im_end|>", "<|endoftext|>")
    verbosity: int = _ERRORS_ONLY


class Server:
    """One process for one model. It is started again, a few times, when it dies by itself."""

    def __init__(self, launch: Launch, *, patience: float = 180) -> None:
        self._launch = launch
        self._patience = patience
        self._key = secrets.token_urlsafe(32)
        self._port = 0
        self._process: Process | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._listener: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Whether there is a process that answers, or is being brought back."""
        return self._keeper is not None and not self._keeper.done()

    @property
    def process_id(self) -> int | None:
        """The process that has the model, None while there is none."""
        return self._process.pid if self._process is not None else None

    async def start(self) -> Endpoint:
        """Load the model and listen. Raises `EmbeddedError` that says what to do."""
        try:
            address = await self._begin()
        except BaseException:
            await self.stop()
            raise
        # The next process after a crash takes the same port, so that the address stays good.
        self._port = int(address.rpartition(":")[2])
        self._keeper = asyncio.create_task(self._keep())
        return Endpoint(f"{address}/v1", self._key, self._launch.model)

    async def stop(self) -> None:
        """End the process and all that listens to it. Stopping twice is fine."""
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.cancel()
            await asyncio.wait([keeper])
        await self._end()

    async def _begin(self) -> str:
        """Start a process and give its address once the model is loaded."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", str(_PROGRAM)),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            limit=_LINE,
            env=_SPIN | {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            # Ctrl-C in the terminal is for us: it stops an answer, not the model.
            start_new_session=True,
        )
        self._process = process
        self._listener = asyncio.create_task(_listen(_there(process.stderr)))
        _there(process.stdin).write(self._line())
        try:
            async with asyncio.timeout(self._patience):
                answer = await _there(process.stdout).readline()
                said: dict[str, str] = json.loads(answer) if answer else {}
                if "address" not in said:
                    raise EmbeddedError(self._in_words(said, await process.wait()))
        except TimeoutError as error:
            raise EmbeddedError(
                f"{self._launch.model} was not loaded within {self._patience:.0f} s. Trying again "
                "may help; a smaller model certainly does."
            ) from error
        return said["address"]

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            # It keeps nothing, so there is nothing that it would have to be asked politely for.
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        listener, self._listener = self._listener, None
        if listener is not None:
            await listener

    async def _keep(self) -> None:
        """Bring the process back when it dies; a model that keeps dying is left alone."""
        deaths = 0
        while self._process is not None:
            began = time.monotonic()
            code = await self._process.wait()
            deaths = 1 if time.monotonic() - began > _HELD_UP else deaths + 1
            log.error("the process of %s ended by itself (%s)", self._launch.model, code)
            await self._end()
            if deaths > _DEATHS:
                log.error("%s is not started again", self._launch.model)
                return
            try:
                await self._begin()
            except EmbeddedError:
                log.exception("%s could not be started again", self._launch.model)
                return

    def _line(self) -> bytes:
        launch = self._launch
        wanted: dict[str, Any] = {name: getattr(launch, name) for name in Launch.__slots__}
        wanted |= {
            "file": str(launch.file),
            "parent": os.getpid(),
            "port": self._port,
            "key": self._key,
        }
        return json.dumps(wanted).encode() + b"\n"

    def _in_words(self, said: dict[str, str], code: int) -> str:
        model = self._launch.model
        if said.get("error") == "runtime":
            return (
                f"{model} cannot run: llama.cpp is not installed ({said.get('detail')}). Install "
                "Causerie with its extra [local], or set OPENAI_API_KEY."
            )
        if said.get("error") == "load":
            return (
                f"llama.cpp cannot load {self._launch.file}. If it is a GGUF file of your own, "
                "try another one; otherwise delete it, and it will be fetched again."
            )
        if -code == signal.SIGILL:
            return f"This machine's processor cannot run {model}. Set OPENAI_API_KEY instead."
        if -code == signal.SIGKILL:
            return f"The system ended {model} while it was loading: most likely too little memory."
        return f"The process of {model} ended while it was loading ({code}); the log says more."


def _there(stream: _T | None) -> _T:
    """A standard stream that we asked for, which the type of a process does not know."""
    if stream is None:
        raise EmbeddedError("The model's process was started without its standard streams.")
    return stream


async def _listen(errors: asyncio.StreamReader) -> None:
    """Put what llama.cpp complains about into our log; it never holds words of people."""
    while data := await errors.read(_LINE):
        for line in data.decode(errors="replace").splitlines():
            log.warning("llama.cpp: %s", line)
