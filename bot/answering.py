"""Asking the model in the name of one message: continued when it breaks off, and billed."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager, aclosing, nullcontext
from dataclasses import dataclass, field

from bot.config import Config
from bot.errors import (
    CauserieError,
    InputError,
    ModelBusy,
    ModelError,
    ModelFailing,
    ModelSilent,
    ModelUnreachable,
    StreamBroken,
)
from bot.examining import Examination, all_words
from bot.files import Material, gather
from bot.gate import Gate, Refused
from bot.messages import Event, Message, Status, Text, Usage
from bot.models import Delta, Finish, FinishReason, Request, Utterance
from bot.parts import Parts
from bot.settings import Values
from bot.turn import Turn
from bot.window import Counted, Window

# After the first words these mean that the answer broke off, not that there is none.
_BREAKS = (StreamBroken, ModelSilent, ModelUnreachable, ModelFailing, ModelBusy)

GO_ON = (
    "[Your last answer was cut off. Go on exactly where it stopped, in the middle of a word if "
    "need be: repeat nothing, do not begin anew, and say nothing about the interruption.]"
)
"""What a model is asked so that it finishes what it began."""


@dataclass(slots=True)
class Answer:
    """What became of the question; filled while the model writes.

    `question` is None as long as no command has asked anything that belongs into the window.
    `replaces` is the turn that this one takes the place of, `prefix` the words it begins with.
    """

    question: Counted | None = None
    replaces: Turn | None = None
    prefix: str = ""
    model: str = ""
    reason: FinishReason | None = None
    broke: ModelError | None = None
    used: list[tuple[str, Usage]] = field(default_factory=list)

    @property
    def usage(self) -> Usage:
        """All that was used, over all requests."""
        return sum((usage for _, usage in self.used), Usage())


class Answering:
    """The model's door for one run of a command; see `bot.context.Answers`."""

    def __init__(
        self,
        parts: Parts,
        message: Message,
        values: Values,
        *,
        gate: Gate,
        examination: Examination,
    ) -> None:
        self.result = Answer()
        self._parts = parts
        self._message = message
        self._values = values
        self._gate = gate
        self._examination = examination

    async def reread(self, message: Message) -> Material:
        """See `bot.context.Answers.reread`."""
        parts = self._parts
        try:
            material = await gather(parts.attached.restored(message), parts.config.limits)
        except InputError:
            # The sentence may repeat what the person wrote.
            await self._examination.admit(all_words(message))
            raise
        try:
            await self._examination.admit(material.words)
        except Refused:
            await parts.store.failed.drop(message.key)
            raise
        return material

    async def answer(
        self,
        window: Window,
        *,
        question: Counted | None = None,
        replaces: Turn | None = None,
        prefix: str = "",
    ) -> AsyncGenerator[Event, None]:
        """See `bot.context.Answers.answer`."""
        self.result.question = question
        self.result.replaces = replaces
        self.result.prefix = prefix
        self._gate.lead(prefix)
        prompt = window.prompt
        for left in range(self._parts.config.models.continuations, -1, -1):
            try:
                async with aclosing(self._asked(prompt, window.tokens)) as events:
                    async for event in events:
                        yield event
            except ModelError as error:
                if not self.result.used:
                    # Nothing has come, so this is no answer that broke off but none at all.
                    raise
                shown = await self._gate.settled()
                if not left or not isinstance(error, _BREAKS):
                    self.result.broke = error
                    return
                yield Status("continuing")
                prompt = _continued(window.prompt, shown)
            else:
                return

    async def _asked(
        self, prompt: tuple[Utterance, ...], estimated: int
    ) -> AsyncGenerator[Event, None]:
        request = self._request(prompt)
        written: list[str] = []
        finish: Finish | None = None
        sent = True
        try:
            with self._undisturbed(request.model):
                async with aclosing(self._parts.router.stream(request)) as pieces:
                    async for piece in pieces:
                        if isinstance(piece, Delta):
                            written.append(piece.text)
                            yield Text(piece.text)
                        else:
                            finish = piece
        except CauserieError:
            # Nothing is charged for a request that failed before its first word.
            sent = bool(written)
            raise
        finally:
            if sent:
                self._bill(request.model, finish, "".join(written), estimated)

    def _undisturbed(self, model: str) -> AbstractContextManager[None]:
        """Let a model on this machine have the processor to itself."""
        parts = self._parts
        return parts.folder.interrupt() if parts.router.is_local(model) else nullcontext()

    def _bill(self, asked: str, finish: Finish | None, written: str, estimated: int) -> None:
        """Note what a request used: as reported, or estimated when it never came to report it."""
        usage = finish.usage if finish is not None else None
        model = finish.model if finish is not None else asked
        self.result.reason = finish.reason if finish is not None else None
        if usage is None:
            encoding = self._parts.router.card(model).encoding
            usage = Usage(input=estimated, output=self._parts.tokens.count(written, encoding))
        elif not self.result.used and model == asked:
            self._parts.memory.correct(asked, estimated=estimated, reported=usage.input)
        self.result.model = model
        self.result.used.append((model, usage))

    def _request(self, prompt: tuple[Utterance, ...]) -> Request:
        name = self._parts.router.name(self._values.model)
        card = self._parts.router.card(name)
        if not card.images and any(utterance.images for utterance in prompt):
            raise InputError(
                f"{name} cannot look at pictures. Ask without the picture, or choose another model "
                "with /model."
            )
        return Request(
            model=name,
            prompt=prompt,
            max_output=answer_tokens(self._parts.config, card.context, card.output, self._values),
            temperature=self._values.temperature,
            person=_hashed(f"{self._message.place.server_key}/{self._message.person.id}"),
            cache_key=_hashed(self._message.place.key),
        )


def answer_tokens(config: Config, context: int, output: int, values: Values) -> int:
    """How long an answer may become, in tokens: what was set, within what the model can do."""
    largest = min(output, int(context * config.window.answer_share))
    return min(values.answer_tokens or largest, largest)


def _continued(prompt: tuple[Utterance, ...], shown: str) -> tuple[Utterance, ...]:
    if not shown:
        return prompt
    return (*prompt, Utterance("assistant", shown), Utterance("user", GO_ON))


def _hashed(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()[:32]
