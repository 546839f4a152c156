"""Made-up conversations: short questions and longer answers, of very different lengths."""

import random
from datetime import UTC, datetime

from bot.messages import Outcome, Person, Place
from bot.turn import Turn
from bot.window import Counter

PEOPLE = tuple(Person(str(10**17 + number), f"Person {number}") for number in range(5))

_WORDS = (  # noqa: SIM905 -- as a list they fill a page
    "the a to of and in that it is for was on are as with they be at one have this from or had by "
    "but some what there we can out other were all your when up use word how said each she which "
    "their time will way about many then them would write like so these her long make thing see "
    "him two has look more day could go come did my sound no most number who over know water than "
    "call first people may down side been now find any new work part take get place made live"
).split()


class Talk:
    """The same conversation every time; `scale` makes all of it longer or shorter."""

    def __init__(self, counter: Counter, *, scale: float = 1.0) -> None:
        self._counter = counter
        self._scale = scale
        self._chance = random.Random(4)
        self._number = 0

    def question(self) -> str:
        """Return what somebody may ask."""
        return self._text(3.5, 0.9)

    def turn(self, place: Place, question: str, person: Person | None = None) -> Turn:
        """Return a turn with an answer to the question."""
        self._number += 1
        person = person or self._chance.choice(PEOPLE)
        answer = self._text(5.2, 0.8)
        now = datetime.now(UTC)
        return Turn(
            place=place,
            message_id=str(10**18 + self._number),
            person_id=person.id,
            person_name=person.name,
            question=question,
            answer=answer,
            question_tokens=self._counter.count(question),
            answer_tokens=self._counter.count(answer),
            outcome=Outcome.ANSWERED,
            model="model",
            asked_at=now,
            answered_at=now,
        )

    def _text(self, mean: float, spread: float) -> str:
        length = min(2_000, self._chance.lognormvariate(mean, spread)) * self._scale
        return " ".join(self._chance.choices(_WORDS, k=1 + int(length)))
