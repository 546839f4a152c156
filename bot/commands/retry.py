"""`/retry`: the last question once more, its new answer in place of the old one."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command
from bot.commands.chat import windowed
from bot.errors import InputError, NotPermitted
from bot.messages import Event
from bot.window import Counted

if TYPE_CHECKING:
    from bot.context import Context
    from bot.turn import Turn


async def run(context: "Context") -> AsyncIterator[Event]:
    """Answer the last question of this place again."""
    turn = await context.memory.last(context.message.place)
    if turn is None:
        raise InputError("There is no question here that could be answered again.")
    check_own(context, turn)
    window = await windowed(context, turn.question, without=turn)
    question = Counted(turn.question, turn.question_tokens)
    async for event in context.answers.answer(window, question=question, replaces=turn):
        yield event


def check_own(context: "Context", turn: "Turn") -> None:
    """Only who asked, or an admin, may change an answer that stands; else `NotPermitted`."""
    person = context.message.person
    if not (context.message.direct or person.admin or person.id == turn.person_id):
        raise NotPermitted("the last question here to be your own")


command = Command(
    name="retry",
    description="Answer your last question again",
    run=run,
    examples=("/retry",),
    changes_window=True,
    ahead=True,
)
