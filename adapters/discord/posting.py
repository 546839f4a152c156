"""Posts of the core in channels: as the bot, or under the name of whoever said it."""

import secrets

import discord
from discord.utils import escape_markdown

from adapters.discord import words
from adapters.discord.finding import Finding, Talkable
from adapters.discord.hooks import Hooks, Spoken
from adapters.discord.pages import pages_of, within
from adapters.discord.refusing import check, may, refusals
from adapters.discord.surface import InChannel, Page
from adapters.discord.syncing import Notes
from adapters.discord.where import Where
from adapters.discord.wire import Gone, Wire
from bot.channels import Author, Post
from bot.errors import PlatformError
from bot.messages import Place

_UNKNOWN_WEBHOOK, _UNKNOWN_MESSAGE = 10015, 10008


class Posting:
    """Posts, and changes what was posted. A long post takes several messages and has one id."""

    def __init__(
        self, finding: Finding, hooks: Hooks, where: Where, wire: Wire, notes: Notes
    ) -> None:
        self._finding = finding
        self._hooks = hooks
        self._where = where
        self._wire = wire
        self._notes = notes

    async def post(self, place: Place, post: Post) -> str:
        """Post it and return its id; raises `PlatformError`."""
        channel = await self._finding.talkable(place)
        hook = await self._hooks.of(channel) if post.author is not None else None
        ids: list[int] = []
        with refusals("post", channel, *_needed(channel, post)):
            if hook is not None and post.author is not None:
                ids = await self._spoken(channel, hook, post, post.author)
            if not ids:
                check("post", channel, *_needed(channel, post))
                ground = self._ground(place, post)
                for number, page in enumerate(self._pages(channel, post)):
                    ids.append(await ground.send(page, number=number))
        if len(ids) > 1:
            await self._notes.set(_name(ids[0]), " ".join(map(str, ids[1:])))
        return str(ids[0])

    async def edit(self, place: Place, message_id: str, post: Post) -> None:
        """Put something else in its place; raises `PlatformError`."""
        channel = await self._finding.talkable(place)
        with refusals("change what I posted", channel, "manage_webhooks"):
            ids = await self._ids(message_id)
            hook = await self._hook_of(channel, ids[0])
            written = Spoken(hook, channel, self._wire) if hook else self._ground(place, post)
            pages = within(self._pages(channel, post, spoken=hook is not None), len(ids))
            for each, page in zip(ids, pages, strict=False):
                await written.edit(each, page)
            for each in ids[len(pages) :]:
                await written.delete(each)
        if len(ids) > 1:
            await self._notes.set(_name(ids[0]), " ".join(map(str, ids[1 : len(pages)])))

    async def delete(self, place: Place, message_id: str) -> None:
        """Take it away; raises `PlatformError`."""
        channel = await self._finding.talkable(place)
        with refusals("delete that message", channel, "manage_messages"):
            for each in await self._ids(message_id):
                await self._gone(channel, each)

    async def _spoken(
        self, channel: Talkable, hook: discord.Webhook | None, post: Post, author: Author
    ) -> list[int]:
        """Post it in that name; an empty list where there is no webhook any more."""
        ids: list[int] = []
        for page in self._pages(channel, post, spoken=True):
            if hook is None:
                break
            try:
                ids.append(await Spoken(hook, channel, self._wire).send(page, author))
            except Gone as error:
                if error.code != _UNKNOWN_WEBHOOK:
                    raise
                # Somebody deleted it.
                self._hooks.forget(hook)
                hook = await self._hooks.of(channel)
                if hook is not None:
                    ids.append(await Spoken(hook, channel, self._wire).send(page, author))
        return ids

    def _pages(self, channel: Talkable, post: Post, *, spoken: bool = False) -> list[Page]:
        opening = ""
        if post.author is not None and not spoken:
            end = "\n" if "\n" in post.text else " "
            opening = f"**{escape_markdown(post.author.name)}:**{end}"
        if spoken and post.answers_to:
            # A webhook cannot reply.
            opening = f"{words.note(words.answers(_link(channel, post.answers_to)))}\n"
        return pages_of(post, opening=opening, attaches=spoken or may(channel, "attach_files"))

    def _ground(self, place: Place, post: Post) -> InChannel:
        about = int(post.answers_to) if post.answers_to.isdecimal() else None
        return self._where.surface(place, nonce=secrets.token_hex(8), reply_to=about)

    async def _ids(self, message_id: str) -> list[int]:
        if not message_id.isdecimal():
            raise PlatformError("There is no such message.")
        more = await self._notes.get(_name(int(message_id))) or ""
        return [int(message_id), *map(int, more.split())]

    async def _hook_of(self, channel: Talkable, message_id: int) -> discord.Webhook | None:
        """The webhook that posted a message, None where the bot itself did; raises `WireError`."""
        hook = await self._hooks.of(channel)
        if hook is None:
            return None
        message = await self._wire.call(lambda: channel.fetch_message(message_id))
        return hook if message.webhook_id == hook.id else None

    async def _gone(self, channel: Talkable, message_id: int) -> None:
        try:
            if not may(channel, "manage_messages"):
                # Its own words it may always take back.
                hook = await self._hook_of(channel, message_id)
                if hook is not None:
                    await Spoken(hook, channel, self._wire).delete(message_id)
                    return
            await self._wire.call(channel.get_partial_message(message_id).delete)
        except Gone as error:
            if error.code != _UNKNOWN_MESSAGE:
                raise


def _needed(channel: Talkable, post: Post) -> list[str]:
    inside = isinstance(channel, discord.Thread)
    speaking = "send_messages_in_threads" if inside else "send_messages"
    return ["view_channel", speaking, *(["attach_files"] if post.files and not post.text else [])]


def _link(channel: Talkable, message_id: str) -> str:
    return channel.get_partial_message(int(message_id)).jump_url


def _name(message_id: int) -> str:
    return f"discord/goes-on/{message_id}"
