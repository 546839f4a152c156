"""The gate: what a command says is held back until it has been judged, and let out in order.

Words go in as the model writes them and are cut into segments: the first at the end of a sentence,
the others after a bounded number of characters or milliseconds, and never inside a word. Each is
judged together with the words before it while the model goes on writing; the last check covers the
whole.
"""

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from bot.config.schema import Segments
from bot.messages import Choices, Event, File, Status, Text
from bot.screening import Verdict

Judge = Callable[[str], Awaitable[Verdict]]
Part = Callable[[str, int], int]
JudgeFile = Callable[[File], Awaitable[Verdict]]

# After one of these a reader pauses; closing quotes and emphasis still belong to the sentence.
# It is looked for where a row of full stops begins only: a long one would take minutes otherwise.
_SENTENCE_END = re.compile(r"(?:(?<![.!?…])[.!?…]++[\"'”’)\]*_`]*+\s|[。！？]|\n)")
# A word ends at white space; scripts without spaces can be cut behind any of their letters.
_WORD_END = re.compile(r"\s|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


class Refused(Exception):
    """What was said must not be shown: a finding, not a fault; it never leaves the core."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.rule or ", ".join(verdict.categories))
        self.verdict = verdict


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Something that goes out when its verdict allows; nothing at all for a check of the whole."""

    event: Event | None
    verdict: asyncio.Task[Verdict] | None


class Gate:
    """Holds back one answer.

    `judge` gets text to be judged as a whole, `judge_file` a file; `part` gives the last position,
    at most the one that is asked for, where a text may be parted so that nothing forbidden can lie
    across. `shown` is what has been let out, `verdicts` are all that were given.
    """

    def __init__(
        self, judge: Judge, part: Part, segments: Segments, *, judge_file: JudgeFile
    ) -> None:
        self.shown = ""
        self.verdicts: list[Verdict] = []
        self._judge = judge
        self._judge_file = judge_file
        self._part = part
        self._segments = segments
        self._text = ""
        self._sent = 0
        self._whole = 0
        self._led = 0
        self._between: deque[tuple[int, _Waiting]] = deque()
        self._waiting: deque[_Waiting] = deque()
        self._checks: set[asyncio.Task[Verdict]] = set()
        self._changed = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._failure: BaseException | None = None
        self._finished = False

    def lead(self, text: str) -> None:
        """Take words that were shown long ago: what is fed goes on with them and is judged so."""
        self._text = text
        self._led = self._sent = self._whole = len(text)

    def feed(self, text: str) -> None:
        """Take more words of the model."""
        self._text += text
        self._advance(hurry=False)

    def put(self, event: Event) -> None:
        """Take another event; it goes out behind the words before it.

        Files and questions wait for their own verdict: a model may have written what they say.
        """
        check = None
        if isinstance(event, Choices):
            check = self._checked(self._judge(_read_in(event)))
        file = event.sketch if isinstance(event, Status) else event
        if isinstance(file, File) and not file.judged:
            check = self._checked(self._judge_file(file))
        if self._sent == len(self._text) or isinstance(event, Status):
            self._waiting.append(_Waiting(event, check))
            self._changed.set()
        else:
            self._between.append((len(self._text), _Waiting(event, check)))

    def finish(self, failure: BaseException | None = None) -> None:
        """Take no more: judge what is left, and the whole; then end, or raise `failure`."""
        self._cut(len(self._text), whole=True)
        self._failure = failure
        self._finished = True
        self._changed.set()

    async def settled(self) -> str:
        """Let out what can be let out, forget the rest, and return all that was shown.

        The answer broke off: whoever goes on with it writes what was forgotten once more.
        """
        self._cut(self._boundary(hurry=True))
        self._text = self._text[: self._sent]
        self._between = deque((self._sent, waiting) for _, waiting in self._between)
        while self._waiting:
            self._changed.clear()
            await self._changed.wait()
        return self.shown

    async def cleared(self) -> AsyncGenerator[Event, None]:
        """Yield what may be shown, in order; raises `Refused`, or what `finish` was given."""
        while True:
            while not self._waiting:
                if self._finished:
                    if self._failure is not None:
                        raise self._failure
                    return
                self._changed.clear()
                await self._changed.wait()
            event = await self._passed(self._waiting[0])
            self._waiting.popleft()
            # Room for one more check, and perhaps the last that somebody waits for.
            self._changed.set()
            self._advance(hurry=False)
            if event is not None:
                if isinstance(event, Text):
                    self.shown += event.text
                yield event

    async def close(self) -> None:
        """Drop what is held back and end the checks under way."""
        if self._timer is not None:
            self._timer.cancel()
        for check in self._checks:
            check.cancel()
        await asyncio.gather(*self._checks, return_exceptions=True)

    async def _passed(self, waiting: _Waiting) -> Event | None:
        if waiting.verdict is not None:
            verdict = await waiting.verdict
            if verdict not in self.verdicts[-1:]:
                self.verdicts.append(verdict)
            if verdict.refused:
                raise Refused(verdict)
        return waiting.event

    def _advance(self, *, hurry: bool) -> None:
        """Send the next segment to be judged, if one is ready and a check is free."""
        if self._finished or len(self._checks) >= self._segments.at_once:
            return
        end = self._boundary(hurry=hurry)
        if end > self._sent:
            self._cut(end)
        if len(self._text) > self._sent and self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(self._segments.milliseconds / 1000, self._time_is_up)

    def _time_is_up(self) -> None:
        self._timer = None
        self._advance(hurry=True)

    def _boundary(self, *, hurry: bool) -> int:
        """Where the next segment may end; the end of the last one if it may not yet."""
        length = len(self._text) - self._sent
        overdue = length >= self._segments.characters
        if not overdue and not hurry and self._sent > self._led:
            return self._sent
        border = _WORD_END if overdue or hurry else _SENTENCE_END
        limit = len(self._text)
        while end := _last(border, self._text, self._sent, limit):
            limit = self._part(self._text, end)
            if limit == end:
                return end
        # A run of letters without any space must not hold up the answer for ever.
        return max(self._sent, self._part(self._text, limit)) if overdue else self._sent

    def _cut(self, end: int, *, whole: bool = False) -> None:
        """Have the words up to `end` judged, with enough of those before them."""
        begin = 0 if whole else self._context()
        if end > self._sent or (whole and self._whole < end):
            self._queue(end, self._checked(self._judge(self._read(begin, end))))
            self._sent = end
            self._whole = end if begin == 0 else self._whole
            self._changed.set()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _checked(self, judging: Awaitable[Verdict]) -> asyncio.Task[Verdict]:
        check = asyncio.ensure_future(judging)
        self._checks.add(check)
        check.add_done_callback(self._checks.discard)
        return check

    def _read(self, begin: int, end: int) -> str:
        """What a person reads between two positions, in both ways if a space may be missing."""
        before, after = self._text[begin : self._led], self._text[max(begin, self._led) : end]
        if before[-1:].isalnum() and after[:1].isalnum():
            return f"{before}{after}\n{before} {after}"
        return before + after

    def _context(self) -> int:
        """Where the words begin that a segment is judged with: at a word, not inside one."""
        begin = max(0, self._sent - self._segments.context_characters)
        border = _WORD_END.search(self._text, begin, self._sent) if begin else None
        return border.end() if border else begin

    def _queue(self, end: int, check: asyncio.Task[Verdict]) -> None:
        """Line up the words to `end` behind their verdict, and the events that lie among them."""
        begin = self._sent
        while self._between and self._between[0][0] <= end:
            position, waiting = self._between.popleft()
            if position > begin:
                self._waiting.append(_Waiting(Text(self._text[begin:position]), check))
                begin = position
            self._waiting.append(_Waiting(waiting.event, waiting.verdict or check))
        last = Text(self._text[begin:end]) if end > begin else None
        self._waiting.append(_Waiting(last, check))


def _read_in(choices: Choices) -> str:
    """What a person reads in a question with its buttons."""
    return "\n".join([choices.question, *(choice.label for choice in choices.choices)])


def _last(pattern: re.Pattern[str], text: str, begin: int, end: int) -> int:
    """The end of the last match between two positions, 0 if there is none."""
    return max((match.end() for match in pattern.finditer(text, begin, end)), default=0)
