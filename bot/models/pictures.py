"""Pictures that models make: POST /images/generations and /images/edits of one endpoint."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import msgspec

from bot.config import ModelCard
from bot.config.schema import Models
from bot.config.schema import Pictures as Skills
from bot.errors import (
    ModelError,
    ModelSilent,
    ModelUnknown,
    NotAnEndpoint,
    NotOffered,
    StreamBroken,
)
from bot.messages import Usage
from bot.models.cards import described
from bot.models.client import Client
from bot.models.drawing import Drawn, Order, Sketch, fields
from bot.models.faults import from_error_object
from bot.models.retry import retried
from bot.models.sidebyside import side_by_side
from bot.models.sse import Limits, Streamed, decoded

# What "auto" means: today's quick one.
_AUTO = "gpt-image-2.6-flare"
_ABILITY = "make pictures"
# The largest picture that is made, as base64, with room to spare.
_LONGEST_LINE = 80_000_000


class _Details(msgspec.Struct):
    image_tokens: int | None = None
    cached_tokens: int | None = None


class _Usage(msgspec.Struct):
    input_tokens: int = 0
    output_tokens: int = 0
    input_tokens_details: _Details | None = None

    def usage(self, images: int) -> Usage:
        details = self.input_tokens_details or _Details()
        return Usage(
            input=self.input_tokens,
            output=self.output_tokens,
            cached=details.cached_tokens or 0,
            images=images,
            image_input=details.image_tokens or 0,
        )


class _Picture(msgspec.Struct):
    # Its decoder reads base64 by itself.
    b64_json: bytes | None = None


class _Answer(msgspec.Struct):
    data: list[_Picture] | None = None
    usage: _Usage | None = None


class _Event(msgspec.Struct):
    type: str = ""
    b64_json: bytes | None = None
    usage: _Usage | None = None
    error: Any = None


_answers = msgspec.json.Decoder(_Answer)
_events = msgspec.json.Decoder(_Event)


class Pictures:
    """All models that make pictures. Without a client, which is an endpoint, there are none."""

    def __init__(self, config: Models, client: Client | None) -> None:
        self._config = config
        self._client = client

    def name(self, wanted: str) -> str:
        """The model that a setting stands for; `auto` leaves the choice to the operator."""
        if wanted == "auto":
            wanted = self._config.pictures
        return _AUTO if wanted == "auto" else wanted

    @property
    def names(self) -> list[str]:
        """The models that are described, in the order of the table."""
        return [name for name, card in self._config.table.items() if card.pictures is not None]

    def skills(self, name: str) -> Skills:
        """What a model can do; raises `NotOffered` where it is known to make no pictures."""
        if self._client is None:
            raise NotOffered(ability=_ABILITY)
        card = described(self._config.table, name) or ModelCard(pictures=Skills())
        if card.pictures is None:
            raise NotOffered(ability=_ABILITY, model=name, endpoint=self._client.endpoint.name)
        return card.pictures

    async def draw(self, order: Order) -> AsyncGenerator[Sketch | Drawn, None]:
        """Yield the pictures, request by request as each is done, and sketches before them.

        Raises `ModelError`: the first one, after the pictures of the requests that went well.
        """
        skills = self.skills(order.model)
        most = skills.at_once
        parts = [
            replace(order, count=min(most, order.count - begun))
            for begun in range(0, order.count, most)
        ]
        requests = [self._retried(part, skills) for part in parts]
        async with aclosing(side_by_side(requests, most=self._config.pictures_at_once)) as pieces:
            async for piece in pieces:
                yield piece

    async def _retried(self, order: Order, skills: Skills) -> AsyncGenerator[Sketch | Drawn, None]:
        async def begin() -> tuple[AsyncGenerator[Sketch | Drawn, None], Sketch | Drawn]:
            pieces = self._asked(order, skills)
            try:
                return pieces, await anext(pieces)
            except ModelSilent as error:
                # It may well be drawn by now, and would be paid for twice.
                error.retryable = False
                raise

        pieces, first = await retried(begin, self._config.retry)
        async with aclosing(pieces):
            yield first
            async for piece in pieces:
                yield piece

    async def _asked(self, order: Order, skills: Skills) -> AsyncGenerator[Sketch | Drawn, None]:
        client = self._client
        if client is None:
            raise NotOffered(ability=_ABILITY)
        streamed = skills.streams and order.count == 1 and order.sketches > 0
        try:
            with client.translated(order.model):
                if not streamed:
                    yield await self._whole(client, order, skills)
                    return
                async with aclosing(self._streamed(client, order, skills)) as pieces:
                    async for piece in pieces:
                        yield piece
        except ModelError as error:
            raise _without_pictures(error) from error

    async def _whole(self, client: Client, order: Order, skills: Skills) -> Drawn:
        images = client.sdk.images.with_raw_response
        make: Any = images.edit if order.images else images.generate
        try:
            async with asyncio.timeout(self._config.picture_seconds):
                raw = await make(**fields(order, skills))
        except TimeoutError:
            raise ModelSilent("no picture in time") from None
        return _drawn(raw.http_response.content, most=order.count)

    async def _streamed(
        self, client: Client, order: Order, skills: Skills
    ) -> AsyncGenerator[Sketch | Drawn, None]:
        images = client.sdk.images.with_streaming_response
        make: Any = images.edit if order.images else images.generate
        wanted = {"stream": True, "partial_images": order.sketches}
        limits = Limits(self._config.picture_seconds, self._config.picture_seconds)
        sending = make(**fields(order, skills), **wanted)
        async with Streamed(sending, limits, longest_line=_LONGEST_LINE) as payloads:
            if "json" in payloads.media_type:
                # Not every server that makes pictures knows how to stream them.
                yield _drawn(await payloads.whole(), most=order.count)
                return
            async for payload in payloads:
                event = decoded(_events, payload)
                if event.error is not None or event.type == "error":
                    raise from_error_object(event.error)
                if event.b64_json and event.type.endswith(".partial_image"):
                    yield Sketch(event.b64_json)
                if event.b64_json and event.type.endswith(".completed"):
                    yield Drawn((event.b64_json,), event.usage.usage(1) if event.usage else None)
                    return
        # Nothing raises when a body just ends; only the missing event tells.
        raise StreamBroken("no picture")


def _drawn(body: bytes, *, most: int) -> Drawn:
    """Read a whole answer; raises `NotAnEndpoint` where there is no picture in it."""
    try:
        answer = _answers.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotAnEndpoint("no pictures") from error
    made = tuple(one.b64_json for one in answer.data or () if one.b64_json)[:most]
    if not made:
        raise NotAnEndpoint("no pictures")
    return Drawn(made, answer.usage.usage(len(made)) if answer.usage else None)


def _without_pictures(error: ModelError) -> ModelError:
    """Tell an endpoint that makes no pictures from one that has no such model."""
    unknown = isinstance(error, ModelUnknown) and "model_not_found" not in error.detail
    if not unknown and not isinstance(error, NotAnEndpoint):
        return error
    return NotOffered(
        error.detail,
        ability=_ABILITY,
        model=error.model,
        endpoint=error.endpoint,
        status=error.status,
        request_id=error.request_id,
    )
