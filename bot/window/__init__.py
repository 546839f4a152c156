"""The window: which part of a conversation is sent to the model.

Everything here is pure. `build` turns turns into a prompt; `bot.memory` keeps the turns at hand
and `bot.folding` writes the running summary of those that fell out.
"""

from bot.window.budget import Budget, Counted, Counter, Measure
from bot.window.falling import due, folds_ahead
from bot.window.prompt import build
from bot.window.values import Asked, Fold, Ready, Said, Summary, Window

__all__ = [
    "Asked",
    "Budget",
    "Counted",
    "Counter",
    "Fold",
    "Measure",
    "Ready",
    "Said",
    "Summary",
    "Window",
    "build",
    "due",
    "folds_ahead",
]
