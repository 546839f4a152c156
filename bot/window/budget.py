"""How much a prompt may have, and how it is measured."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from bot.config.schema import Window as Shares

MOST_TURNS = 240
"""Endpoints bound the number of messages, and a window of many tiny turns costs time."""
SMALLEST = 256
"""Tokens of a budget below which no conversation is possible."""

_SUMMARY_PART = 6
_SUMMARY_TASK = 150


class Counter(Protocol):
    """Counts and shortens by tokens."""

    def count(self, text: str, encoding: str = ..., /) -> int:
        """Return the number of tokens."""
        ...

    def cut(self, text: str, keep: int, encoding: str = ..., /) -> str:
        """Return the text without its middle, in about `keep` tokens, with a mark in the gap."""
        ...


class Counted(NamedTuple):
    """A text and its tokens."""

    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A counter with the encoding of the model that will read."""

    counter: Counter
    encoding: str = "o200k_base"

    def count(self, text: str) -> int:
        """Return the number of tokens."""
        return self.counter.count(text, self.encoding)

    def shorten(self, text: str, most: int, *, more: Callable[[str], int] = lambda _: 0) -> Counted:
        """Cut the middle out until the text has `most` tokens, `more` of them included.

        Nothing is left where not even the mark fits.
        """
        keep = most
        while keep > 0:
            short = self.counter.cut(text, keep, self.encoding)
            tokens = self.count(short)
            excess = tokens + more(short) - most
            if excess <= 0:
                return Counted(short, tokens)
            keep -= excess
        return Counted("", 0)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a prompt may have, in tokens; `keep` is the share left when turns fall out.

    `answer` is reserved for the answer, `summary` is the most that the running summary may have,
    `turns` bounds the number of turns.
    """

    tokens: int
    answer: int
    summary: int
    keep: float = 0.5
    turns: int = MOST_TURNS

    @classmethod
    def of(
        cls, shares: Shares, *, context: int, output: int, largest: int | None = None
    ) -> "Budget":
        """Return the budget for a model; `largest` is its own bound on the window, in tokens."""
        answer = min(output, int(context * shares.answer_share))
        tokens = context - answer - int(context * shares.margin_share)
        tokens = max(SMALLEST, min(tokens, shares.largest, largest or tokens))
        summary = min(shares.summary_tokens, tokens // _SUMMARY_PART)
        return cls(tokens, answer, summary, shares.keep_share)

    @property
    def folded(self) -> int:
        """The tokens of turns that one request for a summary may hold: it is a prompt as well."""
        return max(SMALLEST, self.tokens - 2 * self.summary - _SUMMARY_TASK)

    def scaled(self, factor: float) -> "Budget":
        """Return the budget in our tokens where the endpoint counts `factor` times as many."""
        return replace(self, tokens=max(SMALLEST, int(self.tokens / factor)))
