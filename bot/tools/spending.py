"""Whether a model may spend: where others could have told it to, the person's own words decide."""

import re
from typing import TYPE_CHECKING

from bot.commands import Command
from bot.errors import ModelError, OverBudget
from bot.files.frames import holds_frame
from bot.tools.plain import mentions
from bot.tools.without import asked_for
from bot.window.budget import MOST_TURNS

if TYPE_CHECKING:
    from bot.context import Context
    from bot.turn import Turn

# Nobody wants more than that of one answer; beyond it they are asked.
_MOST = 4
# What a question holds that its person did not write: an answered message, what was heard.
_BROUGHT = re.compile(r"^\[(?:In answer to |recording: |voice message: )", re.MULTILINE)
_LONGEST = 2_000
_OWN = ("help", "image")


class Spending:
    """What the model may do of what costs more than words, for one answer.

    Files, pages, transcripts, and what other people say may tell a model to draw. Where it has read
    any, it goes ahead once, and only where the person's own words ask for it.
    """

    def __init__(self, context: "Context") -> None:
        self._context = context
        self._count = 0
        self._told: bool | None = None

    def note(self, command: Command) -> None:
        """Note that the model will read what a command shows."""
        if _finds(command):
            self._told = True

    async def may(self, command: Command) -> bool:
        """Whether it may go ahead now; else the person must be asked."""
        if self._told is None:
            self._told = await _reads_others(self._context)
        if self._count >= (1 if self._told else _MOST):
            return False
        if self._told and not await _is_wanted(self._context, command):
            return False
        self._count += 1
        return True


async def _is_wanted(context: "Context", command: Command) -> bool:
    """Whether the person's own words ask for it, told by a rule or by the model alone with them."""
    message, material = context.message, context.material
    if not message.text.strip() or len(message.text) > _LONGEST:
        return False
    if mentions(message.text, command.name, picture=bool(material and material.images)):
        return True
    try:
        return await asked_for(context, command)
    except (ModelError, OverBudget):
        return False


async def _reads_others(context: "Context") -> bool:
    """Whether the model is given words that are not the person's own."""
    message, store = context.message, context.store
    if message.attachments or any(one.author_id != message.person.id for one in message.quotes):
        return True
    if not context.values.remember:
        return False
    if await store.summaries.get(message.place) is not None:
        return True
    found = [name for name, command in context.commands.items() if _finds(command)]
    shown = re.compile(rf"^\*/(?:{'|'.join(found)})\b", re.MULTILINE)
    turns = await store.turns.newest(message.place, MOST_TURNS)
    return any(
        turn.person_id != message.person.id or _holds_others(turn) or shown.search(turn.answer)
        for turn in turns
    )


def _finds(command: Command) -> bool:
    """Whether what it shows may be words of others."""
    return bool(command.tool) and command.name not in _OWN


def _holds_others(turn: "Turn") -> bool:
    return holds_frame(turn.question) or _BROUGHT.search(turn.question) is not None
