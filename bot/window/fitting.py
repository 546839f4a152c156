"""Cutting what is too large by itself: the question, the system prompt, a single turn."""

from bot.tokens import FRAME
from bot.window.budget import Counted, Measure
from bot.window.speakers import spoken_tokens
from bot.window.values import NOTHING, Asked, Said


def fit_question(asked: Asked, *, others: int, room: int, measure: Measure) -> Counted:
    """Return the person's words, without their middle if there is no room beside `others`.

    A quarter of the room is theirs in any case.
    """

    def more(text: str) -> int:
        return spoken_tokens(asked.speaker, text)

    tokens = measure.count(asked.text)
    most = max(room // 4, room - others - asked.image_tokens)
    if tokens + more(asked.text) > most:
        return measure.shorten(asked.text, most, more=more)
    return Counted(asked.text, tokens)


def size_of_question(question: Counted, asked: Asked) -> int:
    """Return the tokens of a question as it is sent, with name and images."""
    return question.tokens + spoken_tokens(asked.speaker, question.text) + asked.image_tokens


def fit_system(system: Counted, *, most: int, measure: Measure) -> Counted:
    """Return the system prompt, without its middle if it is too large."""
    return system if system.tokens <= most else measure.shorten(system.text, most)


def shorter(turn: Said, *, most: int, measure: Measure) -> Said:
    """Return the turn in at most `most` tokens; the longer of its two texts is cut first."""
    if turn.tokens <= most:
        return turn
    room = most - 2 * FRAME
    question = Counted(turn.question, measure.count(turn.question))
    answer = Counted(turn.answer, measure.count(turn.answer))
    share = max(room // 2, room - min(question.tokens, answer.tokens))
    short = [
        part if part.tokens <= min(share, room) else measure.shorten(part.text, share)
        for part in (question, answer)
    ]
    texts = [part.text or NOTHING for part in short]
    return Said(texts[0], texts[1], 2 * FRAME + sum(map(measure.count, texts)))
