"""An answer to a question as the service would bill it, before it takes the form of a dialect."""

from dataclasses import dataclass, replace

from tests.doubles.openai.checks import prompt_tokens
from tests.doubles.openai.question import Question
from tests.doubles.openai.script import Piece, Reply, Usage

# `obfuscation` pads a chunk to a multiple of this many characters.
_BLOCK = 16
_PADDING = "xK3mQ9vB7nT1wZ5c"


@dataclass(frozen=True, slots=True)
class Completion:
    """A reply cut to what the request allows, with its token counts."""

    question: Question
    reply: Reply
    usage: Usage

    @property
    def text(self) -> str:
        """The whole text of the answer."""
        return "".join(self.reply.tokens())

    @property
    def model(self) -> str:
        """The model that the answer names."""
        return self.reply.served_by or self.question.model.id


def complete(question: Question, reply: Reply) -> Completion:
    """Return the completion of a question by a reply.

    The limit of the request includes what the model spends on reasoning, so that a small one
    leaves no text at all (openai/types/chat/completion_create_params.py, `max_completion_tokens`).
    """
    room = None if question.limit is None else max(0, question.limit - reply.reasoning)
    tokens = len(reply.tokens())
    if room is not None and tokens > room:
        reply, tokens = replace(reply, says=_first(reply, room), finish="length"), room
    output = tokens + reply.reasoning
    usage = reply.usage or Usage(prompt_tokens(question), output, reasoning=reply.reasoning)
    return Completion(question, reply, usage)


def padding(token: str) -> str:
    """Return the `obfuscation` of a chunk: filler that hides how long the token is."""
    return _PADDING[len(token) % _BLOCK :]


def wants_padding(question: Question) -> bool:
    """Return whether chunks are padded: they are, unless the request says no."""
    options = question.body.get("stream_options") or {}
    return options.get("include_obfuscation") is not False


def _first(reply: Reply, tokens: int) -> list[Piece]:
    pieces: list[Piece] = []
    for piece in reply.pieces():
        if isinstance(piece, str):
            tokens -= 1
        if tokens < 0:
            break
        pieces.append(piece)
    return pieces
