"""The gate: what a command says is held back until it has been judged, and let out in order.

Words go in as the model writes them and are cut into segments: at the end of a sentence, or after a
bounded number of characters or milliseconds, and never inside a word. Each segment is judged
together with the words before it while the model goes on writing. The last check covers the whole.
"""

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from bot.config.schema import Segments
from bot.messages import Event, Status, Text
from bot.screening import Verdict

Judge = Callable[[str], Awaitable[Verdict]]
Held = Callable[[str], int]

# After one of these a reader pauses; closing quotes and emphasis still belong to the sentence.
_SENTENCE_END = re.compile(r"(?:[.!?…]+[\"'”’)\]*_`]*\s|[。！？]|\n)")
# A word ends at white space; scripts without spaces can be cut behind any of their letters.
_WORD_END = re.compile(r"\s|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
# What might grow into something forbidden is looked for in this much of the end.
_TAIL = 2_000


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

    `judge` gets text to be judged as a whole; `held` says how many characters at the end of a text
    might still grow into something forbidden. `shown` is what has been let out, `verdicts` are all
    that were given.
    """

    def __init__(self, judge: Judge, held: Held, segments: Segments) -> None:
        self.shown = ""
        self.verdicts: list[Verdict] = []
        self._judge = judge
        self._held = held
        self._segments = segments
        self._text = ""
        self._sent = 0
        self._whole = 0
        self._smallest = 0
        self._waiting: deque[_Waiting] = deque()
        self._checks: set[asyncio.Task[Verdict]] = set()
        self._changed = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._failure: BaseException | None = None
        self._finished = False

    def feed(self, text: str) -> None:
        """Take more words of the model."""
        self._text += text
        self._advance(hurry=False)

    def put(self, event: Event) -> None:
        """Take another event; it goes out behind the words before it."""
        if not isinstance(event, Status):
            self._cut(len(self._text))
        self._waiting.append(_Waiting(event, None))
        self._changed.set()

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
        if overdue or hurry:
            border = _WORD_END
        elif length >= self._smallest:
            border = _SENTENCE_END
        else:
            return self._sent
        end = _last(border, self._text, self._sent, len(self._text))
        if not end and not overdue:
            return self._sent
        free = len(self._text) - self._held(self._text[-_TAIL:])
        if end > free:
            end = _last(border, self._text, self._sent, free)
        # A run of letters without any space must not hold up the answer for ever.
        return max(self._sent, end or (free if overdue else 0))

    def _cut(self, end: int, *, whole: bool = False) -> None:
        """Have the words up to `end` judged, with enough of those before them."""
        begin = 0 if whole else max(0, self._sent - self._segments.context_characters)
        if end > self._sent or (whole and self._whole < end):
            event = Text(self._text[self._sent : end]) if end > self._sent else None
            check = asyncio.ensure_future(self._judge(self._text[begin:end]))
            self._checks.add(check)
            check.add_done_callback(self._checks.discard)
            self._waiting.append(_Waiting(event, check))
            self._sent = end
            self._whole = end if begin == 0 else self._whole
            # The first words go out soon; the longer an answer, the fewer checks it needs.
            self._smallest = min(self._segments.characters, 2 * self._smallest + 40)
            self._changed.set()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _last(pattern: re.Pattern[str], text: str, begin: int, end: int) -> int:
    """The end of the last match between two positions, 0 if there is none."""
    return max((match.end() for match in pattern.finditer(text, begin, end)), default=0)
