"""The model on this machine as one of the models: fetched first, loaded behind the first words."""

import asyncio

from bot.config import ModelCard
from bot.config.schema import Prices
from bot.models.client import Endpoint
from bot.models.embedded import Chosen, Embedded, Report

_NAME = "local"


class Local:
    """Wraps the embedded model. `card` and `window` are its limits, in tokens."""

    name = _NAME

    def __init__(self, embedded: Embedded, chosen: Chosen, *, answer_share: float) -> None:
        self._embedded = embedded
        self._chosen = chosen
        self._answer_share = answer_share
        self._starting: asyncio.Task[Endpoint] | None = None

    @property
    def title(self) -> str:
        """What the model is called in full."""
        return self._chosen.title

    @property
    def reason(self) -> str:
        """A sentence where it is another model than the one that was wanted."""
        return self._chosen.reason

    @property
    def window(self) -> int:
        """Prefill is what a person waits for on a processor, so its window is kept short."""
        return self._chosen.window

    @property
    def card(self) -> ModelCard:
        """What it can do."""
        context = self._chosen.context
        return ModelCard(
            context=context,
            output=int(context * self._answer_share),
            temperature=True,
            prices=Prices(input=0, output=0),
        )

    async def prepare(self, report: Report) -> None:
        """Have the file on the disk, and begin to load it; raises `EmbeddedError`."""
        self._chosen = await self._embedded.fetch(self._chosen, report)
        self._begin()

    async def ready(self) -> Endpoint:
        """Wait until it answers; raises `EmbeddedError`. A failed start is tried again."""
        return await asyncio.shield(self._begin())

    async def close(self) -> None:
        """End it."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        await self._embedded.stop()

    def _begin(self) -> asyncio.Task[Endpoint]:
        task = self._starting
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._starting = asyncio.create_task(self._started())
        return task

    async def _started(self) -> Endpoint:
        started = await self._embedded.start(self._chosen)
        return Endpoint(started.api_key, started.base_url)
