"""Asking the model in the name of one message: continued when it breaks off, and billed."""

import hashlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

from bot.config import Config
from bot.errors import (
    InputError,
    ModelBusy,
    ModelError,
    ModelFailing,
    ModelSilent,
    ModelUnreachable,
    StreamBroken,
)
from bot.gate import Gate
from bot.memory import Memory
from bot.messages import Event, Message, Status, Text, Usage
from bot.models import Delta, Finish, FinishReason, Request, Utterance
from bot.models.router import Router
from bot.settings import Values
from bot.tokens import Tokens
from bot.turn import Turn
from bot.window import Counted, Window

# After the first words these mean that the answer broke off, not that there is none.
_BREAKS = (StreamBroken, ModelSilent, ModelUnreachable, ModelFailing, ModelBusy)

_GO_ON = (
    "[Your answer was interrupted after the words above. Go on exactly where it stopped: "
    "do not repeat anything, do not begin anew, do not comment on the interruption.]"
)


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
        message: Message,
        values: Values,
        *,
        config: Config,
        router: Router,
        tokens: Tokens,
        memory: Memory,
        gate: Gate,
    ) -> None:
        self.result = Answer()
        self._message = message
        self._values = values
        self._config = config
        self._router = router
        self._tokens = tokens
        self._memory = memory
        self._gate = gate

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
        prompt = window.prompt
        for left in range(self._config.models.continuations, -1, -1):
            try:
                async with aclosing(self._asked(prompt, window.tokens)) as events:
                    async for event in events:
                        yield event
            except _BREAKS as error:
                if not self.result.used:
                    raise
                shown = await self._gate.settled()
                if not left:
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
            async with aclosing(self._router.stream(request)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Delta):
                        written.append(piece.text)
                        yield Text(piece.text)
                    else:
                        finish = piece
        except ModelError:
            # Nothing is charged for a request that failed before its first word.
            sent = bool(written)
            raise
        finally:
            if sent:
                self._bill(request.model, finish, "".join(written), estimated)

    def _bill(self, model: str, finish: Finish | None, written: str, estimated: int) -> None:
        """Note what a request used: as reported, or estimated when it never came to report it."""
        usage = finish.usage if finish is not None else None
        if finish is not None:
            model = finish.model
            self.result.reason = finish.reason
        if usage is not None and not self.result.used:
            self._memory.correct(model, estimated=estimated, reported=usage.input)
        if usage is None:
            encoding = self._router.card(model).encoding
            usage = Usage(input=estimated, output=self._tokens.count(written, encoding))
        self.result.model = model
        self.result.used.append((model, usage))

    def _request(self, prompt: tuple[Utterance, ...]) -> Request:
        name = self._router.name(self._values.model)
        card = self._router.card(name)
        if not card.images and any(utterance.images for utterance in prompt):
            raise InputError(
                f"{name} cannot look at pictures. Ask without the picture, or choose another model "
                "with /model."
            )
        return Request(
            model=name,
            prompt=prompt,
            max_output=answer_tokens(self._config, card.context, card.output, self._values),
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
    return (*prompt, Utterance("assistant", shown), Utterance("user", _GO_ON))


def _hashed(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()[:32]
