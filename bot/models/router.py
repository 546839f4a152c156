"""Which model answers: from a wish by name to the endpoint, the dialect and the card behind it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from bot.config import ModelCard
from bot.config.schema import Models
from bot.errors import KeyRejected
from bot.models import Delta, Finish, FinishReason, Model, Piece, Request
from bot.models.cards import described
from bot.models.chat import ChatModel
from bot.models.client import Client
from bot.models.fallback import Falling
from bot.models.local import Local
from bot.models.pictures import Pictures
from bot.models.responses import ResponsesModel
from bot.models.retry import Retrying
from bot.models.sse import Limits

# What "auto" means where there is a key or an endpoint: today's small model.
_AUTO = "gpt-6-luna"
# Characters; few tokens are so long, and an answer has hardly any of them.
_LONGEST_TOKEN = 32


class Router:
    """All models there are, behind the one port; `pictures` are those that draw."""

    def __init__(
        self,
        config: Models,
        *,
        client: Client | None,
        local: Local | None,
    ) -> None:
        self.pictures = Pictures(config, client)
        self._config = config
        self._client = client
        self._local = local
        self._local_client: Client | None = None
        self._opening = asyncio.Lock()
        # OpenAI's own newer models want its own dialect; other servers know the common one.
        at_openai = client is not None and client.endpoint.base_url is None
        self._unknown = ModelCard(dialect="responses" if at_openai else "chat")
        self._limits = Limits(config.first_token_seconds, config.between_tokens_seconds)
        self._model = Falling(Retrying(_Dialects(self), config.retry), config.fallbacks)

    def name(self, wanted: str) -> str:
        """The model that a setting stands for; `auto` leaves the choice to the operator."""
        if wanted == "auto":
            wanted = self._config.default
        if wanted != "auto":
            return wanted
        return _AUTO if self._local is None else self._local.name

    def card(self, name: str) -> ModelCard:
        """What a model can do; safe values for one that nobody has described."""
        if self._local is not None and self.is_local(name):
            return self._local.card
        return described(self._config.table, name) or self._unknown

    def title(self, name: str) -> str:
        """What a model is called in a sentence."""
        if self._local is not None and name == self._local.name:
            return f"{self._local.title} (on this machine)"
        return name

    def window(self, name: str) -> int | None:
        """A bound of the model's own on what it is sent, in tokens."""
        return self._local.window if self._local is not None and self.is_local(name) else None

    def is_local(self, name: str) -> bool:
        """Whether the model runs on the processor of this machine."""
        return self._local is not None and name == self._local.name

    @property
    def names(self) -> list[str]:
        """The models that are described and can be talked to, in the order of the table."""
        cards = self._config.table if self._client is not None else {}
        table = [name for name, card in cards.items() if not (card.pictures or card.hears)]
        return table if self._local is None else [self._local.name, *table]

    def offers(self, wanted: str) -> bool:
        """Whether there is anybody to ask for a model, described or not."""
        return self._client is not None or self.name(wanted) in self.names

    def stream(self, request: Request) -> AsyncGenerator[Piece, None]:
        """See `bot.models.Model.stream`."""
        return self._model.stream(request)

    async def close(self) -> None:
        """Close the connections."""
        for client in (self._client, self._local_client):
            if client is not None:
                await client.close()

    async def dialect(self, name: str) -> Model:
        """Find who speaks with a model; raises `KeyRejected` where nothing is configured for it."""
        if self._local is not None and self.is_local(name):
            return await self._embedded(self._local)
        if self._client is None:
            raise KeyRejected("no key and no endpoint", model=name, endpoint="OpenAI")
        card = self.card(name)
        kind = ResponsesModel if card.dialect == "responses" else ChatModel
        return kind(self._client, card, self._limits)

    async def _embedded(self, local: Local) -> Model:
        endpoint = await local.ready()
        async with self._opening:
            if self._local_client is None:
                seconds = self._config.connect_seconds
                self._local_client = Client(endpoint, connect_seconds=seconds)
        return ChatModel(self._local_client, local.card, self._limits)


class _Dialects:
    def __init__(self, router: Router) -> None:
        self._router = router

    async def stream(self, request: Request) -> AsyncGenerator[Piece, None]:
        model = await self._router.dialect(request.model)
        room = request.max_output * _LONGEST_TOKEN
        async with aclosing(model.stream(request)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Delta):
                    room -= len(piece.text)
                    if room < 0:
                        # A server that knows no length might never end.
                        yield Delta(piece.text[:room])
                        yield Finish(FinishReason.LENGTH, None, request.model)
                        return
                yield piece
