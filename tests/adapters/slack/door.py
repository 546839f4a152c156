"""Slack as one of the doors to a dialogue: slash commands, or words after a mention in a thread."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from tests.adapters.cases import models
from tests.adapters.dialogue import SECONDS, Door, Seen, Upload
from tests.adapters.slack.stage import at_work
from tests.adapters.slack.test_choices import labels
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, File, Message, Person, SlackDouble


class SlackDoor(Door):
    """A workspace with Alice, Bob and an admin, and a channel for each dialogue.

    With `threads` all is said in a thread, with a mention; there are no slash commands there.
    """

    name = "slack"

    def __init__(self, slack: SlackDouble, api: OpenAIDouble, *, threads: bool) -> None:
        self.api = api
        self.slack = slack
        self.alice = slack.user("Alice")
        self._bob = slack.user("Bob")
        self._boss = slack.user("Boss", admin=True)
        self._threads = threads
        self._numbers = count(1)
        self._told_before = 0
        self.channel: Channel = self.alice.dm
        self._root: Message | None = None

    async def enter(self) -> None:
        name = f"room-{next(self._numbers)}"
        self.channel = self.slack.channel(name, self.alice)
        for one in (self._bob, self._boss):
            await one.joins(self.channel)
        self._told_before = len(self.alice.dm.ever)
        self._root = None
        if self._threads:
            self._root = await self.alice.says(self.channel, "A topic.", quietly=True)

    async def say(self, line: str, uploads: Sequence[Upload] = (), *, admin: bool = False) -> None:
        who = self._boss if admin else self.alice
        files = [File(each.name, each.data, pretended_size=each.pretended_size) for each in uploads]
        if line.startswith("/") and not files and self._root is None:
            name, _, rest = line.partition(" ")
            await who.slash(name, rest, self.channel)
        else:
            await who.says(self.channel, f"<@BOT> {line}", thread=self._root, files=files)

    async def press(self, label: str) -> None:
        (message,) = [one for one in self._of(self.alice) if label in labels(one)][-1:]
        await self.alice.presses(message, label)

    def seen(self) -> Seen:
        return _seen([*self._of(self.alice), *self._alone()])

    def seen_by_others(self) -> Seen:
        return _seen(self._of(self._bob))

    def seen_by_admin(self) -> Seen:
        return _seen(self._of(self._boss))

    async def until(self, true: Callable[[], bool]) -> None:
        await self.slack.until(true, seconds=SECONDS)

    def _of(self, person: Person) -> list[Message]:
        return [one for one in person.sees(self.channel) if one.author.is_bot]

    def _alone(self) -> list[Message]:
        """What came to her in direct messages meanwhile."""
        return [one for one in self.alice.dm.ever[self._told_before :] if one.author.is_bot]


def _seen(messages: Iterable[Message]) -> Seen:
    messages = list(messages)
    files = {file.name: file.data for one in messages for file in one.shown.files}
    pressed = tuple(label for one in messages for label in labels(one))
    return Seen("\n".join(one.content for one in messages), files, pressed)


@asynccontextmanager
async def slack_door(api: OpenAIDouble, folder: Path, *, threads: bool) -> AsyncIterator[SlackDoor]:
    """Start the bot in a workspace."""
    async with (
        SlackDouble() as slack,
        at_work(slack, folder, api, models=models()),
    ):
        yield SlackDoor(slack, api, threads=threads)
