"""How much of each unit was spent, or may be."""

from dataclasses import dataclass

from bot.budgets.allowance import Unit
from bot.messages import Usage

# Sums of fractions are off by less than this.
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Amounts:
    """One amount of each unit; dollars leave out what has no known price."""

    tokens: float = 0
    images: float = 0
    minutes: float = 0
    dollars: float = 0

    @classmethod
    def of(cls, usage: Usage, cost: float | None) -> "Amounts":
        """The amounts of one request, or of many."""
        tokens = usage.input + usage.output
        return cls(tokens, usage.images, usage.seconds / 60, cost or 0.0)

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.tokens + other.tokens,
            self.images + other.images,
            self.minutes + other.minutes,
            self.dollars + other.dollars,
        )

    def __sub__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.tokens - other.tokens,
            self.images - other.images,
            self.minutes - other.minutes,
            self.dollars - other.dollars,
        )

    def up_to(self, other: "Amounts") -> "Amounts":
        """Of each unit the smaller amount."""
        return Amounts(
            min(self.tokens, other.tokens),
            min(self.images, other.images),
            min(self.minutes, other.minutes),
            min(self.dollars, other.dollars),
        )

    def at_least_nothing(self) -> "Amounts":
        """The same without what is below zero, which is a rest of rounding."""
        return Amounts(
            max(self.tokens, 0), max(self.images, 0), max(self.minutes, 0), max(self.dollars, 0)
        )

    def __getitem__(self, unit: Unit) -> float:
        amount: float = getattr(self, unit.value)
        return amount


NOTHING = Amounts()
