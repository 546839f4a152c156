"""What a command gets while it runs: the message, its settings, and the doors it may use."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, Unpack

from bot.commands import Command
from bot.errors import InputError, OverBudget
from bot.files.stills import stills
from bot.messages import Event, Message
from bot.screening import Words

if TYPE_CHECKING:
    from bot.album import Album
    from bot.answering import Wishes
    from bot.billing import Bill
    from bot.budgets.reserving import Budgets
    from bot.channels import Channels
    from bot.charts import Painter
    from bot.config import Config
    from bot.documents.reader import Reader
    from bot.fetching import Web
    from bot.files import Material
    from bot.ledger import Ledger
    from bot.memory import Memory
    from bot.messages import Usage
    from bot.models import Image, Utterance
    from bot.models.router import Router
    from bot.moderation.office import Office
    from bot.offering import Offering
    from bot.parts import Parts
    from bot.remembering import Remembering
    from bot.retention import Retention
    from bot.settings import Settings, Values
    from bot.steps import Toolbox
    from bot.store import Store
    from bot.tokens import Tokens
    from bot.transcribing import Transcriber
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
        toolbox: "Toolbox | None" = None,
    ) -> AsyncIterator[Event]:
        """Yield the answer as text that nobody has cleared yet; what it used is billed.

        The model may ask for what is in the `toolbox`, if it can. With a `question` the exchange
        becomes a turn of the window: in the place of `replaces`, where given, and with an answer
        that begins with the words of `prefix`.
        """
        ...

    def say(
        self, prompt: "Sequence[Utterance]", **wishes: "Unpack[Wishes]"
    ) -> AsyncIterator[Event]:
        """Ask outside the window, and yield the answer as text that nobody has cleared yet."""
        ...

    async def write(self, prompt: "Sequence[Utterance]", **wishes: "Unpack[Wishes]") -> str:
        """Ask outside the window for words that are worked with and not shown; billed as well.

        Several may be asked at once. Raises `ModelError`, also for an answer that broke off.
        """
        ...

    def paid(
        self, model: str, worst: "Usage", *, shorten: bool = False
    ) -> AbstractAsyncContextManager["Bill"]:
        """Reserve the most that a request may use, and bill what it did use.

        With `shorten` an answer may be held to fewer tokens, which `Bill.worst` then says. Raises
        `OverBudget` where that is more than is left.
        """
        ...

    async def reread(self, message: "Message", *, raw: bool = False) -> "Material":
        """Read and judge a message that is asked again; raises `InputError` and `Refused`.

        With `raw` its files are handed over as they are.
        """
        ...


class NoAnswers:
    """For completions, which are offered before anything was asked."""

    async def answer(self, *_: object, **__: object) -> AsyncIterator[Event]:
        """Yield nothing."""
        return
        yield

    async def say(self, *_: object, **__: object) -> AsyncIterator[Event]:
        """Yield nothing."""
        return
        yield

    async def write(self, *_: object, **__: object) -> str:
        """Write nothing."""
        return ""

    def paid(
        self, model: str, worst: "Usage", *, shorten: bool = False
    ) -> AbstractAsyncContextManager["Bill"]:
        """Pay for nothing."""
        raise OverBudget(f"{model}: {worst} {shorten}")

    async def reread(self, message: Message, *, raw: bool = False) -> "Material":
        """Read nothing."""
        raise InputError(f"{message.id} {raw}")


class Judging(Protocol):
    """Judges what comes to light while a command runs."""

    async def admit(self, words: Words) -> None:
        """Judge what was read meanwhile; raises what ends the message with a refusal."""
        ...

    async def admitted(self) -> None:
        """Wait for the verdict on the message itself, before anything is spent or changed."""
        ...

    async def passes(self, texts: Sequence[str]) -> list[bool]:
        """Tell which of many texts may be used."""
        ...

    async def tolerates(self, *texts: str) -> bool:
        """Tell whether all of them would pass the lists as they are today."""
        ...


class NoJudging:
    """For completions, which read nothing."""

    async def admit(self, words: Words) -> None:
        """Admit nothing."""
        raise InputError(str(len(words.texts)))

    async def admitted(self) -> None:
        """Wait for nothing."""

    async def passes(self, texts: Sequence[str]) -> list[bool]:
        """Let nothing pass."""
        return [False for _ in texts]

    async def tolerates(self, *texts: str) -> bool:
        """Tolerate nothing."""
        return not texts


@dataclass(frozen=True, slots=True)
class Context:
    """One run of a command. `values` are the settings that count in this place.

    `material` is the message with its attachments read; None while a value is being completed.
    `replaced` is the turn that it had before, where the message is answered anew. `channels` are
    those of the message's platform, None where it has none that can be read; `album` has pictures
    that were made lately. `by_model` says that a model asked for the command, and not the person.
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
    budgets: "Budgets"
    painter: "Painter"
    tokens: "Tokens"
    reader: "Reader"
    transcriber: "Transcriber"
    web: "Web"
    commands: Mapping[str, Command]
    answers: Answers
    offering: "Offering"
    office: "Office"
    remembering: "Remembering"
    retention: "Retention"
    judging: Judging
    album: "Album | None" = None
    channels: "Channels | None" = None
    replaced: "Turn | None" = None
    by_model: bool = False
    afterwards: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def admit(self, *texts: str, images: "tuple[Image, ...]" = ()) -> None:
        """Have words and pictures judged that came to light meanwhile: a page, a transcript.

        Raises what the core turns into a refusal; nobody else catches it.
        """
        judged = await asyncio.to_thread(stills, images) if images else ()
        words = Words(tuple(text for text in texts if text.strip()), judged)
        await self.judging.admit(words)

    async def passes(self, texts: Sequence[str]) -> list[bool]:
        """Tell which of many texts, such as the messages of a channel, may be used."""
        return await self.judging.passes(texts)

    async def tolerates(self, *texts: str) -> bool:
        """Tell whether words that were judged once would pass the lists as they are today."""
        return await self.judging.tolerates(*texts)

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
        judging: Judging | None = None,
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
            budgets=parts.budgets,
            painter=parts.painter,
            tokens=parts.tokens,
            reader=parts.reader,
            transcriber=parts.transcriber,
            web=parts.web,
            commands=parts.commands,
            answers=answers or NoAnswers(),
            offering=parts.offering,
            office=parts.office,
            remembering=parts.remembering,
            retention=parts.retention,
            judging=judging or NoJudging(),
            album=parts.album,
            channels=parts.channels.get(message.place.platform),
            replaced=replaced,
        )
