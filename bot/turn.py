"""A turn: one message with its answer, as kept in the window and in the store."""

from dataclasses import dataclass
from datetime import datetime

from bot.messages import Outcome, Place


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange. `question` is what the model was given (pictures stand in it as a remark).

    Token counts are exact for the model's encoding, without the few that frame a message. `id` is
    the store's, ascending within a place; 0 before it is stored.
    """

    place: Place
    message_id: str
    person_id: str
    person_name: str
    question: str
    answer: str
    question_tokens: int
    answer_tokens: int
    outcome: Outcome
    model: str
    asked_at: datetime
    answered_at: datetime
    id: int = 0
