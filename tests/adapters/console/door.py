"""The terminal as one of the doors to a dialogue: what is typed, without a screen."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.console.conversation import Conversation
from adapters.console.plain import Plain
from bot.errors import CauserieError
from bot.sentences import sentence
from tests.adapters.cases import models
from tests.adapters.dialogue import Door, Seen, Upload
from tests.bot.talking import configured, opened
from tests.doubles.openai import OpenAIDouble

_CHOICE = re.compile(r"^(\d+)\. (.*)$", re.MULTILINE)


class Paper:
    """Looks like `adapters.console.pipes.Pipe`, and keeps what is written."""

    def __init__(self) -> None:
        self.text = ""

    async def write(self, text: str) -> None:
        self.text += text


class ConsoleDoor(Door):
    """Alice at a terminal, where nobody else is."""

    name = "console"

    def __init__(self, api: OpenAIDouble, home: Path, talk: Conversation, paper: Paper) -> None:
        self.api = api
        self._home = home
        self._talk = talk
        self._paper = paper
        self._there: set[str] = set()

    async def enter(self) -> None:
        self._paper.text = ""
        self._there = {file.name for file in self._home.iterdir()}

    async def say(self, line: str, uploads: Sequence[Upload] = (), *, admin: bool = False) -> None:
        del admin  # who sits at the terminal is one
        for file in uploads:
            await asyncio.to_thread(self._write, file)
            self._there.add(file.name)
            if line.startswith("/"):
                line += f" {file.option}={file.name}"
            else:
                await self._take(f"/attach {file.name}")
        await self._take(line)

    async def press(self, label: str) -> None:
        numbers = {words: number for number, words in _CHOICE.findall(self._paper.text)}
        await self._take(numbers[label])

    def seen(self) -> Seen:
        new = [file for file in self._home.iterdir() if file.name not in self._there]
        files = {file.name: file.read_bytes() for file in new if file.is_file()}
        text = self._paper.text
        return Seen(text, files, tuple(words for _, words in _CHOICE.findall(text)))

    def seen_by_others(self) -> Seen:
        return Seen("", {}, ())

    def seen_by_admin(self) -> Seen:
        return self.seen()

    async def until(self, true: Callable[[], bool]) -> None:
        # All of the answer was waited for.
        if not true():
            raise TimeoutError

    async def _take(self, line: str) -> None:
        try:
            await self._talk.take(line)
        except CauserieError as error:
            await self._paper.write(sentence(error))

    def _write(self, file: Upload) -> None:
        path = self._home / file.name
        path.write_bytes(file.data)
        if file.pretended_size is not None:
            os.truncate(path, file.pretended_size)


@asynccontextmanager
async def console_door(api: OpenAIDouble, folder: Path) -> AsyncIterator[ConsoleDoor]:
    """A talk in that folder."""
    home, before, paper = folder / "home", Path.cwd(), Paper()
    home.mkdir()
    os.chdir(home)
    try:
        async with opened(folder, api, models=models()) as bot:
            config = configured(folder, api, models=models())
            view = Plain(paper, paper)  # type: ignore[arg-type]  # it looks like one
            yield ConsoleDoor(api, home, Conversation(bot, config, view, asyncio.Event()), paper)
    finally:
        os.chdir(before)
