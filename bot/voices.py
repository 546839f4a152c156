"""Voice messages: heard where they are a question, and written down where a channel wants it."""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels import Channels, Post
from bot.errors import CauserieError
from bot.messages import Ended, Event, File, Message, Outcome, Place, Status, Text
from bot.screening import Words
from bot.transcribing import Transcript

if TYPE_CHECKING:
    from bot.context import Context
    from bot.files import Material
    from bot.settings import Settings

log = logging.getLogger(__name__)

_WRITTEN = "/voice"
"""What the id of a message ends in that has a voice message written down."""

Handle = Callable[[Message], AsyncGenerator[Event, None]]

_SOUND = ("audio/", "application/ogg")
_SAID = re.compile(r"^\[voice message: .*?\]$(?=\n\n|\Z)", re.DOTALL | re.MULTILINE)
_MOST_WAITING = 500
_MOST_WAITING_OF_ONE = 50
_WORKERS = 4


def spoken_key(message: Message) -> str:
    """The key of the voice message that is written down, "" where it was asked for otherwise."""
    return message.key.removesuffix(_WRITTEN) if message.key.endswith(_WRITTEN) else ""


async def listened(context: "Context", material: "Material") -> AsyncIterator["Status | Material"]:
    """Put what is said in the recordings of a question in their place; the material comes last.

    The words are judged before anybody gets them. Raises what `Transcriber.transcribe` raises.
    """
    if not material.sounds:
        yield material
        return
    await context.judging.admitted()
    question = material.question
    for sound in material.sounds:
        key = context.message.key
        steps = context.transcriber.spoken(sound, key, paid=context.answers.paid)
        async with aclosing(steps):
            async for step in steps:
                if isinstance(step, Transcript):
                    await context.admit(step.text)
                    said = f"[voice message: {step.text}]"
                    question = question.replace(f"[recording: {sound.name}]", said, 1)
                else:
                    yield step
    texts = (question, *material.words.texts[1:])
    yield replace(material, question=question, words=Words(texts, material.images), sounds=())


def spoken_before(material: "Material", question: str) -> "Material":
    """Put what was heard in an earlier form of a question in the place of its recordings."""
    said = _SAID.findall(question)
    if not said or len(said) != len(material.sounds):
        return material
    text = material.question
    for sound, words in zip(material.sounds, said, strict=True):
        text = text.replace(f"[recording: {sound.name}]", words, 1)
    texts = (text, *material.words.texts[1:])
    return replace(material, question=text, words=Words(texts, material.images))


class Voices:
    """A listener (see `bot.hearing.Listener`) that writes voice messages down below them.

    Each becomes a /transcribe of the person who spoke, with all that holds for one that is typed.
    What comes to nothing is not mentioned: nobody asked for it.
    """

    def __init__(
        self, settings: "Settings", handle: Handle, channels: Mapping[str, Channels]
    ) -> None:
        self._settings = settings
        self._handle = handle
        self._channels = channels
        self._queue: asyncio.Queue[Message] = asyncio.Queue(_MOST_WAITING)
        self._waiting: Counter[str] = Counter()
        self._workers: list[asyncio.Task[None]] = []

    async def wants(self, place: Place) -> bool:
        """Whether the channel has its voice messages written down."""
        return (await self._settings.resolve(place)).voice_messages

    async def heard(self, message: Message, *, edited: bool) -> None:
        """Have the voice message written down soon, if it is one."""
        server = message.place.server_key
        spoken = any(one.media_type.startswith(_SOUND) for one in message.attachments)
        if edited or not spoken or message.person.bot:
            return
        if self._queue.full() or self._waiting[server] >= _MOST_WAITING_OF_ONE:
            log.warning("%s is not written down: too many voice messages wait", message.key)
            return
        self._waiting[server] += 1
        self._queue.put_nowait(message)
        if len(self._workers) < _WORKERS:
            name = f"voices {len(self._workers)}"
            self._workers.append(asyncio.create_task(self._work(), name=name))

    async def gone(self, place: Place, message_ids: Sequence[str]) -> None:
        """Do nothing: what was said is written down, and may be deleted as any message."""

    async def idle(self) -> None:
        """Wait until all that was heard is written down."""
        await self._queue.join()

    async def close(self) -> None:
        """End the workers; what waits is not written down any more."""
        for worker in self._workers:
            worker.cancel()
        for worker in self._workers:
            with suppress(asyncio.CancelledError):
                await worker

    async def _work(self) -> None:
        while True:
            message = await self._queue.get()
            try:
                await self._write(message)
            except CauserieError as error:
                log.warning("%s could not be written down: %r", message.key, error)
            except Exception:
                # A worker serves all servers, and must outlive whatever one message does to it.
                log.exception("%s could not be written down", message.key)
            finally:
                self._waiting[message.place.server_key] -= 1
                self._queue.task_done()

    async def _write(self, message: Message) -> None:
        channels = self._channels.get(message.place.platform)
        if channels is None:
            return
        sounds = tuple(one for one in message.attachments if one.media_type.startswith(_SOUND))
        asked = replace(
            message,
            id=f"{message.id}{_WRITTEN}",
            text="",
            quotes=(),
            command="transcribe",
            options={},
            attachments=sounds,
        )
        post = await self._heard(asked, answers_to=message.id)
        if post is not None:
            await channels.post(message.place, post)

    async def _heard(self, asked: Message, *, answers_to: str) -> Post | None:
        """What is to be posted of it, None where it came to nothing."""
        words: list[str] = []
        files: list[File] = []
        async with aclosing(self._handle(asked)) as events:
            async for event in events:
                match event:
                    case Text():
                        words.append(event.text)
                    case File():
                        files.append(event)
                    case Ended() if event.outcome is not Outcome.ANSWERED:
                        log.info("%s was not written down: %s", asked.key, event.outcome)
                        return None
        return Post("".join(words).strip(), files=tuple(files), answers_to=answers_to)
