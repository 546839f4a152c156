"""What a request asks, in one shape for both dialects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.doubles.openai.models import ModelSpec

Json = Mapping[str, Any]
Dialect = Literal["chat", "responses"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the prompt; `images` are the decoded files."""

    role: str
    text: str
    images: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A request for an answer that was found to be in order.

    `limit` is the greatest number of tokens wanted, None without one. `body` is the JSON as sent.
    """

    dialect: Dialect
    model: ModelSpec
    turns: tuple[Turn, ...]
    limit: int | None
    stream: bool
    body: Json

    @property
    def last(self) -> str:
        """The text of the last turn."""
        return self.turns[-1].text

    @property
    def system(self) -> str:
        """The text of all system and developer turns."""
        return "\n".join(turn.text for turn in self.turns if turn.role in {"system", "developer"})

    @property
    def text(self) -> str:
        """The text of the whole prompt."""
        return "\n".join(turn.text for turn in self.turns)
