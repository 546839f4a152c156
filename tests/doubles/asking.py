"""Asks for an answer through the official client, in either dialect, and says what was seen."""

from dataclasses import dataclass, field
from typing import Any

from openai import AsyncOpenAI

from tests.doubles.openai.question import Dialect

MODEL = "gpt-4o"


@dataclass(slots=True)
class Seen:
    """What a client saw of an answer: text, finish, usage, and the error that ended it."""

    text: str = ""
    finish: str | None = None
    usage: Any = None
    error: Exception | None = None
    events: list[Any] = field(default_factory=list)

    def kinds(self) -> list[str]:
        """Return the types of the events of a stream of /v1/responses."""
        return [event.type for event in self.events]


async def stream(client: AsyncOpenAI, dialect: Dialect, **more: Any) -> Seen:
    """Stream an answer to the end."""
    seen = Seen()
    try:
        async for event in await _begin(client, dialect, **more):
            seen.events.append(event)
            (_see_chunk if dialect == "chat" else _see_event)(event, seen)
    except Exception as error:  # noqa: BLE001 - the error is what the tests look at
        seen.error = error
    return seen


async def _begin(client: AsyncOpenAI, dialect: Dialect, **more: Any) -> Any:
    create, asked = _question(client, dialect)
    if dialect == "chat":
        asked["stream_options"] = {"include_usage": True}
    return await create(**asked | {"stream": True} | more)


def _question(client: AsyncOpenAI, dialect: Dialect) -> tuple[Any, dict[str, Any]]:
    if dialect == "responses":
        return client.responses.create, {"model": MODEL, "input": "Hello?", "store": False}
    messages = [{"role": "user", "content": "Hello?"}]
    return client.chat.completions.create, {"model": MODEL, "messages": messages}


def _see_chunk(chunk: Any, seen: Seen) -> None:
    seen.usage = chunk.usage or seen.usage
    for choice in chunk.choices if isinstance(chunk.choices, list) else ():
        seen.text += choice.delta.content or ""
        seen.finish = choice.finish_reason or seen.finish


def _see_event(event: Any, seen: Seen) -> None:
    if event.type == "response.output_text.delta":
        seen.text += event.delta
    if event.type in {"response.completed", "response.incomplete", "response.failed"}:
        seen.finish = event.response.status
        seen.usage = event.response.usage


async def whole(client: AsyncOpenAI, dialect: Dialect, **more: Any) -> Seen:
    """Have an answer in one piece."""
    seen = Seen()
    create, asked = _question(client, dialect)
    try:
        answer = await create(**asked | more)
        seen.events.append(answer)
        if dialect == "responses":
            seen.text, seen.finish = answer.output_text, answer.status
        else:
            choice = answer.choices[0]
            seen.text, seen.finish = choice.message.content or "", choice.finish_reason
        seen.usage = answer.usage
    except Exception as error:  # noqa: BLE001 - the error is what the tests look at
        seen.error = error
    return seen
