"""The port to language models: one request in, a stream of pieces out.

A model is anything with `stream()`. Retries, fallbacks and the two dialects of OpenAI's wire format
are models around or behind models; whoever asks does not know which. The libraries openai and
tenacity are used in this package only, and their exceptions end here as `bot.errors.ModelError`.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, Protocol

from bot.messages import Usage

Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True, slots=True)
class Image:
    """A picture for the model to look at; `data` is the encoded file (PNG, JPEG, GIF or WebP)."""

    media_type: str
    data: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that a model may ask for. `schema` is the strict JSON schema of its arguments."""

    name: str
    description: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """What a model asks for: a tool by name, with its arguments as the JSON that it wrote.

    `thoughts` are items of the endpoint's own, as JSON, that go back to it together with the call.
    """

    id: str
    name: str
    arguments: str
    thoughts: str = ""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of a prompt.

    One of the assistant may ask for tools (`calls`); one of a tool says what came of `call_id`.
    """

    role: Role
    text: str
    images: tuple[Image, ...] = ()
    calls: tuple[Call, ...] = ()
    call_id: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a model.

    `max_output` is in tokens and includes those a model spends on reasoning. `temperature` is a
    wish: it is left out where the model table says that the model takes none. `person` is a hash,
    never an id of the platform; `cache_key` groups requests that share a beginning. `schema` is a
    strict JSON schema for the answer; models whose card has no `tools` never see it, or `tools`.
    """

    model: str
    prompt: tuple[Utterance, ...]
    max_output: int
    temperature: float | None = None
    person: str = ""
    cache_key: str = ""
    schema: Mapping[str, Any] | None = None
    tools: tuple[Tool, ...] = ()


@dataclass(frozen=True, slots=True)
class Delta:
    """More text, as the model wrote it: nobody has cleared it yet."""

    text: str


class FinishReason(StrEnum):
    """Why a model stopped writing."""

    STOP = "stop"
    LENGTH = "length"
    FILTERED = "filtered"


@dataclass(frozen=True, slots=True)
class Finish:
    """The last piece of a stream. `usage` is None where the endpoint reported none."""

    reason: FinishReason
    usage: Usage | None
    model: str


Piece = Delta | Call | Finish


class Model(Protocol):
    """Something that answers."""

    def stream(self, request: Request) -> AsyncGenerator[Piece, None]:
        """Yield `Delta`s and `Call`s, and one `Finish`; closing the generator cancels the request.

        Raises `ModelError`; `StreamBroken` when the stream ended without a finish reason.
        """
        ...
