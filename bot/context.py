"""What a command gets while it runs: the message, its settings, and the doors it may use."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.commands import Command
from bot.messages import Event, Message
from bot.models import Utterance

if TYPE_CHECKING:
    from bot.config import Config
    from bot.ledger import Ledger
    from bot.memory import Memory
    from bot.settings import Settings, Values
    from bot.store import Store


class Answers(Protocol):
    """Asks the model in the name of the message that is being handled."""

    def answer(
        self, prompt: Sequence[Utterance], *, max_output: int | None = None
    ) -> AsyncIterator[Event]:
        """Yield the answer as uncleared text; what it used is billed to the asker."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """One run of a command. `values` are the settings that count in this place."""

    message: Message
    values: "Values"
    config: "Config"
    store: "Store"
    settings: "Settings"
    memory: "Memory"
    ledger: "Ledger"
    commands: dict[str, Command]
    answers: Answers
