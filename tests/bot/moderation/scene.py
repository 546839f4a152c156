"""A whole core with a moderation desk, over the stand-in for the API and channels in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from bot.channels import Post, Said
from bot.core import Bot
from bot.errors import PlatformError
from bot.messages import Choices, Ended, Event, Message, Notice, Person, Place
from tests.bot.talking import PLACE, events, message, opened
from tests.doubles.openai import OpenAIDouble
from tests.fakes.channels import FakeChannels

DESK = replace(PLACE, channel="desk")
MOD = Person("9", "Mod Erator", admin=True)
SAM = Person("7", "Sam")
EVE = Person("8", "Eve")

_ids = count(1)


@dataclass
class Channels(FakeChannels):
    """Channels that know who reads them, and whose platform may forbid things."""

    private: bool = True
    forbids: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    async def is_private(self, place: Place) -> bool:
        return self.private

    async def delete(self, place: Place, message_id: str) -> None:
        self._may("delete")
        await super().delete(place, message_id)

    async def post(self, place: Place, post: Post) -> str:
        self._may("post")
        return await super().post(place, post)

    async def time_out(self, place: Place, person_id: str, *, minutes: int, reason: str) -> None:
        self._may("time_out")
        await super().time_out(place, person_id, minutes=minutes, reason=reason)

    def _may(self, what: str) -> None:
        if what in self.forbids:
            raise PlatformError(self.forbids[what])


@dataclass
class Scene:
    """The core and the platform, and what people do there."""

    bot: Bot
    api: OpenAIDouble
    channels: Channels
    values: dict[str, Any]

    async def set(
        self, name: str, value: Any, *, place: Place = PLACE, server: bool = True
    ) -> None:
        scope = "server" if server else "channel"
        await self.bot._parts.settings.change(place, name, value, scope=scope, person=MOD)

    async def says(self, text: str, by: Person = SAM, **changes: Any) -> Message:
        """Somebody writes in the channel, and it is judged."""
        said = message(text, person=by, direct=False, **changes)
        here = self.channels.said.setdefault(said.place, [])
        here.append(Said(said.id, by.id, by.name, text, datetime.now(UTC)))
        await self.hears(said)
        return said

    async def hears(self, said: Message, *, edited: bool = False) -> None:
        await self.bot.hear(said, edited=edited)
        await self.settled()

    async def settled(self) -> None:
        """Wait until everything is judged and posted."""
        office = self.bot._parts.office
        await office.watching.idle()
        await office.posting.idle()

    async def asks(self, text: str, by: Person = SAM, **changes: Any) -> list[Event]:
        """Somebody asks the bot."""
        asked = message(text, person=by, **{"direct": False, **changes})
        seen = await events(self.bot, asked)
        await self.settled()
        return seen

    async def orders(self, command: str, by: Person = MOD, **options: Any) -> list[Event]:
        return await self.asks("", by, command=command, options=options)

    def desk(self) -> list[Post]:
        """What lies on the desk, as it reads now."""
        return list(self.channels.posts.get(DESK, {}).values())

    async def presses(
        self,
        choices: Choices | None,
        label: str,
        by: Person = MOD,
        *,
        place: Place = DESK,
        direct: bool = False,
    ) -> list[Event]:
        """Somebody presses a button."""
        assert choices is not None
        assert choices.id is not None
        number = [choice.label for choice in choices.choices].index(label)
        return await self.picks(choices.id, number, by, place=place, direct=direct)

    async def picks(
        self,
        offer: int,
        number: int,
        by: Person = MOD,
        *,
        place: Place = DESK,
        direct: bool = False,
    ) -> list[Event]:
        press = await self.bot.pick(
            offer, number, message_id=f"press-{next(_ids)}", place=place, person=by, direct=direct
        )
        seen = await events(self.bot, press)
        await self.settled()
        return seen


def told(seen: list[Event]) -> str:
    """What a person reads beside the answer."""
    return "\n".join(
        event.text for event in seen if isinstance(event, Notice | Ended) and event.text
    )


def offered(seen: list[Event]) -> Choices:
    """The one set of buttons."""
    (choices,) = [event for event in seen if isinstance(event, Choices)]
    return choices


def labels(choices: Choices | None) -> list[str]:
    return [choice.label for choice in choices.choices] if choices else []


@asynccontextmanager
async def scene(
    folder: Path, api: OpenAIDouble, channels: Channels | None = None, **changes: Any
) -> AsyncIterator[Scene]:
    """Open the core with a desk."""
    channels = channels or Channels()
    channels.names.setdefault(DESK, "desk")
    channels.names.setdefault(PLACE, "general")
    async with opened(folder, api, **changes) as bot:
        bot.attach(PLACE.platform, channels)
        made = Scene(bot, api, channels, {})
        await made.set("desk_channel", DESK.channel)
        yield made
