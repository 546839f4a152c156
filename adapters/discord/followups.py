"""The messages of an interaction over REST: its first answer, and what follows."""

import logging
from typing import Any

import aiohttp
import discord
from discord.http import MultipartParameters, Route, handle_message_parameters

from adapters.discord.surface import Page
from adapters.discord.wire import Wire, WireError, named

_WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
_MESSAGE = f"{_WEBHOOK}/messages/{{message_id}}"
# A part of the path: as a value the library would write its first letter as %40.
_FIRST = f"{_WEBHOOK}/messages/@original"
_LOOKED_AT = 50

_NO_PREVIEWS = discord.MessageFlags(suppress_embeds=True)
_FOR_ONE = discord.MessageFlags(suppress_embeds=True, ephemeral=True)

log = logging.getLogger(__name__)


class Followups:
    """What can be done with the token of an interaction; the first answer is message 0 here.

    The library's own methods cannot turn previews off when they edit. All raise `WireError`.
    """

    def __init__(self, interaction: discord.Interaction, wire: Wire) -> None:
        self._interaction = interaction
        self._http = interaction.client.http
        self._wire = wire
        self._keys: dict[str, Any] = {
            "webhook_id": interaction.application_id,
            "webhook_token": interaction.token,
        }

    async def edit(self, message_id: int, page: Page) -> int:
        """Show the page in the place of what a message shows; returns the id of the message."""
        route = self._route("PATCH", message_id)

        async def make() -> Any:
            attachments = page.uploads() if page.files or page.clears else discord.utils.MISSING
            with handle_message_parameters(
                content=page.text or None,
                attachments=attachments,
                view=page.view(),
                flags=_NO_PREVIEWS,
                allowed_mentions=discord.AllowedMentions.none(),
            ) as parameters:
                return await self._request(route, parameters)

        return int((await self._wire.call(make))["id"])

    async def delete(self, message_id: int) -> None:
        """Take a message away."""
        route = self._route("DELETE", message_id)

        async def make() -> None:
            await self._http.request(route)

        await self._wire.call(make)

    async def post(self, page: Page, *, private: bool) -> int:
        """Show a new message; returns its id.

        It has no nonce. When the answer to the request is lost, the channel is looked at before it
        is made again; where that cannot be done, twice is better than never.
        """
        route = Route("POST", _WEBHOOK, **self._keys)

        async def make() -> Any:
            with handle_message_parameters(
                content=page.text or None,
                files=page.uploads() or discord.utils.MISSING,
                view=page.view() or discord.utils.MISSING,
                flags=_FOR_ONE if private else _NO_PREVIEWS,
                allowed_mentions=discord.AllowedMentions.none(),
            ) as parameters:
                return await self._request(route, parameters)

        try:
            return int((await make())["id"])
        except discord.HTTPException as error:
            raise named(error) from error
        except (aiohttp.ClientError, OSError) as error:
            log.info("a follow-up may be lost (%s); looking for it", type(error).__name__)
        found = None if private else await self._find(page)
        return found or int((await self._wire.call(make))["id"])

    async def _find(self, page: Page) -> int | None:
        """The message of this interaction that shows the page, if the channel can be read."""
        channel = self._interaction.channel
        if not isinstance(channel, discord.abc.Messageable):
            return None

        async def look() -> int | None:
            async for message in channel.history(limit=_LOOKED_AT, after=self._interaction):
                told = message.interaction_metadata
                if (
                    told
                    and told.id == self._interaction.id
                    and message.content == page.text.strip()
                ):
                    return message.id
            return None

        try:
            return await self._wire.call(look)
        except WireError:
            return None

    def _route(self, method: str, message_id: int) -> Route:
        if not message_id:
            return Route(method, _FIRST, **self._keys)
        return Route(method, _MESSAGE, **self._keys, message_id=message_id)

    async def _request(self, route: Route, parameters: MultipartParameters) -> Any:
        if not parameters.files:
            return await self._http.request(route, json=parameters.payload)
        return await self._http.request(route, files=parameters.files, form=parameters.multipart)
