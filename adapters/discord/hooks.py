"""Speaking in other names: the bot's own webhook in a channel, and what is written through it."""

import asyncio
import logging
import re
from datetime import datetime, timedelta

import discord
from discord.utils import utcnow

from adapters.discord.finding import Talkable
from adapters.discord.refusing import may
from adapters.discord.surface import Page
from adapters.discord.wire import Wire, WireError
from bot.channels import Author

_NAME = "Causerie"
_LONGEST_NAME = 80
_LOOKED_AT = 20
# https://docs.discord.com/developers/resources/user#usernames-and-nicknames: not in a name.
_UNSPEAKABLE = re.compile(r"(disc)(ord)|(cly)(de)", re.IGNORECASE)
_NOBODY = "Somebody"

log = logging.getLogger(__name__)


class Hooks:
    """The bot's webhooks, one in each channel that needs one."""

    def __init__(self, client: discord.Client, wire: Wire) -> None:
        self._client = client
        self._wire = wire
        self._known: dict[int, discord.Webhook] = {}
        self._looking = asyncio.Lock()

    async def of(self, channel: Talkable) -> discord.Webhook | None:
        """The webhook of a channel, made where there is none; None where the bot may have none."""
        home = channel.parent if isinstance(channel, discord.Thread) else channel
        if home is None or isinstance(home, discord.DMChannel) or not may(home, "manage_webhooks"):
            return None
        async with self._looking:
            if home.id not in self._known:
                try:
                    hooks = await self._wire.call(home.webhooks)
                    own = (one for one in hooks if one.user == self._client.user and one.token)
                    hook = next(own, None)
                    if hook is None:
                        hook = await self._wire.call(lambda: home.create_webhook(name=_NAME))
                    self._known[home.id] = hook
                except WireError as error:
                    log.info("There is no webhook for channel %d (%s)", home.id, error)
                    return None
            return self._known[home.id]

    def owns(self, webhook_id: int | None) -> bool:
        """Whether a webhook is known to be the bot's own."""
        return any(webhook_id == hook.id for hook in self._known.values())

    def forget(self, hook: discord.Webhook) -> None:
        """It is not there any more: somebody deleted it."""
        self._known = {home: one for home, one in self._known.items() if one.id != hook.id}


class Spoken:
    """What is written through a webhook in a channel or a thread. All raise `WireError`."""

    def __init__(self, hook: discord.Webhook, channel: Talkable, wire: Wire) -> None:
        self._hook = hook
        self._channel = channel
        self._wire = wire
        self._thread = channel if isinstance(channel, discord.Thread) else discord.utils.MISSING

    async def send(self, page: Page, author: Author) -> int:
        """Post a page in somebody's name; returns the id of the message.

        It has no nonce: when the answer to the request is lost, the channel is looked at before it
        is made again.
        """
        begun = utcnow() - timedelta(seconds=2)
        tries = 0

        async def make() -> int:
            nonlocal tries
            tries += 1
            if tries > 1 and (found := await self._lost(page, begun)):
                return found
            sent = await self._hook.send(
                page.text,
                username=spoken_name(author.name),
                avatar_url=author.picture or None,
                files=page.uploads(),
                view=page.view() or discord.utils.MISSING,
                thread=self._thread,
                allowed_mentions=discord.AllowedMentions.none(),
                suppress_embeds=True,
                wait=True,
            )
            return sent.id

        return await self._wire.call(make)

    async def edit(self, message_id: int, page: Page) -> None:
        """Show a page in the place of what a message shows; files stay unless there are new."""

        async def make() -> None:
            await self._hook.edit_message(
                message_id,
                content=page.text,
                view=page.view(),
                attachments=page.uploads() if page.files else discord.utils.MISSING,
                thread=self._thread,
                allowed_mentions=discord.AllowedMentions.none(),
            )

        await self._wire.call(make)

    async def delete(self, message_id: int) -> None:
        """Take a message away."""
        await self._wire.call(lambda: self._hook.delete_message(message_id, thread=self._thread))

    async def _lost(self, page: Page, begun: datetime) -> int | None:
        async for message in self._channel.history(limit=_LOOKED_AT, after=begun):
            if message.webhook_id == self._hook.id and message.content == page.text.strip():
                return message.id
        return None


def spoken_name(name: str) -> str:
    """A name under which a webhook may speak, as near to the given one as Discord lets it be."""
    said = " ".join(name.split())[:_LONGEST_NAME]
    said = _UNSPEAKABLE.sub(lambda found: "·".join(filter(None, found.groups())), said)
    return said[:_LONGEST_NAME] or _NOBODY
