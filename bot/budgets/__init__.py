"""Budgets: what may be spent, by whom and in which time; reserved before a call, settled after it.

An `Allowance` is one line of the setting `budget`: "50000 tokens a day for each person". Before a
request is made the worst it may cost is reserved under every allowance that applies, and what it
really cost takes the place of that when it ends, so that no number of requests side by side can
spend more than is allowed. The library limits, for rates, is used in this package only.
"""

from bot.budgets.allowance import Allowance, Unit, Who, allowance
from bot.budgets.periods import Period

__all__ = ["Allowance", "Period", "Unit", "Who", "allowance"]
