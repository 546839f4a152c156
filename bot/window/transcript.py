"""Turns as text for the model that sums them up."""

from collections.abc import Sequence

from bot.turn import Turn
from bot.window.budget import Measure
from bot.window.source import TurnSource
from bot.window.speakers import Names, indented, spoken
from bot.window.values import Fold
from bot.window.warm import STAYING

ASSISTANT = "Assistant"

_PAGE = 128
_PAGES = 40


async def unfolded(source: TurnSource, fold: Fold, *, most: int) -> list[Turn]:
    """Return the turns that a fold is about, oldest first; the newest ones within `most` tokens.

    Raises `StoreError`.
    """
    after = fold.previous.upto if fold.previous else 0
    found: list[Turn] = []
    before = fold.upto + 1
    for _ in range(_PAGES):
        page = await source.newest(fold.place, _PAGE, before=before)
        for turn in reversed(page):
            most -= turn.question_tokens + turn.answer_tokens
            if turn.id <= after or (found and most < 0):
                return found[::-1]
            if turn.outcome in STAYING:
                found.append(turn)
        if len(page) < _PAGE:
            break
        before = page[0].id
    return found[::-1]


def transcript(turns: Sequence[Turn], *, most: int, measure: Measure) -> tuple[str, Turn | None]:
    """Return the oldest turns in about `most` tokens, and the last of them.

    Every line that does not begin a message is indented, so that nobody can speak as another.
    """
    names, lines = Names(), list[str]()
    last: Turn | None = None
    for turn in turns:
        size = turn.question_tokens + turn.answer_tokens
        if last and size > most:
            break
        question, answer = turn.question, turn.answer
        if size > most:
            question = measure.shorten(question, most // 2).text
            answer = measure.shorten(answer, most // 2).text
        most -= size
        speaker = names.speaker(turn.person_id, turn.person_name, count=len)
        lines += [spoken(speaker, question), f"{ASSISTANT}: {indented(answer)}"]
        last = turn
    return "\n".join(lines), last
