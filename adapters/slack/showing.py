"""What one answer shows: events become pages, and pages become messages."""

from collections.abc import Sequence
from contextlib import suppress

from adapters.slack import blocks, words
from adapters.slack.blocks import LONGEST, Button
from adapters.slack.harmless import decided, harmless
from adapters.slack.sheet import Sheet
from adapters.slack.surface import Surface
from adapters.slack.wire import Gone, Json, WireError
from adapters.splitting import Pages
from adapters.telling import question, spent
from bot.messages import Choices, Ended, Event, File, Notice, Outcome, Status, Text
from bot.moderation.desk import is_appeal

MOST_PAGES = 4
"""How many messages an answer may fill before the rest of it comes as a file."""

_LARGEST_FILE = 100_000_000


class Showing:
    """The messages of one answer. `window` is the thread whose window it is in, "" for the channel.

    `opening` stands above the answer; with `usage` it ends with its cost. `existing` are messages
    of an earlier answer that it takes the place of.
    """

    def __init__(
        self,
        surface: Surface,
        *,
        window: str = "",
        opening: str = "",
        usage: bool = False,
        existing: Sequence[str] = (),
    ) -> None:
        self._surface = surface
        self._window = window
        self._opening = opening
        self._usage = usage
        self._pages = Pages(LONGEST)
        self._sheets: list[Sheet] = []
        # How many of the messages show all that they will ever show.
        self._done = 0
        self._notes: list[str] = []
        self._files: list[File] = []
        self._whispers: list[tuple[str, list[Json]]] = []
        self._offers: list[Choices] = []
        self._ended: Ended | None = None
        self._final: tuple[list[str], list[Json]] | None = None
        for number, ts in enumerate(existing):
            if (sheet := self._sheet(number)) is not None:
                sheet.take_over(ts)

    @property
    def has_ended(self) -> bool:
        """Whether what is written next is the last."""
        return self._ended is not None

    @property
    def has_words(self) -> bool:
        """Whether the answer has begun."""
        return bool(self._pages.texts)

    @property
    def is_seen(self) -> bool:
        """Whether there is a message at Slack that shows it."""
        return any(sheet.ts for sheet in self._sheets)

    @property
    def ids(self) -> list[str]:
        """The timestamps of the messages that show it."""
        return [sheet.ts for sheet in self._sheets if sheet.ts]

    def take(self, event: Event) -> None:
        """Take one event in; it is shown with the next write."""
        match event:
            case Text(text):
                self._add(text)
            case Notice(text) if self._surface.private:
                self._add(f"{text}\n\n")
            case Notice(text):
                self._whispers.append((text, []))
            case File():
                self._files.append(event)
            case Choices(id=None):
                self._add(question(event))
            case Choices(asked):
                if asked:
                    self._add(f"{asked}\n\n")
                self._offers.append(event)
            case Ended():
                self._end(event)
            case Status():
                pass

    def stop(self) -> None:
        """End it before its end: what was shown is kept."""
        self._end(Ended(Outcome.CANCELLED, words.STOPPED))

    async def write(self) -> None:
        """Make the messages show what the answer shows now; raises `WireError`."""
        if self._ended is None:
            await self._grow()
        else:
            await self._finish(self._ended)
        self._surface.wrote()

    async def _grow(self) -> None:
        texts = self._pages.texts[:MOST_PAGES]
        last = len(texts) - 1
        for number in range(self._done, len(texts)):
            sheet = self._sheet(number)
            if sheet is None:
                return
            if number < last:
                await sheet.end(harmless(texts[number]))
                self._done = number + 1
            elif len(self._pages.texts) <= MOST_PAGES:
                await sheet.grow(harmless(decided(self._pages.since(number))))
                if sheet.is_old:
                    await self._turn_over(number, sheet)

    async def _turn_over(self, number: int, sheet: Sheet) -> None:
        """End a stream that Slack will close soon; what follows stands in another message."""
        if number == len(self._pages.texts) - 1:
            self._pages.cut()
            await sheet.end(harmless(self._pages.texts[number]))
            self._done = number + 1

    async def _finish(self, ended: Ended) -> None:
        if ended.withdraw:
            await self._withdraw(ended.text or words.WITHDRAWN)
            return
        if self._final is None:
            self._final = self._compose(ended)
        texts, below = self._final
        if not self.has_words:
            # What can be pressed about pictures stands below them.
            await self._send()
        last = len(texts) - 1
        for number in range(min(self._done, max(last, 0)) if below else self._done, len(texts)):
            under = below if number == last else []
            await self._put(number, harmless(texts[number]), under)
            self._done = number + 1
        await self._remove(len(texts))
        while self._whispers:
            text, under = self._whispers[0]
            await self._surface.whisper(harmless(text), under)
            del self._whispers[0]
        await self._send()

    async def _put(self, number: int, text: str, below: Sequence[Json]) -> None:
        sheet = self._sheet(number)
        if sheet is None:
            await self._surface.say(text, below)
        else:
            await sheet.end(text, below, session=getattr(self._surface, "session", None))

    async def _withdraw(self, text: str) -> None:
        # What else was asked belongs to the answer, and goes with it.
        self._offers = [one for one in self._offers if is_appeal(one)]
        sheet = self._sheet(0)
        if sheet is None:
            await self._surface.say(text, self._offered())
            return
        await sheet.end(text, self._offered(), session=getattr(self._surface, "session", None))
        await self._remove(1)

    async def _remove(self, number: int) -> None:
        """Take away the messages from that one on."""
        while len(self._sheets) > number:
            with suppress(Gone):
                await self._sheets[-1].remove()
            del self._sheets[-1]

    async def _send(self) -> None:
        files, self._files = self._files, []
        if not files:
            return
        try:
            await self._surface.attach(files)
        except WireError as error:
            await self._surface.whisper(f"{words.NO_FILE} ({error.code})")

    def _sheet(self, number: int) -> Sheet | None:
        while len(self._sheets) <= number:
            sheet = self._surface.sheet()
            if sheet is None:
                return None
            self._sheets.append(sheet)
        return self._sheets[number]

    def _add(self, text: str) -> None:
        if self._opening:
            self._pages.add(f"_{self._opening}_\n\n")
            self._opening = ""
        self._pages.add(text)

    def _end(self, ended: Ended) -> None:
        self._ended = ended
        cost = [told] if self._usage and (told := spent(ended)) else []
        if ended.text and not self.has_words and self._is_for_asker(ended):
            # What is for the asker to press belongs to what the asker alone reads.
            self._whispers.append((ended.text, [*blocks.notes(cost), *self._offered()]))
            self._offers = []
            return
        if ended.text and not self.has_words:
            self._add(ended.text)
        elif ended.text:
            self._notes.append(ended.text)
        self._notes += cost

    def _is_for_asker(self, ended: Ended) -> bool:
        """Whether others need not read why there is no answer."""
        if self._surface.private:
            return False
        failed = ended.outcome is Outcome.FAILED
        return ended.outcome is Outcome.REFUSED or (failed and self._surface.unseen)

    def _compose(self, ended: Ended) -> tuple[list[str], list[Json]]:
        """The texts of the whole answer and the blocks below; what is too long becomes a file."""
        texts = self._pages.texts
        files = [file for file in self._files if len(file.data) <= _LARGEST_FILE]
        self._notes += [
            words.too_large(file.name, len(file.data)) for file in self._files if file not in files
        ]
        if len(texts) > MOST_PAGES:
            rest = self._pages.since(MOST_PAGES).strip()
            files.insert(0, File("answer.md", "text/markdown", rest.encode()))
            self._notes.insert(0, words.IN_FILE)
        self._files = files
        below = [*blocks.notes(self._notes), *self._offered(), *self._buttons(ended)]
        shown = texts[:MOST_PAGES]
        return shown or ([""] if below else []), below

    def _offered(self) -> list[Json]:
        return [block for each in self._offers for block in blocks.offer(each, window=self._window)]

    def _buttons(self, ended: Ended) -> list[Json]:
        if self._surface.private or not self.has_words:
            return []
        cut = ended.outcome in {Outcome.CUT, Outcome.CANCELLED}
        if not ended.answer_id and not (cut and self.is_seen):
            return []
        return blocks.buttons(Button(ended.answer_id or 0, self._window), cut=cut)
