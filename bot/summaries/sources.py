"""What somebody wants summed up: a channel, one message, a page of the web, a file, or a text."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.channels import Said
from bot.errors import InputError
from bot.files import Raw, fetched, words_in
from bot.messages import Event, Place, Status
from bot.summaries.documents import admitted, documents
from bot.summaries.history import Found, check_readable, read
from bot.summaries.material import Reading, spoken, stretch, written
from bot.summaries.ranges import Range, asked_range, unwrapped

if TYPE_CHECKING:
    from bot.context import Context

# Anything longer that is typed is no name of anything but the text itself.
_LONGEST_NAME = 300
_NOTHING = "Nothing was said there that could be summed up. Try a longer time: since=3d."
_NO_CHANNEL = "There is no channel {name!r} on this server that I can see."
_NO_MESSAGE = "There is no message there that I can read. Give its link, or its id in this channel."
_NO_WORDS = "There are no words in that message to be summed up."


@dataclass(slots=True)
class Sources:
    """Finds and reads what is meant by one message of a person.

    `reading` is there when `events` has ended, but where it `asks` and there is `more` in a channel
    than `most` messages. Where it does not ask, those are read, the newest.
    """

    context: "Context"
    most: int
    asks: bool
    more: bool = False
    own: bool = False
    partly: bool = False
    count: int = 0
    place: Place | None = None
    reading: Reading | None = None
    _skipped: int = field(default=0, init=False)

    async def events(self) -> AsyncIterator[Event]:
        """Read it; yields how far it is. Raises `InputError`, `NotPermitted`, and refusals."""
        context = self.context
        options, material = context.message.options, context.material
        what = unwrapped(str(options.get("what", "")))
        url = unwrapped(str(options.get("url", ""))) or (what if _is_address(what) else "")
        if url and (message := await self._linked(url)):
            self.reading = await self._message(*message)
        elif url:
            yield Status("working", "reading the page")
            self.reading = await self._page(url)
        elif material is not None and material.files:
            yield Status("working", "reading the file")
            self.reading = await self._files(material.files)
        elif named := unwrapped(str(options.get("message", ""))):
            found = await self._linked(named)
            self.reading = await self._message(*(found or (context.message.place, named)))
        elif len(what) > _LONGEST_NAME or "\n" in what:
            # It is a part of the message, and judged with it.
            self.reading = Reading("text", "a text", written(what), "")
        elif self._is_quoted():
            self.reading = self._quoted()
        else:
            async for event in self._channel(what):
                yield event

    async def _page(self, url: str) -> Reading:
        page = await self.context.web.fetch(url)
        raw = Raw(page.name, page.media_type, page.data)
        return await documents(self.context, [raw], kind="a page of the web", name=page.url)

    async def _files(self, files: Sequence[Raw]) -> Reading:
        return await documents(self.context, files, kind="a document", name=files[0].name)

    async def _linked(self, address: str) -> tuple[Place, str] | None:
        channels = self.context.channels
        return await channels.linked(self.context.message.place, address) if channels else None

    async def _message(self, place: Place, message_id: str) -> Reading:
        channels = self.context.channels
        await check_readable(self.context, place)
        said = await channels.message(place, message_id) if channels is not None else None
        if said is None:
            raise InputError(_NO_MESSAGE)
        texts = [said.text] if said.text.strip() else []
        for file in said.attachments:
            limits, reader = self.context.config.limits, self.context.reader
            document = await words_in(await fetched(file, limits), limits, reader)
            texts.append(f"[{file.name}]\n{document.text}")
        if not texts:
            raise InputError(_NO_WORDS)
        await admitted(self.context, "\n".join(texts))
        return Reading(f"a message of {said.author}", "a message", written("\n".join(texts)), "")

    def _is_quoted(self) -> bool:
        """Whether the message that it answers is meant, and not what was said since."""
        options = self.context.message.options
        ranged = ("channel", "since", "from", "until", "to", "last", "what")
        return bool(self.context.message.quotes) and not any(options.get(name) for name in ranged)

    def _quoted(self) -> Reading:
        # They are a part of the message, and judged with it.
        quotes = self.context.message.quotes
        text = "\n\n".join(f"{quote.author}: {quote.text}" for quote in quotes)
        return Reading("the message", "a message", written(text), "")

    async def _channel(self, what: str) -> AsyncIterator[Event]:
        """Read a channel; what does not pass the rules is left out."""
        context = self.context
        wanted = await self._range(what)
        await check_readable(context, wanted.place)
        found = Found([])
        async for event in read(context, wanted, self.most, found):
            yield event
        self.place, self.more = wanted.place, found.more
        self.own, self.partly = found.own, found.partly
        self.count = len(found.messages)
        if self.more and self.asks:
            return
        if not found.messages:
            raise InputError(_NOTHING)
        yield Status("working", f"{self.count:,} messages read")
        kept = await self._passed(found.messages)
        if not kept:
            raise InputError(_NOTHING)
        name = await self._name(wanted.place)
        self.reading = Reading(name, "a conversation", spoken(kept), self._said(name, kept))

    async def _range(self, what: str) -> Range:
        """The stretch of a channel that is meant; words without a name may be either."""
        context = self.context
        place, channel = context.message.place, str(context.message.options.get("channel", ""))
        if what and not channel and (found := await self._found(what)) is not None:
            place, what = found, ""
        elif channel:
            found = await self._found(channel)
            if found is None:
                raise InputError(_NO_CHANNEL.format(name=channel))
            place = found
        if what:
            since = {**context.message.options, "since": what}
            message = replace(context.message, options=since)
            return await asked_range(replace(context, message=message), place)
        return await asked_range(context, place)

    async def _found(self, name: str) -> Place | None:
        channels = self.context.channels
        if channels is None:
            return None
        return await channels.place(self.context.message.place, name.removeprefix("#"))

    async def _passed(self, messages: list[Said]) -> list[Said]:
        texts = [f"{one.author}: {one.text}" for one in messages]
        passed = await self.context.passes(texts)
        kept = [one for one, passes in zip(messages, passed, strict=True) if passes]
        self._skipped = len(messages) - len(kept)
        return kept

    async def _name(self, place: Place) -> str:
        channels = self.context.channels
        name = await channels.name(place) if channels is not None else ""
        return f"#{name}" if name and not place.thread else name or "this conversation"

    def _said(self, name: str, kept: list[Said]) -> str:
        """How much was read, and what was not."""
        count = f"{self.count:,} message{'s' if self.count != 1 else ''}"
        told = f"Read: {count} of {name}, {stretch(kept)}."
        if self.more:
            told += f" There are older ones; at most {self.most:,} are read."
        if self.own:
            told += " They are what was said to me and what I answered; more I cannot see."
        if self.partly:
            told += " I was let read no more for now, so that older ones may be missing."
        if self._skipped:
            told += f" Left out by the rules of this server: {self._skipped:,}."
        return told


def _is_address(what: str) -> bool:
    return not any(map(str.isspace, what)) and urlsplit(what).scheme.lower() in (
        *("http", "https", "file", "ftp", "gopher", "data"),
    )
