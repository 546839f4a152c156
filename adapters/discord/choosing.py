"""Questions with answers to press: buttons, or a list where they are many.

An id says nothing but which question and which answer; what that stands for, and who may press it,
is known to the core alone. So they outlive a restart, and an id that was made up leads to nothing.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from re import Match
from typing import Any, Self

import discord

from bot.messages import Choice, Choices

MOST_ROWS = 5
"""Rows under a message."""

_IN_ROW, _IN_LIST = 5, 25
# More buttons than this are a wall.
_MOST_BUTTONS = 10
_LONGEST_LABEL, _LONGEST_ENTRY, _LONGEST_HINT = 80, 100, 150
_STYLES = {
    "usual": discord.ButtonStyle.secondary,
    "primary": discord.ButtonStyle.primary,
    "danger": discord.ButtonStyle.danger,
}
# One that can be pressed once takes its row along when it was.
_ID = r"causerie:(?P<often>once|often):(?P<offer>[0-9]{1,18}):(?P<number>[0-9]{1,3})"
_LIST_ID = r"causerie:list-(?P<often>once|often):(?P<offer>[0-9]{1,18}):(?P<number>[0-9]{1,3})"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Picked:
    """An answer that was pressed: which, of which question, and whether it can be pressed again."""

    offer: int
    number: int
    often: bool


Handler = Callable[[discord.Interaction[Any], Picked], Awaitable[None]]


class PickButton(discord.ui.DynamicItem[discord.ui.Button[discord.ui.View]], template=_ID):
    """One answer."""

    def __init__(self, picked: Picked, choice: Choice, *, row: int | None = None) -> None:
        self._picked = picked
        button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
            style=_STYLES[choice.style],
            label=_short(choice.label, _LONGEST_LABEL),
            custom_id=f"causerie:{_often(picked)}:{picked.offer}:{picked.number}",
        )
        super().__init__(button, row=row)

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], __: discord.ui.Item[Any], match: Match[str], /
    ) -> Self:
        """Read what the id says."""
        return cls(_read(match, int(match["number"])), Choice("…"))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand it to whoever was registered."""
        await _hand_over(interaction, self._picked)


class PickList(discord.ui.DynamicItem[discord.ui.Select[discord.ui.View]], template=_LIST_ID):
    """A list of answers, of which one is picked; `first` is the number of its first answer."""

    def __init__(
        self, picked: Picked, choices: Sequence[Choice], hint: str, *, row: int | None = None
    ) -> None:
        self._picked = picked
        select: discord.ui.Select[discord.ui.View] = discord.ui.Select(
            placeholder=_short(hint, _LONGEST_HINT) if hint else None,
            custom_id=f"causerie:list-{_often(picked)}:{picked.offer}:{picked.number}",
            options=[
                discord.SelectOption(
                    label=_short(choice.label, _LONGEST_ENTRY), value=str(picked.number + place)
                )
                for place, choice in enumerate(choices)
            ],
        )
        super().__init__(select, row=row)

    @classmethod
    async def from_custom_id(
        cls, _: discord.Interaction[Any], __: discord.ui.Item[Any], match: Match[str], /
    ) -> Self:
        """Read what the id says."""
        return cls(_read(match, int(match["number"])), [Choice("…")], "")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Hand over what was picked from it."""
        value = next(iter(self.item.values), "")
        if value.isdecimal() and len(value) < 4:
            picked = self._picked
            await _hand_over(interaction, Picked(picked.offer, int(value), picked.often))


ITEMS = (PickButton, PickList)
"""What the client has to know so that answers are heard."""


def items_of(
    questions: Sequence[Choices], *, most: int = MOST_ROWS
) -> Iterator[discord.ui.Item[Any]]:
    """What is under a message for these questions, in at most so many rows."""
    kept = [one for one in questions if one.id is not None and one.choices]
    crowded = sum(_rows(one) for one in kept) > most
    row = 0
    for question in kept:
        count = len(question.choices)
        lists = count > _MOST_BUTTONS or (crowded and count > 1)
        step = _IN_LIST if lists else _IN_ROW
        for first in range(0, count, step):
            if row == most:
                log.warning("a question has more answers than fit under a message")
                return
            group = question.choices[first : first + step]
            if lists:
                yield PickList(_picked(question, first), group, question.question, row=row)
            else:
                for number, choice in enumerate(group, first):
                    yield PickButton(_picked(question, number), choice, row=row)
            row += 1


def belongs_to(offer: int, custom_id: str) -> bool:
    """Whether an id is of an answer to that question."""
    found = re.fullmatch(_ID, custom_id) or re.fullmatch(_LIST_ID, custom_id)
    return found is not None and int(found["offer"]) == offer


def _rows(question: Choices) -> int:
    count = len(question.choices)
    return ceil(count / (_IN_LIST if count > _MOST_BUTTONS else _IN_ROW))


def _picked(question: Choices, number: int) -> Picked:
    return Picked(question.id or 0, number, question.for_all)


def _read(match: Match[str], number: int) -> Picked:
    return Picked(int(match["offer"]), number, match["often"] == "often")


def _often(picked: Picked) -> str:
    return "often" if picked.often else "once"


def _short(text: str, most: int) -> str:
    words = " ".join(text.split()) or "…"
    return words if len(words) <= most else f"{words[: most - 1]}…"


async def _hand_over(interaction: discord.Interaction[Any], picked: Picked) -> None:
    message = interaction.message
    # Nobody but the bot, and its own webhooks, puts its buttons under a message.
    client = interaction.client
    if message is not None and (
        message.author == client.user or message.application_id == client.application_id
    ):
        await client.picked(interaction, picked)
