"""How the chunks of a chat completion become pieces."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, cast

import pytest

from bot.config import ModelCard
from bot.errors import StreamBroken
from bot.models import Delta, Finish, FinishReason, Piece, Request, Utterance
from bot.models.chat import ChatModel
from bot.models.client import Client
from bot.models.sse import Limits

REQUEST = Request("gpt-4o", (Utterance("user", "hello"),), 100, None, "", "")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a connection gives, read by read."""

    reads: Sequence[bytes]
    headers: Mapping[str, str]

    async def iter_bytes(self) -> AsyncIterator[bytes]:
        for read in self.reads:
            yield read


class Endpoint:
    """Answers everything with the same."""

    def __init__(self, reads: Sequence[bytes]) -> None:
        self._reads = reads

    def translated(self, _: str) -> AbstractContextManager[None]:
        return nullcontext()

    @asynccontextmanager
    async def asking(self, _: str, __: Mapping[str, Any]) -> AsyncIterator[Reply]:
        yield Reply(self._reads, {})


def said(*words: str) -> bytes:
    chunks = (f'data: {{"choices":[{{"delta":{{"content":"{word}"}}}}]}}\n\n' for word in words)
    return "".join(chunks).encode()


END = b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'


async def pieces(*reads: bytes) -> AsyncIterator[Piece]:
    model = ChatModel(cast("Client", Endpoint(reads)), ModelCard(), Limits(10, 10))
    async for piece in model.stream(REQUEST):
        yield piece


async def test_words_that_came_together_go_on_together_and_others_at_once():
    read = [piece async for piece in pieces(said("a", "b"), said("c"), said("d", "e") + END)]

    assert read == [
        Delta("ab"),
        Delta("c"),
        Delta("de"),
        Finish(FinishReason.STOP, None, "gpt-4o"),
    ]


async def test_words_in_front_of_what_cannot_be_read_are_given_before_the_stream_breaks():
    read: list[Piece] = []

    async def look() -> None:
        async for piece in pieces(said("a", "b") + b"data: {\n\n" + said("c")):
            read.append(piece)  # noqa: PERF401 - what came before the error counts

    with pytest.raises(StreamBroken):
        await look()

    assert read == [Delta("ab")]
