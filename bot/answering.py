"""Asking the model in the name of one message: continued when it breaks off, and billed."""

import hashlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    aclosing,
    nullcontext,
)
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict, Unpack

from bot.billing import Bill, Billing
from bot.budgets.accounts import Account
from bot.config import Config
from bot.errors import (
    CauserieError,
    InputError,
    ModelError,
    OverBudget,
)
from bot.examining import Examination, all_words
from bot.files import Material, gather
from bot.gate import Gate, Refused
from bot.messages import Event, Message, Notice, Usage
from bot.models import Delta, Finish, FinishReason, Piece, Request, Tool, Utterance
from bot.parts import Parts
from bot.settings import Values
from bot.steps import BREAKS, Steps, Toolbox
from bot.tokens import image_tokens
from bot.turn import Turn
from bot.window import Counted, Window

# About as long is a token, where nobody has counted.
_CHARACTERS = 3
# The estimate may be too low by this much, and by this many tokens.
_MARGIN = 1.05
_FRAME = 16


class Wishes(TypedDict, total=False):
    """How a question outside the window is asked; what is not given is as for plain talk.

    `max_output` is in tokens, and bounded by what the model can do; `schema` is a strict JSON
    schema for the answer, which only models with tools are held to.
    """

    model: str
    max_output: int
    temperature: float | None
    schema: Mapping[str, Any] | None


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
    broke: ModelError | OverBudget | None = None
    asks: bool = False
    billing: Billing = field(default_factory=Billing)

    @property
    def used(self) -> list[tuple[str, Usage]]:
        """What was used, by model, request by request."""
        return self.billing.used

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
        account = Account(parts.budgets, parts.rates, message, values)
        billing = Billing(account, warn=lambda text: gate.put(Notice(text)))
        self.result = Answer(billing=billing)
        self._parts = parts
        self._message = message
        self._values = values
        self._gate = gate
        self._examination = examination

    async def reread(self, message: Message, *, raw: bool = False) -> Material:
        """See `bot.context.Answers.reread`."""
        parts = self._parts
        try:
            material = await gather(
                parts.attached.restored(message), parts.config.limits, raw=raw, reader=parts.reader
            )
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
        toolbox: Toolbox | None = None,
    ) -> AsyncGenerator[Event, None]:
        """See `bot.context.Answers.answer`."""
        self.result.question = question
        self.result.replaces = replaces
        self.result.prefix = prefix
        self._gate.lead(prefix)
        async with aclosing(self._spoken(window.prompt, window.tokens, {}, toolbox)) as events:
            async for event in events:
                yield event

    async def say(
        self, prompt: Sequence[Utterance], **wishes: Unpack[Wishes]
    ) -> AsyncGenerator[Event, None]:
        """See `bot.context.Answers.say`."""
        estimated = await self._count(prompt)
        async with aclosing(self._spoken(tuple(prompt), estimated, wishes)) as events:
            async for event in events:
                yield event

    async def write(self, prompt: Sequence[Utterance], **wishes: Unpack[Wishes]) -> str:
        """See `bot.context.Answers.write`."""
        estimated = await self._count(prompt)
        request = self._request(tuple(prompt), wishes)
        for left in range(self._parts.config.models.continuations, -1, -1):
            try:
                async with aclosing(self._pieces(request, estimated, whole=True)) as pieces:
                    return "".join([p.text async for p in pieces if isinstance(p, Delta)])
            except BREAKS:
                # Nobody has seen anything of it, so that it can be begun anew.
                if not left:
                    raise
        raise AssertionError

    def paid(
        self, model: str, worst: Usage, *, shorten: bool = False
    ) -> AbstractAsyncContextManager[Bill]:
        """See `bot.context.Answers.paid`."""
        self.result.model = model
        return self.result.billing.paid(model, worst, shorten=shorten)

    async def _count(self, prompt: Sequence[Utterance]) -> int:
        """How many tokens a prompt has that came from no window."""
        text = "\n".join(utterance.text for utterance in prompt)
        images = (image for utterance in prompt for image in utterance.images)
        encoding = self._parts.router.card(self._parts.router.name(self._values.model)).encoding
        tokens = await self._parts.tokens.count_async(text, encoding)
        return tokens + sum(image_tokens(image.width, image.height) for image in images)

    async def _spoken(
        self,
        asked: tuple[Utterance, ...],
        estimated: int,
        wishes: Wishes,
        toolbox: Toolbox | None = None,
    ) -> AsyncGenerator[Event, None]:
        """Ask, go on with an answer that breaks off, and do what the model asks for."""

        def ask(
            prompt: tuple[Utterance, ...], tools: tuple[Tool, ...]
        ) -> AsyncGenerator[Piece, None]:
            added = sum(len(utterance.text) for utterance in prompt[len(asked) :])
            request = replace(self._request(prompt, wishes), tools=tools)
            return self._pieces(request, estimated + added // _CHARACTERS)

        breaks = self._parts.config.models.continuations
        steps = Steps(asked, ask, self._gate.settled, breaks=breaks, toolbox=toolbox)
        try:
            async with aclosing(steps.events()) as events:
                async for event in events:
                    yield event
        finally:
            self.result.reason, self.result.broke = steps.progress.reason, steps.progress.broke
            self.result.asks = steps.progress.asks

    async def _pieces(
        self, request: Request, estimated: int, *, whole: bool = False
    ) -> AsyncGenerator[Piece, None]:
        """Ask once, and bill it; what must be `whole` is refused where a budget cuts it short."""
        written: list[str] = []
        finish: Finish | None = None
        sent = True
        # Counting is an estimate, and what was set as the most must hold all the same.
        most = int((estimated + _besides(request)) * _MARGIN) + _FRAME
        worst = Usage(input=most, output=request.max_output)
        async with self.paid(request.model, worst, shorten=True) as bill:
            request = replace(request, max_output=bill.worst.output)
            try:
                with self._undisturbed(request.model):
                    async with aclosing(self._parts.router.stream(request)) as pieces:
                        async for piece in pieces:
                            if isinstance(piece, Delta):
                                written.append(piece.text)
                            elif isinstance(piece, Finish):
                                finish = piece
                            else:
                                written.append(piece.arguments)
                            yield piece
                if whole and finish is not None and finish.reason is FinishReason.LENGTH:
                    bill.insist()
            except CauserieError:
                # Nothing is charged for a request that failed before its first word.
                sent = bool(written)
                raise
            finally:
                if sent:
                    self._settle(bill, finish, "".join(written), estimated)

    def _undisturbed(self, model: str) -> AbstractContextManager[None]:
        """Let a model on this machine have the processor to itself."""
        parts = self._parts
        return parts.folder.interrupt() if parts.router.is_local(model) else nullcontext()

    def _settle(self, bill: Bill, finish: Finish | None, written: str, estimated: int) -> None:
        """Note what a request used: as reported, or estimated when it never came to report it."""
        usage = finish.usage if finish is not None else None
        model = finish.model if finish is not None else bill.model
        if usage is None:
            encoding = self._parts.router.card(model).encoding
            usage = Usage(input=estimated, output=self._parts.tokens.count(written, encoding))
        elif not self.result.used and model == bill.model and self.result.question is not None:
            self._parts.memory.correct(model, estimated=estimated, reported=usage.input)
        self.result.model = model
        bill.used(usage, model=model)

    def _request(self, prompt: tuple[Utterance, ...], wishes: Wishes) -> Request:
        name = self._parts.router.name(wishes.get("model") or self._values.model)
        card = self._parts.router.card(name)
        if not card.images and any(utterance.images for utterance in prompt):
            raise InputError(
                f"{name} cannot look at pictures. Ask without the picture, or choose another model "
                "with /model."
            )
        largest = answer_tokens(self._parts.config, card.context, card.output, self._values)
        return Request(
            model=name,
            prompt=prompt,
            max_output=min(largest, wishes.get("max_output") or largest),
            temperature=wishes.get("temperature", self._values.temperature),
            person=_hashed(f"{self._message.place.server_key}/{self._message.person.id}"),
            cache_key=_hashed(self._message.place.key),
            schema=wishes.get("schema"),
        )


def answer_tokens(config: Config, context: int, output: int, values: Values) -> int:
    """How long an answer may become, in tokens: what was set, within what the model can do."""
    largest = min(output, int(context * config.window.answer_share))
    return min(values.answer_tokens or largest, largest)


def _besides(request: Request) -> int:
    """About how many tokens the tools and the schema of an answer take."""
    schemas = [tool.schema for tool in request.tools] + [request.schema or {}]
    words = sum(len(tool.description) + len(tool.name) for tool in request.tools)
    return (words + sum(len(str(schema)) for schema in schemas)) // _CHARACTERS


def _hashed(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()[:32]
