"""The bot's own server, where Slack calls it, and where people install the app."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.addresses import INSTALL_PATH, PATH, REDIRECT_PATH
from bot.errors import PlatformError

_LARGEST_REQUEST = 4_000_000


class Pages(Protocol):
    """What people see who install the app."""

    async def begin(self, request: AsyncBoltRequest) -> BoltResponse:
        """Show where it begins."""
        ...

    async def finish(self, request: AsyncBoltRequest) -> BoltResponse:
        """Show how it ended."""
        ...


@asynccontextmanager
async def http_server(
    listen: str, *, app: AsyncApp | None = None, flow: Pages | None = None
) -> AsyncIterator[int]:
    """Listen while the context lasts; gives the port. Raises `PlatformError`.

    With `app` Slack can call; Bolt refuses what is not signed with the app's secret, or was signed
    more than five minutes ago. With `flow` people can install the app.
    """
    host, _, port = listen.rpartition(":")
    site = web.Application(client_max_size=_LARGEST_REQUEST)
    if app is not None:
        site.router.add_post(PATH, _through(app.async_dispatch))
    if flow is not None:
        # A look at the head alone must not begin anything, nor use anything up.
        site.router.add_get(INSTALL_PATH, _through(flow.begin), allow_head=False)
        site.router.add_get(REDIRECT_PATH, _through(flow.finish), allow_head=False)
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, int(port)).start()
        yield runner.addresses[0][1]
    except OSError as error:
        raise PlatformError(
            f"The bot cannot listen on {listen} ({error.strerror}). "
            "Choose another address with slack.listen in config.yaml."
        ) from error
    finally:
        await runner.cleanup()


def _through(
    answer: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def serve(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await answer(await to_bolt_request(request)))

    return serve
