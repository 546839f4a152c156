"""One option of a command as a field of Discord's form: its type, bounds and choices."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import discord
from discord import AppCommandOptionType, app_commands

from adapters.discord.wording import LONGEST, shortened, words
from bot.commands import Kind, Option
from bot.messages import OptionValue

Choice = app_commands.Choice[str | float]
Given = OptionValue | discord.Attachment
"""What a field gives: an option's value, or a file."""

MOST_CHOICES = 25
LONGEST_TEXT = 6_000
# https://docs.discord.com/developers/interactions/application-commands: doubles hold no more.
_LARGEST = 2**53

_TYPES: Mapping[Kind, AppCommandOptionType] = {
    Kind.WHOLE: AppCommandOptionType.integer,
    Kind.NUMBER: AppCommandOptionType.number,
    Kind.FLAG: AppCommandOptionType.boolean,
    Kind.FILE: AppCommandOptionType.attachment,
    Kind.PERSON: AppCommandOptionType.user,
    Kind.CHANNEL: AppCommandOptionType.channel,
}


class Field(app_commands.Transformer[discord.Client]):
    """A field with the type and the bounds of an option, as far as Discord can hold them."""

    def __init__(self, command: str, option: Option) -> None:
        self._option = option
        self._command = command

    @property
    def type(self) -> AppCommandOptionType:
        """The type; whatever Discord has none of is a text."""
        return _TYPES.get(self._option.kind, AppCommandOptionType.string)

    @property
    def min_value(self) -> int | float | None:
        """The smallest number, or the shortest text."""
        return self._bound(self._option.minimum, math.ceil)

    @property
    def max_value(self) -> int | float | None:
        """The largest number, or the longest text."""
        return self._bound(self._option.maximum, math.floor)

    @property
    def choices(self) -> list[Choice]:
        """The values there are, empty where others may be typed."""
        if not 0 < len(self._option.choices) <= MOST_CHOICES:
            return []
        return [
            Choice(name=words(shortened(value), self._look(value)), value=value)
            for value in self._option.choices
        ]

    async def transform(
        self,
        interaction: discord.Interaction,  # noqa: ARG002  # the base's
        value: Any,
        /,
    ) -> Given:
        """Give what was filled in: people and channels by their id."""
        if self._option.kind in {Kind.PERSON, Kind.CHANNEL}:
            return str(value.id)
        given: Given = value
        return given

    def _bound(self, bound: float | None, rounded: Callable[[float], int]) -> int | float | None:
        match self.type:
            case _ if bound is None:
                return None
            case AppCommandOptionType.string:
                return min(max(rounded(bound), 0), LONGEST_TEXT)
            case AppCommandOptionType.integer:
                return min(max(rounded(bound), 1 - _LARGEST), _LARGEST - 1)
            case _:
                return min(max(bound, float(-_LARGEST)), float(_LARGEST))

    def _look(self, value: str) -> Any:
        return lambda language: language.choice(self._command, self._option.name, value)


class Completed(Field):
    """A field that offers values while it is being filled in, and takes others too."""

    async def autocomplete(
        self,
        interaction: discord.Interaction,  # noqa: ARG002  # the base's
        value: float | str,  # noqa: ARG002  # the base's
        /,
    ) -> list[Choice]:
        """Offer nothing: that there is this method is what counts, `Tree` does the rest."""
        return []


def completes(option: Option) -> bool:
    """Whether values are offered for it: it says so, or its choices are too many for a list."""
    if option.complete is not None or option.kind is Kind.LANGUAGE:
        return True
    return len(option.choices) > MOST_CHOICES


def to_choices(values: Iterable[str]) -> list[Choice]:
    """The first values as what Discord offers; those that are too long cannot be offered."""
    fitting = [value for value in dict.fromkeys(values) if 0 < len(value) <= LONGEST]
    return [Choice(name=value, value=value) for value in fitting[:MOST_CHOICES]]
