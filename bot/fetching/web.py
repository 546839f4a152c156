"""Fetching a page or a document of the web for a person who gave its address."""

import asyncio
import logging
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import aiohttp

from bot.config.schema import Fetch
from bot.errors import InputError
from bot.fetching.guard import Guard, Lookup, NotPublic, system_lookup
from bot.fetching.targets import PRIVATE, Target, redirected, target
from bot.fetching.unpacking import Body, TooMuch

log = logging.getLogger(__name__)

_REDIRECTS = (301, 302, 303, 307, 308)
_HEADERS = {
    "User-Agent": "Causerie",
    "Accept": "text/html, application/xhtml+xml, text/*;q=0.9, application/pdf;q=0.9, */*;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}
# Nothing of these kinds has words in it, so that their bytes are not even fetched.
_WORDLESS = ("image/", "audio/", "video/", "font/", "multipart/")
_TRANSFORMED = ("image/svg+xml",)
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address leads to. `url` is where it was found in the end, `name` what to call it."""

    url: str
    name: str
    media_type: str
    data: bytes = field(repr=False)


class Web:
    """Fetches what strangers point at, a bounded number of addresses at once."""

    def __init__(self, config: Fetch, *, lookup: Lookup = system_lookup) -> None:
        self._config = config
        self._lookup = lookup
        self._free = asyncio.Semaphore(config.at_once)

    async def fetch(self, url: str) -> Fetched:
        """Fetch an address, over its redirects; raises `InputError` with a sentence."""
        seconds = self._config.seconds
        wanted = target(url, self._config.allowed_hosts)
        try:
            async with self._free, asyncio.timeout(seconds):
                return await self._followed(wanted)
        except TimeoutError:
            raise InputError(
                f"That page did not come within {seconds:g} seconds. Try again later, or attach it "
                "as a file."
            ) from None
        except TooMuch:
            raise InputError(
                f"That page is larger than the {self._config.bytes / 1e6:,.1f} MB that can be read."
            ) from None

    async def _followed(self, wanted: Target) -> Fetched:
        for _ in range(self._config.redirects + 1):
            found = await self._asked(wanted)
            if isinstance(found, Fetched):
                return found
            wanted = redirected(wanted, found, self._config.allowed_hosts)
        raise InputError("That address leads from one to the next without an end.")

    async def _asked(self, wanted: Target) -> Fetched | str:
        """Make one request; returns what came, or where it leads on to."""
        guard = Guard(self._lookup, allowed=wanted.allowed)
        connector = aiohttp.TCPConnector(
            resolver=guard, socket_factory=guard.socket, use_dns_cache=False, force_close=True
        )
        session = aiohttp.ClientSession(
            connector=connector,
            headers=_HEADERS,
            cookie_jar=aiohttp.DummyCookieJar(),
            # Unpacking is bounded here, and no proxy of the environment may go where we do not.
            auto_decompress=False,
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._config.seconds),
        )
        try:
            async with session, session.get(wanted.url, allow_redirects=False) as response:
                if response.status in _REDIRECTS and "Location" in response.headers:
                    return response.headers["Location"]
                return await self._read(response, wanted)
        except aiohttp.ClientError as error:
            raise _refusal(error, wanted) from error
        except NotPublic as error:
            raise InputError(PRIVATE) from error
        except (OSError, ValueError) as error:
            log.info("A page was not fetched: %s", type(error).__name__)
            raise InputError(
                f"{wanted.host} did not answer in a way that is understood."
            ) from error

    async def _read(self, response: aiohttp.ClientResponse, wanted: Target) -> Fetched:
        if response.status != 200:
            raise InputError(_status(response.status, wanted.host))
        media_type = response.content_type
        if media_type.startswith(_WORDLESS) and media_type not in _TRANSFORMED:
            raise InputError(
                f"What is at that address is no page but {media_type}. Attach it as a file."
            )
        if (response.content_length or 0) > self._config.bytes:
            raise TooMuch
        body = Body(response.headers.get("Content-Encoding", ""), self._config.bytes)
        came = 0
        async for piece in response.content.iter_chunked(_PIECE):
            came += len(piece)
            if came > self._config.bytes:
                raise TooMuch
            body.take(piece)
        data = _in_utf8(body.whole(), response.charset, media_type)
        return Fetched(wanted.url, _name(wanted), media_type, data)


def _in_utf8(data: bytes, charset: str | None, media_type: str) -> bytes:
    """Words in the encoding that everybody reads, where the server said which they are in."""
    if charset and media_type.startswith(("text/", "application/xhtml")):
        with suppress(LookupError, UnicodeError):
            return data.decode(charset).encode()
    return data


def _name(wanted: Target) -> str:
    last = unquote(urlsplit(wanted.url).path).rstrip("/").rsplit("/", 1)[-1]
    return f"{wanted.host}: {last}" if last else wanted.host


def _status(status: int, host: str) -> str:
    if status in (401, 402, 403, 407, 451):
        return f"{host} does not show that page to everybody ({status}). Attach it as a file."
    if status in (404, 410):
        return f"{host} has no such page ({status}). Check the address."
    if status == 429 or status >= 500:
        return f"{host} cannot give that page at the moment ({status}). Try again later."
    return f"{host} did not give that page ({status})."


def _refusal(error: aiohttp.ClientError, wanted: Target) -> InputError:
    """The sentence for what the library says."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, NotPublic):
        cause = cause.__cause__ or getattr(cause, "os_error", None)
    if isinstance(cause, NotPublic):
        return InputError(PRIVATE)
    log.info("A page was not fetched: %s", type(error).__name__)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return InputError(f"There is no {wanted.host} on the web. Check the address.")
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return InputError(f"{wanted.host} cannot prove who it is, so the page is not read.")
    if isinstance(error, aiohttp.ClientConnectorError):
        return InputError(f"{wanted.host} cannot be reached. Try again later.")
    return InputError(f"{wanted.host} did not answer in a way that is understood.")
