"""Points discord.py at the double, for as long as a context lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route


class Addresses(Protocol):
    """What tells where a double is, in this process or elsewhere."""

    @property
    def api_url(self) -> str:
        """The base of the API."""
        ...

    @property
    def gateway_url(self) -> str:
        """The address of the gateway."""
        ...

    @property
    def cdn_url(self) -> str:
        """The base of the files."""
        ...


@contextmanager
def pointed_at(double: Addresses) -> Iterator[None]:
    """Let every client that is made within the context talk to the double."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE
    Route.BASE = double.api_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(double.gateway_url)
    Asset.BASE = double.cdn_url
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE = before
