"""`/continue`: go on with an answer that was cut off."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.commands import Command
from bot.commands.chat import windowed
from bot.commands.retry import check_own
from bot.errors import InputError
from bot.messages import Event, Outcome
from bot.steps import GO_ON
from bot.window import Counted

if TYPE_CHECKING:
    from bot.context import Context

_MORE = "Go on."
_CUT = {Outcome.CUT, Outcome.CANCELLED}


async def run(context: "Context") -> AsyncIterator[Event]:
    """Write on where the last answer of this place stopped."""
    turn = await context.memory.last(context.message.place)
    if turn is None:
        raise InputError("There is no answer here to go on with.")
    if turn.outcome not in _CUT:
        # The answer is whole, so that more of it is a question like any other.
        window = await windowed(context, _MORE)
        answer = context.answers.answer(window, question=window.question)
    else:
        check_own(context, turn)
        window = await windowed(context, GO_ON)
        question = Counted(turn.question, turn.question_tokens)
        answer = context.answers.answer(
            window, question=question, replaces=turn, prefix=turn.answer
        )
    async for event in answer:
        yield event


command = Command(
    name="continue",
    description="Go on with an answer that was cut off",
    run=run,
    examples=("/continue",),
    tries=(),
    changes_window=True,
    ahead=True,
)
