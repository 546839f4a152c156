"""The last look before a connection: names are resolved here, and the very socket is checked."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.fetching.addresses import is_public

Lookup = Callable[[str, int], Awaitable[Sequence[str]]]
"""Resolves a name, for a port, to addresses; raises `OSError`."""


class NotPublic(OSError):
    """The name or the socket leads to what is not of the public internet."""


async def system_lookup(host: str, port: int) -> list[str]:
    """Ask the system."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[4][0]) for address in found]


class Guard(AbstractResolver):
    """Resolves names for one request, which connects to nothing else.

    With `allowed` any address will do.
    """

    def __init__(self, lookup: Lookup, *, allowed: bool) -> None:
        self._lookup = lookup
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of a host; one that is private spoils them all."""
        del family  # addresses of both kinds are tried
        addresses = list(dict.fromkeys(await self._lookup(host, port)))
        if not self._allowed and not all(map(is_public, addresses)):
            raise NotPublic(host)
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in addresses
        ]

    def socket(self, address: tuple[Any, ...]) -> socket.socket:
        """Make the socket for an address, as `getaddrinfo` gives it; the last check there is."""
        family, kind, protocol, _, where = address
        if not self._allowed and not is_public(str(where[0])):
            raise NotPublic(str(where[0]))
        return socket.socket(family=family, type=kind, proto=protocol)

    async def close(self) -> None:
        """Nothing is open."""
