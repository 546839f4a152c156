"""The buttons under an answer; each knows by its id alone what it is for, so it outlives a restart.

Who presses one is looked at when it is pressed, here and in the core; an id that nobody gave out
leads to nothing.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from re import Match
from typing import Any, Self

import discord

from adapters.discord.choosing import MOST_ROWS, items_of
from bot.messages import Choices


class Kind(StrEnum):
    """What a button does."""

    STOP = "stop"
    GOOD = "good"
    BAD = "bad"
    MORE = "more"
    AGAIN = "again"
    ANEW = "anew"


@dataclass(frozen=True, slots=True)
class Button:
    """One button, and what it is about.

    `about` is the mark of the question (see `mark`) for the one that stops its answer, its id for
    the one that asks it anew after it came to nothing, and the number of the answer for the others:
    0 where nothing is kept of it.
    """

    kind: Kind
    about: int


_LOOKS = {
    Kind.STOP: ("Stop", None),
    Kind.GOOD: (None, "👍"),
    Kind.BAD: (None, "👎"),
    Kind.MORE: ("Go on", None),
    Kind.AGAIN: ("Again", None),
    Kind.ANEW: ("Again", None),
}


_DIGITS = 19
_ID = r"causerie:(?P<kind>stop|good|bad|more|again|anew):(?P<about>[0-9]{1,20})"


class Pressable(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=_ID):
    """A button as the library wants it, made anew whenever it is pressed."""

    def __init__(self, button: Button) -> None:
        label, emoji = _LOOKS[button.kind]
        self.button = button
        custom_id = f"causerie:{button.kind}:{button.about}"
        style = discord.ButtonStyle.secondary
        super().__init__(
            discord.ui.Button(style=style, label=label, emoji=emoji, custom_id=custom_id)
        )

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], __: discord.ui.Item[Any], match: Match[str], /
    ) -> Self:
        """Read what the id says."""
        return cls(_read(match))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand it to whoever was registered."""
        message = interaction.message
        # Nobody but the bot itself puts its buttons under a message.
        if message is not None and message.author == interaction.client.user:
            await interaction.client.pressed(interaction, self.button)


def buttons_of(message: discord.Message) -> list[Button]:
    """The buttons of ours under a message."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    ids = [getattr(item, "custom_id", None) or "" for row in rows for item in row.children]
    return [_read(found) for each in ids if (found := re.fullmatch(_ID, each))]


def _read(match: Match[str]) -> Button:
    return Button(Kind(match["kind"]), int(match["about"]))


def view(buttons: Sequence[Button], choices: Sequence[Choices] = ()) -> discord.ui.View | None:
    """The buttons as the library wants them, questions above them; None where there is none."""
    items = [*items_of(choices, most=MOST_ROWS - bool(buttons)), *map(Pressable, buttons)]
    if not items:
        return None
    shown = discord.ui.View(timeout=None)
    for item in items:
        shown.add_item(item)
    return shown


def mark(message_id: str) -> int:
    """A message's id as a number; what is asked by a reaction has an id that is none."""
    if message_id.isdecimal() and len(message_id) <= _DIGITS:
        return int(message_id)
    return int.from_bytes(hashlib.sha256(message_id.encode()).digest()[:7])


def while_writing(question: str) -> tuple[Button, ...]:
    """What is under an answer while it is being written."""
    return (Button(Kind.STOP, mark(question)),)


def when_failed(question: str) -> tuple[Button, ...]:
    """What is under the sentence that says why somebody has no answer."""
    return (Button(Kind.ANEW, int(question)),) if question.isdecimal() else ()


def when_written(answer_id: int | None, *, cut: bool) -> tuple[Button, ...]:
    """What is under an answer that has ended."""
    about = answer_id or 0
    rated = (Button(Kind.GOOD, about), Button(Kind.BAD, about)) if answer_id else ()
    more = (Button(Kind.MORE, about),) if cut else ()
    return (*rated, *more, Button(Kind.AGAIN, about))
