"""What a command gets while it runs: the message, its settings, and the doors it may use."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.commands import Command
from bot.errors import InputError
from bot.messages import Event, Message

if TYPE_CHECKING:
    from bot.config import Config
    from bot.files import Material
    from bot.ledger import Ledger
    from bot.memory import Memory
    from bot.models.router import Router
    from bot.parts import Parts
    from bot.settings import Settings, Values
    from bot.store import Store
    from bot.turn import Turn
    from bot.window import Counted, Window


class Answers(Protocol):
    """Asks the model in the name of the message that is being handled."""

    def answer(
        self,
        window: "Window",
        *,
        question: "Counted | None" = None,
        replaces: "Turn | None" = None,
        prefix: str = "",
    ) -> AsyncIterator[Event]:
        """Yield the answer as text that nobody has cleared yet; what it used is billed.

        With a `question` the exchange becomes a turn of the window: in the place of `replaces`,
        where given, and with an answer that begins with the words of `prefix`.
        """
        ...

    async def reread(self, message: "Message") -> "Material":
        """Read and judge a message that is asked again; raises `InputError` and `Refused`."""
        ...


class NoAnswers:
    """For completions, which are offered before anything was asked."""

    async def answer(self, *_: object, **__: object) -> AsyncIterator[Event]:
        """Yield nothing."""
        return
        yield

    async def reread(self, message: Message) -> "Material":
        """Read nothing."""
        raise InputError(message.id)


class Tolerates(Protocol):
    """Tells whether words would pass the server's lists as they are today."""

    async def __call__(self, *texts: str) -> bool:
        """Return whether all of them would."""
        ...


async def _everything(*_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Context:
    """One run of a command. `values` are the settings that count in this place.

    `material` is the message with its attachments read; None while a value is being completed.
    `replaced` is the turn that it had before, where the message is answered anew. `tolerates` tells
    whether words that are kept may still be handed out in a file, which nobody screens.
    """

    message: Message
    material: "Material | None"
    values: "Values"
    config: "Config"
    store: "Store"
    settings: "Settings"
    memory: "Memory"
    router: "Router"
    ledger: "Ledger"
    commands: Mapping[str, Command]
    answers: Answers
    replaced: "Turn | None" = None
    tolerates: Tolerates = _everything

    @classmethod
    def of(
        cls,
        parts: "Parts",
        message: Message,
        values: "Values",
        *,
        material: "Material | None" = None,
        answers: Answers | None = None,
        replaced: "Turn | None" = None,
        tolerates: Tolerates | None = None,
    ) -> "Context":
        """Build the context of a message from what is wired."""
        return cls(
            message=message,
            material=material,
            values=values,
            config=parts.config,
            store=parts.store,
            settings=parts.settings,
            memory=parts.memory,
            router=parts.router,
            ledger=parts.ledger,
            commands=parts.commands,
            answers=answers or NoAnswers(),
            replaced=replaced,
            tolerates=tolerates or _everything,
        )
