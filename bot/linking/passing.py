"""The way of one message into another channel: translated, judged there too, under its name."""

import logging
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from uuid import uuid4

from bot.channels import Author, Channels, Post
from bot.errors import CauserieError, PlatformError, ScreeningUnavailable
from bot.examining import Examination
from bot.gate import Refused
from bot.linking.standing import Standing
from bot.messages import Ended, Event, Message, Outcome, Text
from bot.parts import Parts
from bot.screening import Words
from bot.screening.care import about
from bot.sentences import sentence
from bot.settings import Values
from bot.store import Link
from bot.translating.protecting import is_words
from bot.window.speakers import NOBODY

log = logging.getLogger(__name__)

Handle = Callable[[Message], AsyncGenerator[Event, None]]
"""Has the core handle a message; see `bot.core.Bot.handle`."""

TRANSLATE = "translate"

_QUIET_SECONDS = 600
_MOST_TOLD = 10_000


class NotPassed(Exception):
    """The message must not, or cannot, go there; `text` is the sentence about it.

    `judged` tells that it was refused for its words.
    """

    def __init__(self, text: str, *, judged: bool) -> None:
        super().__init__(text)
        self.text = text
        self.judged = judged


class Passing:
    """Passes messages on, and tells their authors alone when one is not."""

    def __init__(self, parts: Parts, handle: Handle) -> None:
        self._parts = parts
        self._handle = handle
        self._told: dict[str, float] = {}
        self._standing = Standing(parts)

    async def post(self, message: Message, target: Link) -> str | None:
        """Post a message in another channel; the id of the copy, None where there is none."""
        try:
            post = await self._ready(message, target)
            return await self._channels(message).post(target.place, post)
        except NotPassed as reason:
            await self._tell(message, target, reason)
        except PlatformError as error:
            log.warning("%s cannot be passed on to %s: %s", message.key, target.place.key, error)
        return None

    async def edit(self, message: Message, target: Link, copy_id: str) -> bool:
        """Give a copy the words that the message has now; False where the copy has to go."""
        try:
            post = await self._ready(message, target)
            await self._channels(message).edit(target.place, copy_id, post)
        except NotPassed as reason:
            await self._tell(message, target, reason)
            return not reason.judged
        except PlatformError as error:
            log.warning("the copy of %s in %s stays: %s", message.key, target.place.key, error)
        return True

    async def delete(self, target: Link, copy_id: str) -> None:
        """Take a copy away."""
        channels = self._parts.channels.get(target.place.platform)
        if channels is None:
            return
        try:
            await channels.delete(target.place, copy_id)
        except PlatformError as error:
            log.warning("a copy in %s cannot be deleted: %s", target.place.key, error)

    async def answered(self, message: Message, target: Link) -> str:
        """What stands there of the message that this one answers to, "" where nothing does."""
        answered = message.quotes[-1].id if message.quotes else ""
        if not answered:
            return ""
        links = self._parts.store.links
        return await links.counterpart(message.place, answered, target.place)

    async def _ready(self, message: Message, target: Link) -> Post:
        """What is posted; raises `NotPassed`."""
        if not await self._standing.holds(message.place, target.place):
            raise NotPassed("They are not tied together any more.", judged=False)
        text = await self._translated(message, target)
        files = self._files(message)
        await self._judge(message, target, text, files)
        return Post(
            "\n".join(part for part in (text, files) if part),
            author=Author(await self._name(message, target), message.person.picture),
            answers_to=await self.answered(message, target),
        )

    async def _name(self, message: Message, target: Link) -> str:
        """What the author is called there; a name may be one that only their own channel bears."""
        parts = self._parts
        policy = parts.screening.policy(await parts.settings.resolve(target.place))
        name = message.person.name
        return name if await parts.screening.tolerates(Words((name,)), policy) else NOBODY

    async def _translated(self, message: Message, target: Link) -> str:
        if not is_words(message.text):
            return message.text
        asked = Message(
            # What is posted once is known by its copy, not by this.
            id=f"{message.id}-into-{target.language}-{uuid4().hex[:8]}",
            place=message.place,
            person=message.person,
            text="",
            sent_at=message.sent_at,
            command=TRANSLATE,
            options={"text": message.text, "to": target.language},
        )
        words: list[str] = []
        ended = Ended(Outcome.FAILED)
        async with aclosing(self._handle(asked)) as events:
            async for event in events:
                if isinstance(event, Text):
                    words.append(event.text)
                elif isinstance(event, Ended):
                    ended = event
        if ended.outcome is not Outcome.ANSWERED:
            raise NotPassed(ended.text, judged=ended.outcome is Outcome.REFUSED)
        return "".join(words)

    async def _judge(self, message: Message, target: Link, text: str, files: str) -> None:
        """Judge by the rules of the other channel; by those of the first what was not translated.

        A text that was translated has been judged in both directions by the rules of its channel.
        """
        parts = self._parts
        here = await parts.settings.resolve(message.place)
        there = await parts.settings.resolve(target.place)
        same = parts.screening.policy(here) is parts.screening.policy(there)
        judged = is_words(message.text)
        for values in (here,) if same else (here, there):
            texts = (files,) if judged and values is here else (text, files)
            await self._admit(message, values, [one for one in texts if one.strip()])

    async def _admit(self, message: Message, values: Values, texts: Sequence[str]) -> None:
        parts = self._parts
        examination = Examination(
            parts.screening, values, message, limits=parts.config.limits, reader=parts.reader
        )
        try:
            await examination.admit(Words(tuple(texts)))
        except Refused as refused:
            text = f"It contains {about(refused.verdict)}. Put it another way."
            raise NotPassed(text, judged=True) from None
        except ScreeningUnavailable as error:
            raise NotPassed(sentence(error), judged=False) from error
        finally:
            await parts.store.screenings.add(examination.decisions)

    def _files(self, message: Message) -> str:
        """Name the files of a message, which stay where they are."""
        link = self._channels(message).link(message.place, message.id)
        names = [file.name.replace("[", "(").replace("]", ")") for file in message.attachments]
        return "\n".join(f"📎 [{name}]({link})" if link else f"📎 {name}" for name in names)

    def _channels(self, message: Message) -> Channels:
        channels = self._parts.channels.get(message.place.platform)
        if channels is None:
            raise PlatformError(f"{message.place.platform} is not connected")
        return channels

    async def _tell(self, message: Message, target: Link, reason: NotPassed) -> None:
        """Tell the author alone; what keeps failing for other reasons than words, now and then."""
        key = f"{message.place.key} {message.person.id}"
        now = time.monotonic()
        if not reason.judged:
            if now - self._told.get(key, -_QUIET_SECONDS) < _QUIET_SECONDS:
                return
            if len(self._told) >= _MOST_TOLD:
                self._told.clear()
            self._told[key] = now
        channels = self._channels(message)
        try:
            name = await channels.name(target.place)
            text = f"Your message was not passed on to #{name}. {reason.text}".strip()
            await channels.tell(message.person.id, message.place, text)
        except CauserieError as error:
            log.warning("the author of %s could not be told: %s", message.key, error)
