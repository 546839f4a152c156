"""Turns as a text to read, or as JSON."""

import json
from collections.abc import Sequence
from datetime import datetime

from bot.messages import Outcome
from bot.turn import Turn

_NAME = "Causerie"
_ENDINGS = {
    Outcome.CUT: " (cut off)",
    Outcome.CANCELLED: " (stopped)",
}


def written(turns: Sequence[Turn]) -> str:
    """The turns as markdown, oldest first; times are in UTC."""
    return "\n\n".join(
        f"**{turn.person_name}**, {_moment(turn.asked_at)}\n\n{turn.question}\n\n"
        f"**{_NAME}**{_ENDINGS.get(turn.outcome, '')}\n\n{turn.answer}"
        for turn in turns
    )


def as_json(turns: Sequence[Turn]) -> str:
    """The turns as a JSON list, oldest first."""
    return json.dumps(
        [
            {
                "asked_at": turn.asked_at.isoformat(),
                "answered_at": turn.answered_at.isoformat(),
                "person": turn.person_name,
                "question": turn.question,
                "answer": turn.answer,
                "outcome": turn.outcome.value,
                "model": turn.model,
                "question_tokens": turn.question_tokens,
                "answer_tokens": turn.answer_tokens,
            }
            for turn in turns
        ],
        ensure_ascii=False,
        indent=2,
    )


def _moment(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
