"""Runs the double in another process, so that its processor time is not the caller's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp
from msgspec.json import decode, encode

from tests.doubles import process
from tests.doubles.slack.control import Place, Question, Result, Trouble
from tests.doubles.slack.stage import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET

T = TypeVar("T")


class Remote:
    """A double that runs elsewhere."""

    def __init__(self, base: str, session: aiohttp.ClientSession) -> None:
        self.base = base
        self.bot_token = BOT_TOKEN
        self.app_token = APP_TOKEN
        self.signing_secret = SIGNING_SECRET
        self._session = session

    @property
    def api_url(self) -> str:
        """The address for `AsyncWebClient(base_url=...)`."""
        return f"{self.base}/api/"

    async def record(self) -> dict[str, Any]:
        """Return the counts."""
        return await self._call("/record", None, dict[str, Any])

    async def places(self) -> list[Place]:
        """Return every channel with somebody in it."""
        return await self._call("/control/places", None, list[Place])

    async def says(self, place: Place, text: str, *, thread: str | None = None) -> str:
        """Let somebody say something; return its timestamp."""
        said = Question(place.person, place.channel, text, thread=thread)
        return (await self._call("/control/say", said, dict[str, str]))["ts"]

    async def asks(
        self,
        place: Place,
        text: str,
        *,
        until: str,
        thread: str | None = None,
        seconds: float = 60,
    ) -> Result:
        """Let somebody ask the bot, and wait until it shows a text that ends with `until`."""
        asked = Question(place.person, place.channel, text, until, seconds, thread)
        return await self._call("/control/ask", asked, Result)

    async def trouble(self, do: str, **more: Any) -> None:
        """Let something befall the bot, as `Trouble` says."""
        await self._call("/control/trouble", Trouble(do, **more), type(None))

    async def _call(self, path: str, body: Any, kind: type[T]) -> T:
        data = encode(body)
        async with self._session.post(f"{self.base}{path}", data=data) as response:
            return decode(await response.read(), type=kind)


@asynccontextmanager
async def running(*flags: str) -> AsyncIterator[Remote]:
    """Start `python -m tests.doubles.slack` with these flags."""
    unlimited = aiohttp.TCPConnector(limit=0)
    async with (
        process.running("tests.doubles.slack", *flags) as base,
        aiohttp.ClientSession(connector=unlimited) as session,
    ):
        yield Remote(base, session)
