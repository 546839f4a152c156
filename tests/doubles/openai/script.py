"""What the model will say: replies in a queue, a function of the question, or always the same."""

import asyncio
import inspect
import re
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tests.doubles.openai.question import Question

Piece = str | asyncio.Event
Finish = Literal["stop", "length", "content_filter", "tool_calls"]

DEFAULT_TEXT = (
    "The quick brown fox jumps over the lazy dog. Then it rests in the shade of an old tree, "
    "and nobody disturbs it until the evening."
)

# Every character belongs to one branch, so the matches of a text joined are the text again.
_TOKEN = re.compile(r"\s?\w{1,8}|\s?[^\w\s]{1,2}|\s")
_LONG = 200_000


def cut(text: str) -> list[str]:
    """Cut a text into pieces about as long as a tokenizer's; joined they are the text again."""
    return _TOKEN.findall(text)


def count(text: str) -> int:
    """Return how many tokens a text has, in the measure of `cut` (an estimate when it is long)."""
    if len(text) > _LONG:
        return count(text[:_LONG]) * len(text) // _LONG
    return len(_TOKEN.findall(text))


@dataclass(frozen=True, slots=True)
class Usage:
    """Token counts that a reply reports instead of the real ones."""

    input: int
    output: int
    cached: int = 0
    reasoning: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A tool that the model asks for; `arguments` is the JSON as the model writes it."""

    name: str
    arguments: str
    id: str = field(default_factory=lambda: f"call_{secrets.token_hex(12)}")


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the model.

    `says` is a text, cut into tokens by `cut`, or the tokens themselves; an `asyncio.Event`
    between them holds the stream there until it is set. `first_delay` and `delay` are seconds
    before the first token and between two. `reasoning` is how many tokens the model thinks before
    it speaks: at /v1/responses that puts an item of its own before the message. `served_by` is the
    model that the answer names, by default the one that was asked for. `calls` are the tools that
    the model asks for after what it says.
    """

    says: str | Sequence[Piece] = DEFAULT_TEXT
    first_delay: float = 0
    delay: float = 0
    finish: Finish = "stop"
    usage: Usage | None = None
    reasoning: int = 0
    served_by: str | None = None
    calls: tuple[Call, ...] = ()

    def pieces(self) -> Sequence[Piece]:
        """Return tokens and gates in order."""
        return cut(self.says) if isinstance(self.says, str) else self.says

    def tokens(self) -> list[str]:
        """Return the tokens without the gates."""
        return [piece for piece in self.pieces() if isinstance(piece, str)]


Answer = str | Reply
Speaker = Callable[[Question], Answer | Awaitable[Answer]]


@dataclass(slots=True)
class Script:
    """Decides the answer: the queue first, then `speaker`, then `default`."""

    default: Reply = field(default_factory=Reply)
    speaker: Speaker | None = None
    _queue: deque[Reply] = field(default_factory=deque)

    def add(self, *answers: Answer) -> None:
        """Put answers into the queue; each serves one request, at either endpoint."""
        self._queue.extend(map(_reply, answers))

    def clear(self) -> None:
        """Take away the answers of the queue that nobody has asked for yet."""
        self._queue.clear()

    @property
    def waiting(self) -> int:
        """How many answers of the queue nobody has asked for yet."""
        return len(self._queue)

    async def answer(self, question: Question) -> Reply:
        """Return the reply to a question."""
        if self._queue:
            return self._queue.popleft()
        if self.speaker is None:
            return self.default
        said = self.speaker(question)
        return _reply(await said if inspect.isawaitable(said) else said)


def _reply(answer: Answer) -> Reply:
    return Reply(answer) if isinstance(answer, str) else answer
