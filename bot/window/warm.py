"""The turns of one place at hand, held as compactly as they can be."""

from array import array
from bisect import bisect_right

from bot.messages import Outcome, Place
from bot.tokens import FRAME
from bot.turn import Turn
from bot.window.budget import Budget, Measure
from bot.window.falling import due, folds_ahead, size_of
from bot.window.speakers import ALONE, Names, Speaker, spoken, spoken_tokens
from bot.window.values import NOTHING, Fold, Ready, Said, Summary, Window

STAYING = frozenset({Outcome.ANSWERED, Outcome.CUT, Outcome.CANCELLED})
"""What is remembered. Refused words, and questions without an answer, never come back."""


class Warm:
    """The turns of a place that are in its window, oldest first, with their summaries.

    Texts are UTF-8, a turn's question and answer in one piece, and numbers are in arrays: an object
    for each turn would take more memory than many turns' words. `summary` is the one in the prompt,
    `ready` a newer one, `fallen` the id of the last turn that fell out. `changes` counts what was
    added, altered or taken away.
    """

    __slots__ = (
        "_budget",
        "_free",
        "_ids",
        "_keys",
        "_lengths",
        "_names",
        "_questions",
        "_sizes",
        "_texts",
        "changes",
        "direct",
        "fallen",
        "ready",
        "summary",
    )

    def __init__(self, *, direct: bool, summary: Summary | None, fallen: int) -> None:
        self.direct = direct
        self.summary = summary
        self.ready: Summary | None = None
        self.fallen = fallen
        self.changes = 0
        self._names = Names()
        self._budget: Budget | None = None
        self._free = 0
        self._texts: list[bytes] = []
        self._ids = array("q")
        self._keys = array("q")
        self._lengths = array("I")
        self._questions = array("I")
        self._sizes = array("I")

    def __len__(self) -> int:
        return len(self._texts)

    @property
    def tokens(self) -> int:
        """The tokens of all turns, with frames and names."""
        return sum(self._sizes)

    @property
    def newest_tokens(self) -> int:
        """The tokens of the newest turn; 0 if there is none."""
        return self._sizes[-1] if self._sizes else 0

    def said(self, *, without: str | None = None) -> list[Said]:
        """Return the turns as the prompt has them, but for the one of the message `without`."""
        left_out = None if without is None else hash(without)
        rows = zip(self._texts, self._lengths, self._sizes, self._keys, strict=True)
        return [
            Said(_text(piece[:length]), _text(piece[length:]), size)
            for piece, length, size, key in rows
            if key != left_out
        ]

    def speaker(self, person_id: str, name: str, *, measure: Measure) -> Speaker:
        """Return under which name a person speaks here."""
        return ALONE if self.direct else self._names.speaker(person_id, name, count=measure.count)

    def add(self, turn: Turn, *, measure: Measure) -> None:
        """Append a stored turn; one that was refused, has failed, or is known, is left out."""
        known = max(self.fallen, self._ids[-1] if self._ids else 0)
        if turn.outcome not in STAYING or turn.id <= known:
            return
        speaker = self.speaker(turn.person_id, turn.person_name, measure=measure)
        question = turn.question_tokens + spoken_tokens(speaker, turn.question)
        answer = max(1, turn.answer_tokens)
        self.changes += 1
        self._ids.append(turn.id)
        self._keys.append(hash(turn.message_id))
        self._questions.append(question)
        self._sizes.append(question + answer + 2 * FRAME)
        self._lengths.append(0)
        self._texts.append(b"")
        self._put(-1, spoken(speaker, turn.question), turn.answer or NOTHING)

    def has(self, message_id: str, *, after: int) -> bool:
        """Tell whether a message's turn is here and newer than the turn with the id `after`."""
        key = hash(message_id)
        return any(
            one == key and number > after for one, number in zip(self._keys, self._ids, strict=True)
        )

    def drop(self, message_id: str) -> None:
        """Take a turn out by its message."""
        for index in self._found(message_id):
            self._remove(index, index + 1)

    def replace(self, message_id: str, question: str, *, tokens: int, measure: Measure) -> None:
        """Put other words in place of a question; `tokens` are theirs, without any name."""
        for index in self._found(message_id):
            before = self.said()[index]
            name = "" if self.direct else before.question.partition(": ")[0]
            speaker = Speaker(name, measure.count(f"{name}:") + 1) if name else ALONE
            size = tokens + spoken_tokens(speaker, question)
            self._sizes[index] += size - self._questions[index]
            self._questions[index] = size
            self._put(index, spoken(speaker, question), before.answer)

    def drop_summary(self, turn_id: int) -> None:
        """Let go of the summaries that tell of the turn with this id."""
        self.changes += 1
        if _upto(self.ready) >= turn_id:
            self.ready = None
        if _upto(self.summary) >= turn_id:
            self.summary = None

    def upcoming(self) -> Ready | None:
        """Return the newer summary with how many of these turns it tells of."""
        if self.ready is None:
            return None
        covers = bisect_right(self._ids, self.ready.upto)
        return Ready(self.ready, covers, late=self.fallen > _upto(self.summary))

    def settle(self, window: Window, *, budget: Budget) -> None:
        """Take over what a window of exactly these turns has decided."""
        self._budget, self._free = budget, window.free
        if window.adopted and self.ready:
            self.summary, self.ready = self.ready, None
            self.fallen = max(self.fallen, self.summary.upto)
        if window.start:
            self.fallen = max(self.fallen, self._ids[window.start - 1])
            self._remove(0, window.start)
        if window.shortened:
            self._put(-1, window.shortened.question, window.shortened.answer)
            self._sizes[-1] = window.shortened.tokens

    def fold(self, place: Place) -> Fold | None:
        """Return what should be summed up now.

        None when every turn that has fallen out, or is about to, is in a summary already.
        """
        if self._budget is None or not self._budget.summary:
            return None
        told = self.ready or self.summary
        upto = self.fallen
        sizes = [size_of(self.summary), *self._sizes]
        if folds_ahead(sizes, free=self._free, budget=self._budget):
            index = due(self._sizes, free=self._free, budget=self._budget)
            upto = max(upto, self._ids[index - 1] if index else 0)
        if upto <= _upto(told):
            return None
        return Fold(place, told, upto, most=self._budget.summary, room=self._budget.folded)

    def _found(self, message_id: str) -> list[int]:
        key = hash(message_id)
        found = [index for index, one in enumerate(self._keys) if one == key]
        self.changes += len(found)
        return found[::-1]

    def _put(self, index: int, question: str, answer: str) -> None:
        start = question.encode("utf-8", "surrogatepass")
        self._lengths[index] = len(start)
        self._texts[index] = start + answer.encode("utf-8", "surrogatepass")

    def _remove(self, start: int, stop: int) -> None:
        del self._texts[start:stop]
        for column in (self._ids, self._keys, self._lengths, self._questions, self._sizes):
            del column[start:stop]


def _upto(summary: Summary | None) -> int:
    return summary.upto if summary else 0


def _text(piece: bytes) -> str:
    return str(piece, "utf-8", "surrogatepass")
