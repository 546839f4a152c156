"""Shows one answer: takes events in, and makes messages show what has come of them so far."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from discord.utils import snowflake_time, utcnow

from adapters.discord import words
from adapters.discord.layout import final, growing
from adapters.discord.surface import LONGEST, WAITING, Page, Surface
from adapters.discord.wire import WireError
from adapters.tabling import TabledPages
from adapters.telling import question, spent
from bot.messages import Choices, Ended, Event, File, Notice, Outcome, Status, Text

_ALONE = {Outcome.REFUSED, Outcome.FAILED}
# A message that is older than an hour takes a few edits only.
_EDITABLE = timedelta(minutes=55)


class Showing:
    """The messages of one answer. `asked` is the id of the question, for the button that stops it.

    `opening` stands above the answer. With `usage` it ends with its cost. With `again` the question
    can be handled once more if it comes to nothing.
    """

    def __init__(
        self,
        surface: Surface,
        *,
        asked: str,
        opening: str = "",
        usage: bool = False,
        again: bool = False,
    ) -> None:
        self.ids: list[int] = []
        self._shown: list[Page | None] = []
        self._left: list[int] = []
        self._waits = False
        self._surface = surface
        self._asked = asked
        self._opening = opening
        self._usage = usage
        self._again = again
        self._choices: list[Choices] = []
        self._pages = TabledPages(LONGEST)
        self._status: Status | None = None
        self._notes: list[str] = []
        self._files: list[File] = []
        self._whispers: list[str] = []
        self._final: list[Page] | None = None

    @property
    def has_words(self) -> bool:
        """Whether the answer has begun."""
        return bool(self._pages.texts)

    def adopt(self, ids: Sequence[int]) -> None:
        """Take over messages of an earlier try, before anything is written.

        Those that Discord lets nobody edit often any more are taken away at the end instead.
        """
        if ids and _age(ids[0]) > _EDITABLE:
            self._left += ids
        else:
            self.ids, self._shown = list(ids), [None] * len(ids)

    def take(self, event: Event) -> None:
        """Take one event in; the next write shows it."""
        match event:
            case Text(text):
                self._add(text)
            case Status():
                self._status = event
            case Notice(text) if self._surface.private:
                self._add(f"{text}\n\n")
            case Notice(text) if self._surface.whispers:
                self._whispers.append(text)
            case Notice(text):
                self._notes.append(text)
            case File():
                self._files.append(event)
            case Choices(id=None):
                self._add(question(event))
            case Choices():
                self._choices.append(event)
            case Ended():
                self._end(event)

    def stop(self) -> None:
        """End it before its end: what was shown is kept."""
        begun = self.has_words or self.ids
        self._end(Ended(Outcome.CANCELLED, words.STOPPED if begun else ""))

    async def write(self) -> None:
        """Make the messages show what the answer shows now; raises `WireError`."""
        pages = self._final
        if pages is None:
            attaches = self._surface.attaches
            pages = growing(self._pages, self._status, asked=self._asked, attaches=attaches)
        waited = self._left_behind()
        for number, page in enumerate(pages):
            await self._put(number, page)
        for message_id in waited:
            try:
                await self._surface.delete(message_id)
            except WireError:
                # The answer counts for more; it is tried once again at the end.
                self._left.append(message_id)
        if self._final is not None:
            self._left += self.ids[len(pages) :]
            del self.ids[len(pages) :], self._shown[len(pages) :]
        while self._final is not None and self._left:
            await self._surface.delete(self._left.pop())
        while self._whispers:
            await self._surface.whisper(self._whispers[0])
            del self._whispers[0]

    def _left_behind(self) -> list[int]:
        """The notice of waiting, once there are words: they stand where they were said."""
        if not (self._waits and self.has_words):
            return []
        self._waits = False
        waited, self.ids, self._shown = self.ids, [], []
        return waited

    async def _put(self, number: int, page: Page) -> None:
        if number == len(self.ids):
            self._waits = self._surface.lines_up and self._is_queued()
            name = WAITING if self._waits else number
            self.ids.append(await self._surface.send(page, number=name))
            self._shown.append(page)
        elif (before := self._shown[number]) != page:
            # A sketch goes when the picture comes, or when it comes to nothing.
            clears = not page.files and (before is None or bool(before.files))
            await self._surface.edit(self.ids[number], replace(page, clears=clears))
            self._shown[number] = page

    def _is_queued(self) -> bool:
        queued = self._status is not None and self._status.kind == "queued"
        return queued and self._final is None

    def _add(self, text: str) -> None:
        if self._opening:
            self._pages.add(f"{words.note(self._opening)}\n")
            self._opening = ""
        self._pages.add(text)
        self._status = None

    def _end(self, ended: Ended) -> None:
        cost = [told] if self._usage and (told := spent(ended)) else []
        if self._is_for_asker(ended):
            self._whispers.append("\n".join([ended.text, *map(words.note, cost)]))
        else:
            if self.has_words and ended.text:
                self._notes.append(ended.text)
            elif ended.text:
                self._add(ended.text)
            self._notes += cost
        self._final = final(
            self._pages,
            ended,
            notes=self._notes,
            files=self._files,
            choices=self._choices,
            attaches=self._surface.attaches,
            question=self._asked if self._again else "",
        )

    def _is_for_asker(self, ended: Ended) -> bool:
        """Whether others need not read why there is no answer."""
        alone = self._surface.whispers and not self._surface.private
        return alone and ended.outcome in _ALONE and bool(ended.text) and not self.has_words


def _age(message_id: int) -> timedelta:
    return utcnow() - snowflake_time(message_id)
