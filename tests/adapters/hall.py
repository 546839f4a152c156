"""A place on a platform where admins and others deal with the bot, each seeing what they see."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.core import Bot
from bot.messages import Place
from tests.adapters.dialogue import Seen
from tests.doubles.openai import OpenAIDouble

SECONDS = 60.0
Who = Any
"""Somebody, as the stand-in of the platform has them."""
Where = Any
"""A channel, as the stand-in of the platform has it."""


class Hall(ABC):
    """A server with the bot. Every scene is in a channel of its own, with people of its own."""

    platform: str
    folder: Path
    api: OpenAIDouble
    bot: Bot
    room: Where

    @abstractmethod
    async def enter(self) -> None:
        """Go into a new channel, where nobody is yet."""

    @abstractmethod
    async def somebody(self, *, admin: bool = False) -> Who:
        """Let somebody new in, who is in the channel."""

    @abstractmethod
    async def demote(self, who: Who) -> None:
        """Take the right of an admin away."""

    @abstractmethod
    async def desk(self, *members: Who) -> Where:
        """Make a private channel with the bot and these members."""

    @abstractmethod
    async def say(self, who: Who, line: str, where: Where | None = None) -> None:
        """Say something to the bot, or use a command."""

    @abstractmethod
    async def chat(self, who: Who, text: str) -> Any:
        """Say something that is not for the bot."""

    @abstractmethod
    async def press(self, who: Who, label: str, where: Where, *, of: Who) -> None:
        """Press the newest button of that name that `of` sees there."""

    @abstractmethod
    def sees(self, who: Who, where: Where | None = None) -> Seen:
        """What somebody sees of the bot in a channel, that of the scene unless another is named."""

    @abstractmethod
    def direct(self, who: Who) -> Where:
        """The conversation between somebody and the bot."""

    @abstractmethod
    async def restart(self) -> None:
        """End the bot and start it anew."""

    @abstractmethod
    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true; raises `TimeoutError`."""

    @abstractmethod
    def id(self, what: Who | Where) -> str:
        """The platform's id of a person or a channel."""

    @property
    @abstractmethod
    def place(self) -> Place:
        """The channel of the scene, as the core knows it."""

    async def shows(
        self, who: Who, words: str, where: Where | None = None, *, times: int = 1
    ) -> str:
        """Wait until somebody sees the words so often; all that they see then."""
        await self._until(
            lambda: self.sees(who, where).text.count(words) >= times,
            lambda: f"no {words!r} in:\n{self.sees(who, where)}",
        )
        return self.sees(who, where).text

    async def file(self, who: Who, ending: str) -> bytes:
        """Wait for a file whose name ends like that; its bytes."""

        def found() -> list[bytes]:
            files = self.sees(who).files | self.sees(who, self.direct(who)).files
            return [data for name, data in files.items() if name.endswith(ending)]

        await self._until(lambda: bool(found()), lambda: f"no {ending} in:\n{self.sees(who)}")
        return found()[-1]

    async def offers(self, who: Who, label: str, where: Where | None = None) -> None:
        """Wait until somebody can press it."""
        await self._until(
            lambda: label in self.sees(who, where).buttons,
            lambda: f"no {label!r} in:\n{self.sees(who, where)}",
        )

    async def answers(self, who: Who, line: str, *, times: int = 1) -> str:
        """Use a command and wait until it is answered; what was added to what they see."""
        before = self.sees(who).text
        await self.say(who, line)
        await self._until(
            lambda: self.sees(who).text != before, lambda: f"nothing came of {line!r}"
        )
        return self.sees(who).text[len(before) :]

    async def does(self, work: Callable[[Bot], Awaitable[Any]]) -> Any:
        """Do something in the core, such as letting time pass."""
        return await work(self.bot)

    async def _until(self, true: Callable[[], bool], otherwise: Callable[[], str]) -> None:
        try:
            await self.until(true)
        except (TimeoutError, AssertionError):
            raise AssertionError(otherwise()) from None
