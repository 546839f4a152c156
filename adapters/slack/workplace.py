"""One workspace at work: everything that belongs to it, and to no other."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import aiohttp

from adapters.slack.access import Access
from adapters.slack.catching_up import CatchingUp
from adapters.slack.convert import ts_in
from adapters.slack.routing import Routing
from adapters.slack.team import Team
from adapters.slack.wire import Wire
from bot.config.schema import Config
from bot.core import Bot
from bot.messages import Place
from bot.store import Recovered
from bot.turn import Turn


@dataclass(frozen=True, slots=True)
class Left:
    """What the program left behind in workspaces when it ended.

    `marks` say how far places were read; `answered` is what was answered last.
    """

    marks: Mapping[Place, str]
    unanswered: Sequence[Recovered] = ()
    answered: Sequence[Turn] = ()

    def of(self, server: str) -> "Left":
        """What it left in one workspace."""
        return Left(
            {place: mark for place, mark in self.marks.items() if place.server == server},
            [each for each in self.unanswered if each.message.place.server == server],
            [each for each in self.answered if each.place.server == server],
        )

    @property
    def servers(self) -> set[str]:
        """Where it left anything."""
        unanswered = {each.message.place.server for each in self.unanswered}
        answered = {each.place.server for each in self.answered}
        return {place.server for place in self.marks} | unanswered | answered


class Workplace:
    """A workspace with what goes on there. `gone` is called when Slack says that the app is not.

    With `turn` it waits for its turn to look for what was missed.
    """

    def __init__(
        self,
        bot: Bot,
        config: Config,
        session: aiohttp.ClientSession,
        access: Access,
        *,
        left: Left,
        turn: asyncio.Semaphore,
        gone: Callable[[], Awaitable[None]],
    ) -> None:
        self.access = access
        self.team = Team(bot, config, Wire(session, access.token, config.slack.api_url), access.me)
        for place, newest in left.marks.items():
            self.team.threads.add(place, ts=ts_in(newest))
        self.routing = Routing(self.team, prefix=config.slack.prefix)
        self.catching_up = CatchingUp(
            self.team,
            config,
            unanswered=left.unanswered,
            answered=left.answered,
            turn=turn,
            gone=gone,
        )

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        team = self.team
        return not (
            team.desk.is_busy
            or team.inbox.is_busy
            or self.routing.is_busy
            or self.catching_up.is_busy
        )

    async def close(self, seconds: float) -> None:
        """Take nothing more in, and end what is under way within so many seconds."""
        await self.catching_up.close()
        await self.routing.close(seconds / 4)
        await self.team.close(seconds)
