"""One message on its way through: settings, screening, the command, the gate, remembering.

This is the only path there is, for plain talk and for every command. `bot.core` decides whether and
when a message gets here; what happens to it is decided here.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime

from bot.answering import Answer, Answering
from bot.commands import Command
from bot.commands.check import check, nearest, permit
from bot.context import Context
from bot.ending import Record, finished, refused, remembered
from bot.errors import CauserieError, InputError
from bot.files import Material, gather
from bot.gate import Gate, Refused
from bot.messages import Ended, Event, Message, Outcome, Status, Text
from bot.parts import Parts
from bot.screening import Action, Direction, Verdict, Words
from bot.screening.judge import Policy
from bot.sentences import sentence
from bot.settings import Values
from bot.store import Screened

log = logging.getLogger(__name__)

_SEVERITY = {Action.ALLOW: 0, Action.FLAG: 1, Action.REFUSE: 2}


class Exchange:
    """The handling of one message that was taken and has its turn."""

    def __init__(self, parts: Parts, message: Message, stopping: asyncio.Event) -> None:
        self._parts = parts
        self._message = message
        self._stopping = stopping
        self._began = datetime.now(UTC)
        self._gate: Gate | None = None
        self._answer = Answer()
        self._screened: list[Screened] = []

    async def events(self) -> AsyncGenerator[Event, None]:
        """Yield everything up to the one `Ended`; closing it keeps what was shown so far."""
        try:
            async with aclosing(self._cleared()) as events:
                async for event in events:
                    yield event
            ended = finished(self._answer, self._shown)
        except (GeneratorExit, asyncio.CancelledError):
            # A question that the end of the program cut off unanswered is for the next start.
            if self._shown or not self._stopping.is_set():
                # Whoever stops the answer may stop this task as well; what was shown is kept.
                await asyncio.shield(self._remembered(Ended(Outcome.CANCELLED)))
            raise
        except Refused as refusal:
            incoming = not self._gate or not any(v.refused for v in self._gate.verdicts)
            ended = refused(self._message, refusal.verdict, incoming=incoming, shown=self._shown)
        except CauserieError as error:
            log.warning("%s failed: %r", self._message.key, error)
            ended = Ended(Outcome.FAILED, sentence(error))
        except Exception as error:
            log.exception("%s failed", self._message.key)
            ended = Ended(Outcome.FAILED, sentence(error))
        yield await self._remembered(ended)

    @property
    def _shown(self) -> str:
        return self._gate.shown if self._gate else ""

    async def _remembered(self, ended: Ended) -> Ended:
        record = Record(self._message, self._answer, self._shown, self._screened, self._began)
        return await remembered(self._parts, record, ended)

    async def _cleared(self) -> AsyncGenerator[Event, None]:
        """Run the command while its input is judged, and yield what may be shown."""
        parts = self._parts
        command, message = _checked(parts, self._message)
        values = await parts.settings.resolve(message.place)
        material = await gather(message, parts.config.limits)
        policy = parts.screening.policy(values)
        gate = self._gate = self._opened(policy)
        context = self._context(message, material, values, gate)
        incoming = asyncio.create_task(self._judged(material.words, policy, "in"))
        speaking = asyncio.create_task(_spoken(command, context, gate))
        try:
            if command.changes_window:
                yield Status("thinking")
            verdict = await incoming
            self._note(verdict, "in", policy, material.question)
            if verdict.refused:
                raise Refused(verdict)
            async with aclosing(gate.cleared()) as events:
                async for event in events:
                    yield event
        finally:
            for task in (speaking, incoming):
                task.cancel()
            await asyncio.gather(speaking, incoming, return_exceptions=True)
            await gate.close()
            if gate.verdicts:
                self._note(_together(gate.verdicts), "out", policy, gate.shown)

    def _opened(self, policy: Policy) -> Gate:
        screening = self._parts.screening
        return Gate(
            lambda text: self._judged(Words((text,)), policy, "out"),
            lambda text: screening.held(text, policy),
            self._parts.config.screening.segments,
        )

    def _context(self, message: Message, material: Material, values: Values, gate: Gate) -> Context:
        answering = Answering(self._parts, message, values, gate)
        self._answer = answering.result
        return Context.of(self._parts, message, values, material=material, answers=answering)

    async def _judged(self, words: Words, policy: Policy, direction: Direction) -> Verdict:
        if not words.texts and not words.images:
            return Verdict()
        return await self._parts.screening.judge(words, policy, direction=direction)

    def _note(self, verdict: Verdict, direction: Direction, policy: Policy, text: str) -> None:
        """Write a decision down; the words themselves only where the server wants it."""
        found = {name: round(verdict.scores.get(name, 1.0), 3) for name in verdict.categories}
        by = verdict.rule or verdict.source
        log.info("%s %s: %s by %s %s", self._message.key, direction, verdict.action, by, found)
        self._screened.append(
            Screened(
                message_key=self._message.key,
                server=self._message.place.server_key,
                channel=self._message.place.key,
                person_id=self._message.person.id,
                direction=direction,
                verdict=verdict,
                text=text if policy.log_text else None,
                at=datetime.now(UTC),
            )
        )


def _checked(parts: Parts, message: Message) -> tuple[Command, Message]:
    """Find the command and read its options; raises `InputError` or `NotPermitted`."""
    command = parts.commands.get(message.command)
    if command is None:
        hint = nearest(message.command, parts.commands)
        raise InputError(f"There is no command /{message.command}.{hint}")
    options = check(command, message.options)
    permit(command, options, message.person)
    return command, replace(message, options=options)


async def _spoken(command: Command, context: Context, gate: Gate) -> None:
    """Run the command into the gate; whatever it raises is raised again where events come out."""
    try:
        async for event in command.run(context):
            if isinstance(event, Text):
                gate.feed(event.text)
            else:
                gate.put(event)
    except Exception as error:  # noqa: BLE001 - nothing is swallowed: the gate raises it
        gate.finish(error)
    else:
        gate.finish()


def _together(verdicts: Sequence[Verdict]) -> Verdict:
    """The findings about all segments of an answer as one: the worst of each."""
    worst = max(verdicts, key=lambda verdict: _SEVERITY[verdict.action])
    scores: dict[str, float] = {}
    for verdict in verdicts:
        for category, score in verdict.scores.items():
            scores[category] = max(score, scores.get(category, 0.0))
    return replace(worst, scores=scores)
