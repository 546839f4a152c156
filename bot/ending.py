"""How a message ends: the last event in words, and what is kept of it, in one transaction."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.answering import Answer
from bot.budgets.payers import Due
from bot.budgets.sayings import cut_short, too_short
from bot.errors import ModelError, OverBudget, StoreError
from bot.messages import TALK, Ended, Message, Outcome, Place
from bot.models import FinishReason
from bot.parts import Parts
from bot.screening import Verdict
from bot.screening.care import care, refusal
from bot.sentences import sentence
from bot.store import Screened, Spending
from bot.turn import Turn
from bot.underway import Pending

log = logging.getLogger(__name__)

_KEPT = {Outcome.ANSWERED, Outcome.CUT, Outcome.CANCELLED}
_UNANSWERED = {Outcome.FAILED, Outcome.CANCELLED}


def finished(answer: Answer, shown: str) -> Ended:
    """End an answer that was not refused and did not fail."""
    match answer.reason:
        case _ if answer.broke is not None:
            return _broken(answer.broke, shown)
        case FinishReason.FILTERED if shown:
            return Ended(Outcome.CUT, "The endpoint's own filter stopped the answer here.")
        case FinishReason.FILTERED:
            return Ended(
                Outcome.REFUSED,
                "The endpoint's own filter let no answer through. Asking in another way may help.",
            )
        case FinishReason.LENGTH if answer.billing.short is not None:
            return _shortened(answer.billing.short, shown, goes_on=answer.question is not None)
        case FinishReason.LENGTH if shown and answer.question is None:
            return Ended(Outcome.CUT, "This reached the greatest length of an answer.")
        case FinishReason.LENGTH if shown:
            return Ended(Outcome.CUT, "The answer reached its length. /continue goes on with it.")
        case FinishReason.LENGTH:
            return Ended(
                Outcome.FAILED,
                "The model used up its length before it wrote a word. Try again, or ask an admin "
                "to raise `answer_tokens`.",
            )
        case FinishReason.STOP if not shown and not answer.asks:
            return Ended(Outcome.FAILED, "The model gave an empty answer. Try again.")
    return Ended(Outcome.ANSWERED)


def _broken(error: ModelError | OverBudget, shown: str) -> Ended:
    if not shown:
        # Words came, but none that could be let out: there is nothing to go on with.
        return Ended(Outcome.FAILED, sentence(error))
    if isinstance(error, OverBudget):
        return Ended(Outcome.CUT, f"The answer stops here. {sentence(error)}")
    return Ended(Outcome.CUT, "The answer broke off here. /continue goes on with it.")


def _shortened(due: Due, shown: str, *, goes_on: bool) -> Ended:
    """End an answer that a budget left no room for."""
    now = datetime.now(UTC)
    if not shown:
        # A model that thinks first may use up all of it before it writes a word.
        return Ended(Outcome.FAILED, too_short(due, now))
    return Ended(Outcome.CUT, cut_short(due, now, goes_on=goes_on))


def refused(message: Message, verdict: Verdict, *, incoming: bool, shown: str) -> Ended:
    """End a message whose words, or whose answer, must not be shown."""
    if verdict.self_harm:
        text = care(message.person.locale)
    else:
        text = refusal(verdict, "in" if incoming else "out")
    return Ended(Outcome.REFUSED, text, withdraw=bool(shown))


@dataclass(frozen=True, slots=True)
class Record:
    """What one message leaves behind; with `again` it may have had a turn before."""

    pending: Pending
    answer: Answer
    shown: str
    screened: Sequence[Screened]
    began: datetime
    again: bool

    @property
    def message(self) -> Message:
        """The message."""
        return self.pending.message


async def remembered(parts: Parts, record: Record, ended: Ended) -> Ended:
    """Keep the turn, the spending and the decisions, all or nothing, and complete the last event.

    Refused and failed messages leave no turn: nothing uncleared is ever fed back into a window.
    """
    message, answer = record.message, record.answer
    spendings = [
        parts.ledger.spending(message, model, message.command, usage)
        for model, usage in answer.used
    ]
    try:
        turn_id = await _kept(parts, record, outcome=ended.outcome, spendings=spendings)
    except StoreError as error:
        log.exception("%s could not be kept", message.key)
        text = f"{ended.text} {sentence(error)}".strip()
        return Ended(Outcome.FAILED, text, withdraw=ended.withdraw, model=answer.model)
    finally:
        answer.billing.kept()
    if answer.model and ended.outcome is not Outcome.FAILED:
        parts.announcer.answered(message.place, answer.model, parts.router.card(answer.model))
    costs = [spending.cost for spending in spendings]
    known = [cost for cost in costs if cost is not None]
    return replace(
        ended,
        answer_id=turn_id or None,
        usage=answer.usage,
        cost=sum(known) if costs and len(known) == len(costs) else None,
        model=answer.model,
    )


async def before(parts: Parts, message: Message) -> Turn | None:
    """The turn that a message has already; raises `StoreError`."""
    return await parts.store.turns.of_message(message.place, message.id)


async def _kept(
    parts: Parts,
    record: Record,
    *,
    outcome: Outcome,
    spendings: Sequence[Spending],
) -> int:
    """Write everything down and move the window; the id of the turn, 0 where there is none now."""
    message = record.message
    values = await parts.settings.resolve(message.place)
    allowed = await parts.remembering.allows(message, values)
    turn = await _turn(parts, record, outcome) if allowed else None
    had = await before(parts, message) if record.again else None
    # Between this look and the writing nothing may be awaited: what is deleted later is deleted
    # after it was written.
    if turn is not None and record.pending.lost(turn.message_id):
        turn = None
    # Where there is no new answer, the old one answers words that the message no longer has.
    replaced = record.answer.replaces if turn else had
    failed_in = _failed_in(record, outcome) if allowed and not turn else None
    turn_id = await parts.store.remember(
        turn,
        message_key=message.key,
        outcome=outcome,
        spendings=spendings,
        screenings=record.screened,
        replaces=replaced.id if replaced else None,
        failed_in=failed_in,
    )
    if failed_in is not None:
        parts.attached.keep(message)
    _move_window(parts, replace(turn, id=turn_id) if turn else None, replaced)
    return turn_id


async def _turn(parts: Parts, record: Record, outcome: Outcome) -> Turn | None:
    message, answer = record.message, record.answer
    written = _joined(answer.prefix, record.shown)
    if answer.question is None or outcome not in _KEPT or not record.shown:
        return None
    encoding = parts.router.card(answer.model).encoding
    # An answer that is given again still answers the message that asked for it.
    asked = answer.replaces
    return Turn(
        place=message.place,
        message_id=asked.message_id if asked else message.id,
        person_id=asked.person_id if asked else message.person.id,
        person_name=asked.person_name if asked else message.person.name,
        question=answer.question.text,
        answer=written,
        question_tokens=answer.question.tokens,
        answer_tokens=await parts.tokens.count_async(written, encoding),
        outcome=outcome,
        model=answer.model,
        asked_at=asked.asked_at if asked else record.began,
        answered_at=datetime.now(UTC),
    )


def _joined(prefix: str, written: str) -> str:
    """Put the two parts of an answer together; a model that goes on leaves out the space."""
    ends, begins = prefix[-1:], written[:1]
    space = " " if (ends + begins).isascii() and ends.isalnum() and begins.isalnum() else ""
    return f"{prefix}{space}{written}"


def _failed_in(record: Record, outcome: Outcome) -> Place | None:
    """Where a message that was not answered may be asked again; None where it must not be."""
    unanswered = outcome in _UNANSWERED and record.message.command == TALK
    return record.message.place if unanswered and not record.pending.gone else None


def _move_window(parts: Parts, turn: Turn | None, replaced: Turn | None) -> None:
    # One that was asked again after a failure was in no window.
    if replaced is not None and replaced.id:
        parts.memory.drop(replaced.place, replaced.message_id)
        parts.memory.drop_summary(replaced.place, replaced.id)
    if turn is not None:
        parts.memory.add(turn)
        parts.folder.nudge(turn.place)
