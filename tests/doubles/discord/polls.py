"""Polls: https://docs.discord.com/developers/resources/poll."""

import time
from typing import Any

from tests.doubles.discord.errors import invalid_form, too_long, wrong_length
from tests.doubles.discord.snowflakes import stamp

Json = dict[str, Any]
_MOST_ANSWERS, _LONGEST_QUESTION, _LONGEST_ANSWER, _MOST_HOURS = 10, 300, 55, 768


def read_poll(raw: Json) -> Json:
    """Return a poll as a message shows it; raise `Refused` where Discord does."""
    question = str((raw.get("question") or {}).get("text") or "")
    answers = [each.get("poll_media") or {} for each in raw.get("answers") or ()]
    hours = raw.get("duration") or 24
    problems: dict[str, tuple[str, str]] = {}
    if not 1 <= len(question) <= _LONGEST_QUESTION:
        problems["poll.question.text"] = wrong_length(1, _LONGEST_QUESTION)
    if not 1 <= len(answers) <= _MOST_ANSWERS:
        problems["poll.answers"] = wrong_length(1, _MOST_ANSWERS)
    for number, answer in enumerate(answers):
        if len(answer.get("text") or "") > _LONGEST_ANSWER:
            problems[f"poll.answers.{number}.poll_media.text"] = too_long(_LONGEST_ANSWER)
    if not 1 <= hours <= _MOST_HOURS:
        words = f"int value should be less than or equal to {_MOST_HOURS}."
        problems["poll.duration"] = ("NUMBER_TYPE_MAX", words)
    if problems:
        raise invalid_form(problems)
    return make_poll(
        question,
        [answer.get("text") or "" for answer in answers],
        hours=hours,
        several=bool(raw.get("allow_multiselect")),
    )


def make_poll(question: str, answers: list[str], *, hours: float = 24, several: bool) -> Json:
    """Return a poll as a message shows it; answers are numbered from 1."""
    return {
        "question": {"text": question},
        "answers": [
            {"answer_id": number, "poll_media": {"text": text}}
            for number, text in enumerate(answers, 1)
        ],
        "expiry": stamp(time.time() + hours * 3600),
        "allow_multiselect": several,
        "layout_type": 1,
    }
