"""The parts of the adapter, wired: what each of them needs, and in which order they close."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import discord
from discord.utils import time_snowflake, utcnow

from adapters.discord.catching_up import CatchingUp
from adapters.discord.channels import DiscordChannels
from adapters.discord.convert import PLATFORM, channel_id
from adapters.discord.desk import Desk
from adapters.discord.finding import Finding
from adapters.discord.hearing import Hearing
from adapters.discord.history import History
from adapters.discord.hooks import Hooks
from adapters.discord.marks import Marks
from adapters.discord.mending import Mending
from adapters.discord.picking import Picking
from adapters.discord.posting import Posting
from adapters.discord.posts import Posts
from adapters.discord.pressing import Pressing
from adapters.discord.reading import Files
from adapters.discord.renewing import Renewing
from adapters.discord.revising import Revising
from adapters.discord.talking import Talking
from adapters.discord.where import Where
from adapters.discord.wire import Wire
from adapters.inbox import Inbox
from bot.config.schema import Config
from bot.core import Bot
from bot.files import largest

_BEGAN = f"{PLATFORM}/began"


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that the client hands events to."""

    bot: Bot
    wire: Wire
    inbox: Inbox
    posts: Posts
    desk: Desk
    files: Files
    marks: Marks
    where: Where
    talking: Talking
    catching_up: CatchingUp
    hearing: Hearing
    pressing: Pressing
    picking: Picking

    @classmethod
    def of(cls, client: discord.Client, bot: Bot, config: Config, wire: Wire) -> "Parts":
        """Wire them."""
        inbox, posts, desk = Inbox(), Posts(), Desk(bot)
        renewing = Renewing(client, wire)
        files = Files(config.discord.cdn_url, largest(config.limits), renewing)
        marks = Marks(time_snowflake(utcnow()))
        history, where = History(client, wire), Where(client, wire, posts, bot.announce)
        finding, hooks = Finding(client, wire), Hooks(client, wire)
        talking = Talking(
            client, bot, desk=desk, files=files, history=history, where=where, finding=finding
        )
        posting = Posting(finding, hooks, where, wire, bot.notes)
        channels = DiscordChannels(
            client, wire, finding=finding, posting=posting, reader=files.reader
        )
        bot.attach(PLATFORM, channels)
        mending = Mending(bot, desk=desk, history=history, where=where)
        catching_up = CatchingUp(
            bot,
            inbox=inbox,
            history=history,
            marks=marks,
            said=talking.said,
            left=mending.mend,
            revise=Revising(bot, finding=finding, wire=wire, edited=talking.edited).revise,
            within=timedelta(hours=config.recovery.answer_within_hours),
        )
        hearing = Hearing(
            bot,
            inbox=inbox,
            posts=posts,
            desk=desk,
            marks=marks,
            talking=talking,
            catching_up=catching_up,
        )
        pressing = Pressing(
            bot, desk=desk, wire=wire, where=where, mending=mending, talking=talking
        )
        picking = Picking(bot, desk=desk, wire=wire, where=where, files=files)
        return cls(
            bot=bot,
            wire=wire,
            inbox=inbox,
            posts=posts,
            desk=desk,
            files=files,
            marks=marks,
            where=where,
            talking=talking,
            catching_up=catching_up,
            hearing=hearing,
            pressing=pressing,
            picking=picking,
        )

    async def restore(self) -> None:
        """Take up what an earlier process left: what it saw, and what it did not answer."""
        began = await self.bot.notes.get(_BEGAN)
        seen = await self.bot.seen(PLATFORM)
        unanswered = await self.bot.unanswered(PLATFORM)
        self.marks.restore(seen, floor=int(began or 0))
        self.catching_up.restore(seen)
        for recovered in unanswered:
            where = channel_id(recovered.message.place)
            self.inbox.put(where, partial(self.talking.resumed, recovered))
        # Even if nothing is seen before the end, the next process knows from when on it was missed.
        await self.bot.notes.set(_BEGAN, str(time_snowflake(utcnow())))

    async def close(self, seconds: float) -> None:
        """Take nothing more in, let answers end within so many seconds, and let go of all."""
        await self.inbox.close()
        await self.desk.close(seconds)
        await self.posts.close()
        await self.files.close()
