"""`/retry`: the last question once more, its new answer in place of the old one."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command
from bot.commands.chat import windowed
from bot.errors import InputError, NotPermitted
from bot.messages import Event, Outcome, Status
from bot.turn import Turn
from bot.voices import listened
from bot.window import Counted

if TYPE_CHECKING:
    from bot.context import Context
    from bot.store import Failure


async def run(context: "Context") -> AsyncIterator[Event]:
    """Answer the last question of this place again, or the one that came to nothing since."""
    message = context.message
    failure = await context.store.failed.newest(message.place, of_person=message.person.id)
    if failure is not None:
        turn = _without_answer(failure)
        check_own(context, turn)
        material = await context.answers.reread(failure.message)
        async for step in listened(context, material):
            if isinstance(step, Status):
                yield step
            else:
                material = step
        window = await windowed(context, material.question, images=material.images, without=turn)
        question = window.question
    else:
        last = await context.memory.last(message.place)
        if last is None:
            raise InputError("There is no question here that could be answered again.")
        turn = last
        check_own(context, turn)
        window = await windowed(context, turn.question, without=turn)
        question = Counted(turn.question, turn.question_tokens)
    async for event in context.answers.answer(window, question=question, replaces=turn):
        yield event


def check_own(context: "Context", turn: Turn) -> None:
    """Only who asked, or an admin, may change an answer that stands; else `NotPermitted`."""
    person = context.message.person
    if not (context.message.direct or person.admin or person.id == turn.person_id):
        raise NotPermitted("the last question here to be your own")


def _without_answer(failure: "Failure") -> Turn:
    """The turn that a failed message would have become; it was never stored."""
    message = failure.message
    return Turn(
        place=message.place,
        message_id=message.id,
        person_id=message.person.id,
        person_name=message.person.name,
        question="",
        answer="",
        question_tokens=0,
        answer_tokens=0,
        outcome=Outcome.FAILED,
        model="",
        asked_at=failure.taken_at,
        answered_at=failure.taken_at,
    )


command = Command(
    name="retry",
    description="Answer your last question again",
    run=run,
    examples=("/retry",),
    tries=(),
    changes_window=True,
    ahead=True,
)
