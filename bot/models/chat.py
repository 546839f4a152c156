"""The Chat Completions dialect: what every compatible server speaks."""

from collections.abc import AsyncGenerator
from typing import Any

import msgspec

from bot.config import ModelCard
from bot.errors import ModelError, StreamBroken
from bot.messages import Usage
from bot.models import Call, Delta, Finish, FinishReason, Piece, Request, Tool, Utterance
from bot.models.client import Client
from bot.models.faults import from_error_object
from bot.models.images import data_url
from bot.models.sse import Limits, Streamed, decoded

_FINISHED = {
    "stop": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "content_filter": FinishReason.FILTERED,
}


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: str | None = None


class _ToolCall(msgspec.Struct):
    index: int = 0
    id: str | None = None
    function: _Function | None = None


class _Delta(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_ToolCall] | None = None


class _Choice(msgspec.Struct):
    delta: _Delta = msgspec.field(default_factory=_Delta)
    finish_reason: str | None = None


class _PromptDetails(msgspec.Struct):
    cached_tokens: int | None = None


class _CompletionDetails(msgspec.Struct):
    reasoning_tokens: int | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0
    prompt_tokens_details: _PromptDetails | None = None
    completion_tokens_details: _CompletionDetails | None = None

    def usage(self) -> Usage:
        cached = self.prompt_tokens_details.cached_tokens if self.prompt_tokens_details else 0
        details = self.completion_tokens_details
        return Usage(
            input=self.prompt_tokens,
            output=self.completion_tokens,
            cached=cached or 0,
            reasoning=(details.reasoning_tokens if details else 0) or 0,
        )


class _Chunk(msgspec.Struct):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None
    error: Any = None


_decoder = msgspec.json.Decoder(_Chunk)


class ChatModel:
    """Models behind POST /chat/completions of one endpoint."""

    def __init__(self, client: Client, card: ModelCard, limits: Limits) -> None:
        self._client = client
        self._card = card
        self._limits = limits

    async def stream(self, request: Request) -> AsyncGenerator[Piece, None]:
        """See `bot.models.Model.stream`."""
        with self._client.translated(request.model):
            sending = self._client.asking("chat/completions", self._body(request))
            async with Streamed(sending, self._limits) as payloads:
                read = _Reading()
                async for payload in payloads:
                    try:
                        read.take(payload)
                    except ModelError:
                        # What was said before counts.
                        if text := read.words():
                            yield Delta(text)
                        raise
                    payloads.speaking = read.speaking
                    # What came together goes on together, which costs far less.
                    if not payloads.more and (text := read.words()):
                        yield Delta(text)
                if read.reason is None:
                    # Nothing raises when a body just ends; only the missing reason tells.
                    raise StreamBroken("no finish reason")
                for call in read.calls.whole():
                    yield call
                finished = _FINISHED.get(read.reason, FinishReason.STOP)
                yield Finish(finished, read.usage, request.model)

    def _body(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": request.model,
            "stream": True,
            "messages": [_message(utterance) for utterance in request.prompt],
            "stream_options": {"include_usage": True},
            self._card.length_field: request.max_output,
        }
        if self._card.temperature and request.temperature is not None:
            body["temperature"] = request.temperature
        if self._card.effort is not None:
            body["reasoning_effort"] = self._card.effort
        if self._card.tools and request.schema is not None:
            schema = {"name": "answer", "strict": True, "schema": request.schema}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        if self._card.tools and request.tools:
            body["tools"] = [_tool(tool) for tool in request.tools]
        return body


class _Reading:
    """What was read of an answer so far; `speaking` once anything of it has come."""

    def __init__(self) -> None:
        self.speaking = False
        self.reason: str | None = None
        self.usage: Usage | None = None
        self.calls = _Calls()
        self._words: list[str] = []

    def take(self, payload: bytes) -> None:
        """Read one more chunk; raises `ModelError`."""
        chunk = decoded(_decoder, payload)
        if chunk.error is not None:
            raise from_error_object(chunk.error)
        for choice in chunk.choices or ():
            if text := choice.delta.content or choice.delta.refusal:
                self.speaking = True
                self._words.append(text)
            for part in choice.delta.tool_calls or ():
                self.speaking = True
                self.calls.add(part)
            self.reason = choice.finish_reason or self.reason
        if chunk.usage is not None:
            self.usage = chunk.usage.usage()

    def words(self) -> str:
        """The words that were not given out yet."""
        words = "".join(self._words)
        self._words.clear()
        return words


class _Calls:
    """Calls of tools, which come in pieces."""

    def __init__(self) -> None:
        self._parts: dict[int, tuple[str, str, list[str]]] = {}

    def add(self, part: _ToolCall) -> None:
        """Take one more piece."""
        function = part.function or _Function()
        begun = self._parts.get(part.index)
        if begun is None:
            begun = (part.id or f"call_{part.index}", function.name or "", [])
            self._parts[part.index] = begun
        begun[2].append(function.arguments or "")

    def whole(self) -> list[Call]:
        """All of them, in order."""
        parts = (self._parts[index] for index in sorted(self._parts))
        return [Call(call_id, name, "".join(written)) for call_id, name, written in parts]


def _tool(tool: Tool) -> dict[str, Any]:
    function = {"name": tool.name, "description": tool.description, "parameters": tool.schema}
    return {"type": "function", "function": {**function, "strict": True}}


def _call(call: Call) -> dict[str, Any]:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def _message(utterance: Utterance) -> dict[str, Any]:
    if utterance.call_id:
        return {"role": "tool", "tool_call_id": utterance.call_id, "content": utterance.text}
    if utterance.calls:
        calls = [_call(call) for call in utterance.calls]
        return {"role": "assistant", "content": utterance.text or None, "tool_calls": calls}
    if not utterance.images:
        return {"role": utterance.role, "content": utterance.text}
    parts: list[dict[str, Any]] = [{"type": "text", "text": utterance.text}]
    parts += [
        {"type": "image_url", "image_url": {"url": data_url(image)}} for image in utterance.images
    ]
    return {"role": utterance.role, "content": parts}
