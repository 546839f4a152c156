"""One message on its way through: settings, screening, the command, the gate, remembering.

This is the only path there is, for plain talk and for every command. `bot.core` decides whether and
when a message gets here; what happens to it is decided here.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime

from bot.answering import Answer, Answering
from bot.commands import Command, Kind
from bot.commands.check import check, nearest, permit
from bot.context import Context
from bot.ending import Record, before, finished, refused, remembered
from bot.errors import CauserieError, InputError, NotPermitted, OverBudget, SafetyRefused
from bot.examining import Examination, all_words
from bot.files import Material, gather
from bot.gate import Gate, Refused
from bot.messages import Choices, Ended, Event, Message, Notice, Outcome, Status, Text
from bot.parts import Parts
from bot.permission import ranked
from bot.sentences import sentence
from bot.underway import Pending

log = logging.getLogger(__name__)


class Exchange:
    """The handling of one message that was taken, from its place in the queue to its end.

    With `again` the answer takes the place of the one that the message may have already.
    """

    def __init__(
        self, parts: Parts, pending: Pending, stopping: asyncio.Event, *, again: bool = False
    ) -> None:
        self._parts = parts
        self._pending = pending
        self._stopping = stopping
        self._again = again
        self._began = datetime.now(UTC)
        self._alarm: int | None = None
        self._gate: Gate | None = None
        self._answer = Answer()
        self._examination: Examination | None = None

    async def events(self) -> AsyncGenerator[Event, None]:
        """Yield everything up to the one `Ended`; closing it keeps what was shown so far."""
        refusal: Refused | None = None
        try:
            async with aclosing(self._in_turn()) as events:
                async for event in events:
                    yield event
                    if self._pending.gone:
                        break
            gone = Ended(Outcome.CANCELLED)
            ended = gone if self._pending.gone else finished(self._answer, self._shown)
        except (GeneratorExit, asyncio.CancelledError):
            # A question that the end of the program cut off unanswered is for the next start.
            if self._shown or not self._stopping.is_set():
                # Whoever stops the answer may stop this task as well; what was shown is kept.
                await asyncio.shield(self._remembered(Ended(Outcome.CANCELLED)))
            raise
        except Refused as error:
            refusal = error
            ended = refused(
                self._pending.message, error.verdict, incoming=self._incoming, shown=self._shown
            )
        except SafetyRefused as error:
            # Nothing is broken, and asking once more would not help.
            log.info("%s: the endpoint refused", self._pending.message.key)
            ended = Ended(Outcome.REFUSED, sentence(error))
        except CauserieError as error:
            # A sentence about the input may repeat it, so that it is not for the log.
            detail = type(error).__name__ if isinstance(error, InputError) else repr(error)
            log.warning("%s failed: %s", self._pending.message.key, detail)
            self._failed(error)
            ended = Ended(Outcome.FAILED, sentence(error))
        except Exception as error:
            log.exception("%s failed", self._pending.message.key)
            self._failed(error)
            ended = Ended(Outcome.FAILED, sentence(error))
        ended = await self._remembered(ended)
        if refusal is not None and (appeal := await self._appeal(refusal)):
            yield appeal
        await self._report()
        yield ended

    @property
    def _incoming(self) -> bool:
        """Whether it was the message that was refused, and not its answer."""
        return not self._gate or not any(verdict.refused for verdict in self._gate.verdicts)

    async def _appeal(self, refusal: Refused) -> Choices | None:
        """The button with which the person may appeal, where somebody would read it."""
        message, reporting = self._pending.message, self._parts.office.reporting
        return await reporting.refused(message, refusal.verdict, incoming=self._incoming)

    async def _report(self) -> None:
        """Lay on the desk of the moderators what was flagged and let pass."""
        if self._examination is not None and not self._pending.gone:
            message, found = self._pending.message, self._examination.decisions
            await self._parts.office.reporting.flagged(message, found, answer=self._shown)

    def _failed(self, error: Exception) -> None:
        """Count it, unless it was for the person to do otherwise."""
        if not isinstance(error, InputError | NotPermitted | OverBudget):
            self._parts.announcer.failed(self._pending.message.place, error, alarm=self._alarm)

    @property
    def _shown(self) -> str:
        return self._gate.shown if self._gate else ""

    async def _remembered(self, ended: Ended) -> Ended:
        screened = self._examination.decisions if self._examination else []
        record = Record(
            self._pending, self._answer, self._shown, screened, self._began, self._again
        )
        return await remembered(self._parts, record, ended)

    async def _in_turn(self) -> AsyncGenerator[Event, None]:
        """Wait until nobody is ahead; a message that was deleted by then is over."""
        pending = self._pending
        if pending.ticket is not None and pending.ticket.waits:
            yield Status("queued", str(pending.ticket.ahead))
            await pending.ticket.turn()
        if not pending.gone:
            pending.begun = True
            async with aclosing(self._cleared()) as events:
                async for event in events:
                    yield event

    async def _cleared(self) -> AsyncGenerator[Event, None]:
        """Run the command while its input is judged, and yield what may be shown."""
        parts, message = self._parts, self._pending.message
        values = await parts.settings.resolve(message.place)
        message = replace(message, person=ranked(values, message.person))
        self._alarm = values.error_alarm
        limits = parts.config.limits
        examination = self._examination = Examination(
            parts.screening, values, message, limits=limits, reader=parts.reader
        )
        try:
            command, message = _checked(parts, message)
            material = await gather(
                message,
                limits,
                unscreened=_unscreened(command, message),
                raw=command.raw_files,
                reader=parts.reader,
            )
        except InputError:
            # The sentence may repeat what the person wrote.
            await examination.admit(all_words(message))
            raise
        segments = parts.config.screening.segments
        gate = self._gate = Gate(
            examination.judge, examination.part, segments, judge_file=examination.judge_file
        )
        answering = Answering(parts, message, values, gate=gate, examination=examination)
        self._answer = answering.result
        context = Context.of(
            parts,
            message,
            values,
            material=material,
            answers=answering,
            replaced=await before(parts, message) if self._again else None,
            judging=examination,
        )
        admitted = asyncio.create_task(_admitted(examination, material))
        examination.admission = admitted
        speaking = asyncio.create_task(_spoken(command, context, gate, admitted))
        try:
            if command.changes_window:
                yield Status("thinking")
            await admitted
            for remark in material.remarks:
                yield Notice(remark)
            async with aclosing(gate.cleared()) as events:
                async for event in events:
                    if isinstance(event, Choices):
                        lasting = await parts.remembering.allows(message, values)
                        yield await parts.offering.put(event, message, lasting=lasting)
                    else:
                        yield event
            for work in context.afterwards:
                await work()
        finally:
            for task in (speaking, admitted):
                task.cancel()
            await asyncio.gather(speaking, admitted, return_exceptions=True)
            await gate.close()
            examination.conclude(gate)


async def _admitted(examination: Examination, material: Material) -> None:
    # The request to the model takes longer, so that it is sent off first: the loop makes it in one
    # step and writes it in the next.
    for _ in range(2):
        await asyncio.sleep(0)
    await examination.admit(material.words)


def _checked(parts: Parts, message: Message) -> tuple[Command, Message]:
    """Find the command and read its options; raises `InputError` or `NotPermitted`."""
    command = parts.commands.get(message.command)
    if command is None:
        hint = nearest(message.command, parts.commands)
        raise InputError(f"There is no command /{message.command}.{hint}")
    options = check(command, message.options)
    permit(command, options, message.person)
    names = {option.name for option in command.options if option.kind is Kind.FILE}
    # A button may name files that are kept, which take the place of those that came once.
    attachments = () if names & set(options) else message.attachments
    return command, replace(message, options=options, attachments=attachments)


def _unscreened(command: Command, message: Message) -> frozenset[str]:
    """The options whose values nobody need judge; a choice is one of the program's own words."""
    return frozenset(
        option.name
        for option in command.options
        if option.kind is Kind.CHOICE or not option.is_screened(message.options)
    )


async def _spoken(
    command: Command, context: Context, gate: Gate, admitted: asyncio.Task[None]
) -> None:
    """Run the command into the gate; whatever it raises is raised again where events come out."""
    if not command.ahead and (await asyncio.wait({admitted})) and admitted.exception():
        return
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
