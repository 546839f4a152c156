"""A person at a terminal: a program behind a real pty, and a screen that shows what it writes."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

import pexpect
import pyte

TOP = Path(__file__).parents[3]
SECONDS = 60.0
"""How long anything may take that a test waits for."""

CTRL_C, CTRL_D, CTRL_J, ENTER, ALT_ENTER, TAB = "\x03", "\x04", "\n", "\r", "\x1b\r", "\t"
UP = "\x1b[A"


def environment(home: Path, **others: str) -> dict[str, str]:
    """Return an environment with a home of its own, and nothing else of this process."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "PYTHONPATH": str(TOP),
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        **others,
    }


class Terminal:
    """Runs `python` with the arguments; used as an async context, which ends the program."""

    def __init__(
        self,
        *arguments: str,
        env: dict[str, str],
        cwd: Path,
        columns: int = 80,
        rows: int = 24,
    ) -> None:
        self.raw = bytearray()
        self._screen = pyte.HistoryScreen(columns, rows, history=10_000)
        self._stream = pyte.ByteStream(self._screen)
        self._news = asyncio.Event()
        self._over = False
        self._child = pexpect.spawn(
            sys.executable,
            list(arguments),
            env=env,
            cwd=str(cwd),
            dimensions=(rows, columns),
        )

    async def __aenter__(self) -> Self:
        asyncio.get_running_loop().add_reader(self._child.child_fd, self._read)
        return self

    async def __aexit__(self, *_: object) -> None:
        if not self._over:
            asyncio.get_running_loop().remove_reader(self._child.child_fd)
        await asyncio.to_thread(self._child.close, force=True)

    @property
    def lines(self) -> list[str]:
        """All that was ever shown, as it stands now: what has scrolled away and the screen."""
        gone = self._screen.history.top
        rows = [*gone, *(self._screen.buffer[row] for row in range(self._screen.lines))]
        columns = range(self._screen.columns)
        return ["".join(row[column].data for column in columns).rstrip() for row in rows]

    @property
    def text(self) -> str:
        """The lines as one text, without the empty ones at its end."""
        return "\n".join(self.lines).rstrip()

    @property
    def prompts(self) -> int:
        """How many prompts there are, the present one included."""
        return sum(line.startswith("›") for line in self.lines)

    def type(self, keys: str) -> None:
        """Press keys."""
        self._child.send(keys)

    def paste(self, text: str) -> None:
        """Paste a text, between the marks that the program has asked for or as if it was typed."""
        marked = self.raw.rfind(b"\x1b[?2004h") > self.raw.rfind(b"\x1b[?2004l")
        begin, end = ("\x1b[200~", "\x1b[201~") if marked else ("", "")
        self.type(begin + text.replace("\n", "\r") + end)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self._child.setwinsize(rows, columns)
        self._screen.resize(rows, columns)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the program."""
        self._child.kill(number)

    async def until(self, true: str | Callable[[], bool], seconds: float = SECONDS) -> None:
        """Wait for a text to be shown, or for something to become true."""
        holds = (lambda: true in self.text) if isinstance(true, str) else true
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    assert not self._over, f"The program ended:\n{self.text}"
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise AssertionError(f"{true!r} did not come:\n{self.text}") from None

    async def prompt(self, count: int = 1) -> None:
        """Wait until the cursor stands behind that prompt, counted from the first."""
        await self.until(lambda: self.prompts >= count and self._is_at_prompt())

    async def ask(self, text: str) -> str:
        """Type a line at the prompt and send it; returns what was shown until the next prompt."""
        await self.prompt()
        before = self.prompts
        self.type(text + ENTER)
        await self.prompt(before + 1)
        starts = [at for at, line in enumerate(self.lines) if line.startswith("›")]
        return "\n".join(self.lines[starts[-2] + 1 : starts[-1]]).strip()

    async def end(self) -> int:
        """Wait for the program to end; returns its exit code, of a signal the negative number."""
        async with asyncio.timeout(SECONDS):
            while not self._over:
                self._news.clear()
                await self._news.wait()
        await asyncio.to_thread(self._child.wait)
        status = self._child.exitstatus
        return status if status is not None else -self._child.signalstatus

    def _is_at_prompt(self) -> bool:
        cursor = self._screen.cursor
        return self._screen.display[cursor.y].startswith("›") and cursor.x >= len("› ")

    def _read(self) -> None:
        try:
            data = os.read(self._child.child_fd, 65_536)
        except OSError:
            data = b""
        if not data:
            self._over = True
            asyncio.get_running_loop().remove_reader(self._child.child_fd)
        self.raw += data
        self._stream.feed(data)
        self._news.set()


def visible(raw: Sequence[int] | bytes) -> str:
    """Everything that was ever written, also what was erased since, without colours and moves."""
    screen = pyte.Screen(10_000, 1)
    kept: list[str] = []
    screen.draw = kept.append  # type: ignore[method-assign]  # pyte looks for it by name
    pyte.ByteStream(screen).feed(bytes(raw))
    return "".join(kept)
