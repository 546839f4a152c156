"""Takes messages in: decides whether one is meant for the bot, and begins to answer it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import discord
from discord.utils import utcnow

from adapters.discord import words
from adapters.discord.convert import (
    PLATFORM,
    channel_id,
    heard_of,
    person_of,
    place_of,
    to_message,
)
from adapters.discord.desk import Desk
from adapters.discord.finding import Finding
from adapters.discord.history import History
from adapters.discord.listening import is_allowed, is_said, is_wanted
from adapters.discord.reading import Files
from adapters.discord.where import Where
from bot.core import Bot
from bot.messages import TALK, Message, Person, message_key
from bot.settings import Values
from bot.store import Recovered

_LONGEST_CHAIN = 4
_LATE = timedelta(minutes=1)


class Talking:
    """The way from a message of Discord's to the core and back.

    What is said in one channel must come here in order, one after the other.
    """

    def __init__(
        self,
        client: discord.Client,
        bot: Bot,
        *,
        desk: Desk,
        files: Files,
        history: History,
        where: Where,
        finding: Finding,
    ) -> None:
        self._client = client
        self._bot = bot
        self._desk = desk
        self._files = files
        self._history = history
        self._where = where
        self._finding = finding

    @property
    def _me(self) -> int:
        return self._client.user.id if self._client.user else 0

    def _is_said(self, message: discord.Message) -> bool:
        return is_said(message, me=self._me, application=self._client.application_id)

    async def said(self, message: discord.Message) -> None:
        """Answer a message if it is meant for the bot; returns when the core has taken it."""
        if not self._is_said(message):
            return
        await self._overheard(message)
        values = await self._bot.values(place_of(message.channel))
        if not is_wanted(message, values, me=self._me, to_copy=await self._is_to_copy(message)):
            return
        await self._where.member(message)
        asked = await self._asked(message)
        if is_allowed(asked, values) and not await self._where.closed(message):
            await self._begun(message, asked, values)

    async def edited(self, message: discord.Message) -> None:
        """Let the core know of an edit, and show what comes of it."""
        if not self._is_said(message):
            return
        await self._overheard(message, edited=True)
        values = await self._bot.values(place_of(message.channel))
        wanted = is_wanted(message, values, me=self._me)
        if not wanted and not await self._bot.answered(message_key(PLATFORM, str(message.id))):
            return
        await self._where.member(message)
        asked = await self._asked(message)
        at = int((message.edited_at or utcnow()).timestamp())
        # What is posted now must not be taken for what was posted before under the same name.
        surface = self._where.surface(
            asked.place, nonce=f"{asked.id}e{at % 100:02d}", reply_to=message.id
        )
        await self._desk.begin(
            asked,
            surface,
            events=self._bot.edit(asked),
            find=lambda: self._shown(asked),
        )

    async def reacted(self, event: discord.RawReactionActionEvent) -> None:
        """Do what a reaction of somebody stands for, if it does; the answer is for all."""
        channel = await self._finding.channel(event.channel_id)
        if channel is None or isinstance(channel, discord.CategoryChannel):
            return
        person = person_of(event.member or await self._finding.user(event.user_id))
        asked = await self._bot.react(
            place_of(channel),
            str(event.message_id),
            event.emoji.name,
            person,
            direct=isinstance(channel, discord.DMChannel),
        )
        if asked is not None:
            surface = self._where.surface(asked.place, nonce=asked.id, reply_to=event.message_id)
            await self._desk.begin(self._files.revived(asked), surface)

    async def _is_to_copy(self, message: discord.Message) -> bool:
        """Whether it answers the copy of what somebody said in a channel that is tied to this."""
        reference = message.reference
        if reference is None or reference.message_id is None:
            return False
        return await self._bot.is_copy(place_of(message.channel), str(reference.message_id))

    async def _overheard(self, message: discord.Message, *, edited: bool = False) -> None:
        """Let those know of it who listen there."""
        if await self._bot.listens(place_of(message.channel)):
            await self._where.member(message)
            heard = heard_of(message, me=self._me, reader=self._files.reader)
            await self._bot.hear(heard, edited=edited)

    async def anew(self, question: int, shown: discord.Message, person: Person) -> str:
        """Ask a question again that came to nothing, as `shown` says; why not, if somebody may not.

        The answer takes the place of what is shown.
        """
        message = await self._history.question(shown.channel, question)
        if message is None:
            return words.GONE
        await self._where.member(message)
        asked = replace(await self._asked(message), place=place_of(shown.channel))
        if person.id != asked.person.id and not person.admin:
            return words.NOT_YOURS
        if await self._bot.has_answer(asked.key):
            return words.ANSWERED
        at = int(utcnow().timestamp())
        surface = self._where.surface(
            asked.place,
            nonce=f"{asked.id}a{at % 100:02d}",
            reply_to=message.id if message.channel.id == shown.channel.id else None,
        )
        events = self._bot.again(asked)
        behind = await self._history.answer_to(shown.channel.id, question)
        ids = behind if shown.id in behind else [shown.id]
        await self._desk.begin(asked, surface, events=events, find=lambda: _known(ids))
        return ""

    async def resumed(self, recovered: Recovered) -> None:
        """Answer what was asked before the program ended, unless it was deleted meanwhile."""
        asked = self._files.revived(recovered.message)
        # What a command or a button asked stands nowhere, so that nothing can reply to it.
        said = int(asked.id) if asked.command == TALK and asked.id.isdecimal() else None
        if said and not await self._history.exists(channel_id(asked.place), said):
            await self._bot.delete(asked.place, [asked.id])
            return
        surface = self._where.surface(asked.place, nonce=asked.id, reply_to=said)
        await self._desk.begin(
            asked,
            surface,
            events=self._bot.resume(replace(recovered, message=asked)),
            opening=_opening(asked.sent_at),
            find=(lambda: self._shown(asked)) if said else None,
        )

    async def _begun(self, message: discord.Message, asked: Message, values: Values) -> None:
        reply_to: int | None = message.id
        if values.thread_answers and (inside := await self._where.thread(message, asked.place)):
            asked, reply_to = replace(asked, place=inside), None
        surface = self._where.surface(asked.place, nonce=asked.id, reply_to=reply_to)
        remarks = self._where.remarks(message, threaded=values.thread_answers)
        opening = _opening(message.created_at)
        await self._desk.begin(asked, surface, opening=opening, remarks=remarks)

    async def _asked(self, message: discord.Message) -> Message:
        earlier = await self._history.chain(message, most=_LONGEST_CHAIN)
        return to_message(message, me=self._me, reader=self._files.reader, earlier=earlier)

    async def _shown(self, asked: Message) -> tuple[int, ...]:
        """The messages that show the answer so far."""
        known = self._desk.given(asked.id)
        if known:
            return known
        return tuple(await self._history.answer_to(channel_id(asked.place), int(asked.id)))


async def _known(ids: Sequence[int]) -> Sequence[int]:
    return ids


def _opening(asked_at: datetime) -> str:
    return words.late(asked_at) if utcnow() - asked_at > _LATE else ""
