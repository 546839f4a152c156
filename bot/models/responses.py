"""The Responses dialect: OpenAI's own, with nothing stored at their side."""

from collections.abc import AsyncGenerator
from typing import Any

import msgspec

from bot.config import ModelCard
from bot.errors import StreamBroken
from bot.messages import Usage
from bot.models import Call, Delta, Finish, FinishReason, Piece, Request, Tool, Utterance
from bot.models.client import Client
from bot.models.faults import from_error_object
from bot.models.images import data_url
from bot.models.sse import Limits, Streamed, decoded

# Less is refused.
_LEAST_OUTPUT = 16
# The names of roles and of text parts differ from the other dialect (response_input_param.py).
_ROLE = {"system": "developer", "user": "user", "assistant": "assistant"}


class _InputDetails(msgspec.Struct):
    cached_tokens: int | None = None


class _OutputDetails(msgspec.Struct):
    reasoning_tokens: int | None = None


class _Usage(msgspec.Struct):
    input_tokens: int = 0
    output_tokens: int = 0
    input_tokens_details: _InputDetails | None = None
    output_tokens_details: _OutputDetails | None = None

    def usage(self) -> Usage:
        incoming, outgoing = self.input_tokens_details, self.output_tokens_details
        return Usage(
            input=self.input_tokens,
            output=self.output_tokens,
            cached=(incoming.cached_tokens if incoming else 0) or 0,
            reasoning=(outgoing.reasoning_tokens if outgoing else 0) or 0,
        )


class _Incomplete(msgspec.Struct):
    reason: str | None = None


class _Response(msgspec.Struct):
    usage: _Usage | None = None
    error: Any = None
    incomplete_details: _Incomplete | None = None


class _Event(msgspec.Struct):
    type: str = ""
    item: Any = None
    delta: Any = None
    response: _Response | None = None
    error: Any = None
    code: str | None = None


_decoder = msgspec.json.Decoder(_Event)


class ResponsesModel:
    """Models behind POST /responses of one endpoint."""

    def __init__(self, client: Client, card: ModelCard, limits: Limits) -> None:
        self._client = client
        self._card = card
        self._limits = limits

    async def stream(self, request: Request) -> AsyncGenerator[Piece, None]:
        """See `bot.models.Model.stream`."""
        with self._client.translated(request.model):
            sending = self._client.asking("responses", self._body(request))
            async with Streamed(sending, self._limits) as payloads:
                thoughts: list[dict[str, Any]] = []
                async for payload in payloads:
                    event = decoded(_decoder, payload)
                    piece = _item_done(event, thoughts) or _piece(event, request.model)
                    if piece is None:
                        continue
                    payloads.speaking = True
                    yield piece
                    if isinstance(piece, Finish):
                        return
            # Nothing raises when a body just ends; only the missing event tells.
            raise StreamBroken("no response.completed")

    def _body(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": request.model,
            "stream": True,
            "input": [item for utterance in request.prompt for item in _items(utterance)],
            "stream_options": {"include_obfuscation": False},
            # The default keeps every conversation for 30 days at the endpoint.
            "store": False,
            "max_output_tokens": max(_LEAST_OUTPUT, request.max_output),
        }
        if self._card.temperature and request.temperature is not None:
            body["temperature"] = request.temperature
        if self._card.effort is not None:
            body["reasoning"] = {"effort": self._card.effort}
        if self._card.tools and request.schema is not None:
            schema = {"type": "json_schema", "name": "answer", "strict": True}
            body["text"] = {"format": {**schema, "schema": request.schema}}
        if self._card.tools and request.tools:
            body["tools"] = [_tool(tool) for tool in request.tools]
            # What a model thought must come back with what it asked for, and nothing is stored.
            body["include"] = ["reasoning.encrypted_content"]
        if request.person:
            body["safety_identifier"] = request.person
        if request.cache_key:
            body["prompt_cache_key"] = request.cache_key
        return body


def _item_done(event: _Event, thoughts: list[dict[str, Any]]) -> Call | None:
    """Give the call that is complete now; `thoughts` gathers what was thought before it."""
    if event.type != "response.output_item.done" or not isinstance(event.item, dict):
        return None
    item: dict[str, Any] = event.item
    if item.get("type") == "reasoning" and item.get("encrypted_content"):
        thoughts.append({key: value for key, value in item.items() if key != "status"})
    if item.get("type") != "function_call":
        return None
    thought = msgspec.json.encode(thoughts).decode() if thoughts else ""
    thoughts.clear()
    arguments = str(item.get("arguments") or "{}")
    return Call(str(item.get("call_id")), str(item.get("name")), arguments, thought)


def _piece(event: _Event, model: str) -> Piece | None:
    match event.type:
        case "response.output_text.delta" | "response.refusal.delta":
            return Delta(event.delta) if isinstance(event.delta, str) else None
        case "response.completed" | "response.incomplete":
            response = event.response or _Response()
            usage = response.usage.usage() if response.usage else None
            return Finish(_reason(response), usage, model)
        case "response.failed":
            raise from_error_object(event.response.error if event.response else None)
        case "error":
            raise from_error_object(event.error or {"code": event.code})
        case "" if event.error is not None:
            raise from_error_object(event.error)
    return None


def _reason(response: _Response) -> FinishReason:
    match response.incomplete_details:
        case _Incomplete(reason="max_output_tokens"):
            return FinishReason.LENGTH
        case _Incomplete(reason="content_filter"):
            return FinishReason.FILTERED
    return FinishReason.STOP


def _tool(tool: Tool) -> dict[str, Any]:
    shape = {"name": tool.name, "description": tool.description, "parameters": tool.schema}
    return {"type": "function", **shape, "strict": True}


def _items(utterance: Utterance) -> list[dict[str, Any]]:
    if utterance.call_id:
        output = {"call_id": utterance.call_id, "output": utterance.text}
        return [{"type": "function_call_output", **output}]
    if not utterance.calls:
        return [_item(utterance)]
    said = [_item(Utterance("assistant", utterance.text))] if utterance.text else []
    return [*said, *(item for call in utterance.calls for item in _called(call))]


def _called(call: Call) -> list[dict[str, Any]]:
    thoughts: list[dict[str, Any]] = msgspec.json.decode(call.thoughts) if call.thoughts else []
    asked = {"call_id": call.id, "name": call.name, "arguments": call.arguments}
    return [*thoughts, {"type": "function_call", **asked}]


def _item(utterance: Utterance) -> dict[str, Any]:
    role = _ROLE[utterance.role]
    if not utterance.images:
        return {"role": role, "content": utterance.text}
    parts: list[dict[str, Any]] = [{"type": "input_text", "text": utterance.text}]
    parts += [
        {"type": "input_image", "image_url": data_url(image), "detail": "auto"}
        for image in utterance.images
    ]
    return {"role": role, "content": parts}
