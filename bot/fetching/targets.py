"""What is behind an address that a person gave: read strictly, and written anew before it is used.

Whoever writes it anew cannot be misunderstood by the library that reads it after us.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import quote, urljoin, urlsplit

from bot.errors import InputError
from bot.fetching.addresses import is_public

_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"(?=.{1,253}\.?$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_-]{1,63}\.?")
# A last part that is a number makes an address of the whole: 127.1, 0x7f000001, 017700000001.
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)\.?")
_LONGEST = 4_000
_HIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\\]")

PRIVATE = (
    "That address leads into a private network, where the bot does not go. Attach the page as a "
    "file, or ask the operator to allow its host."
)
_NO_ADDRESS = "That is no address of a web page. Give one that begins with https://."
_SCHEME = "Only addresses that begin with https:// or http:// can be fetched."
_USER = "An address with a user name or a password in it is not fetched. Leave them out."
_PORT = "Only the usual ports of the web, 80 and 443, can be fetched from."


@dataclass(frozen=True, slots=True)
class Target:
    """One request: where to, and whether the operator allowed the host whatever its address is."""

    url: str
    host: str
    port: int
    allowed: bool


def target(given: str, allowed: Collection[str]) -> Target:
    """Read an address; raises `InputError` for one that must not be fetched.

    `allowed` are hosts, or hosts with a port, that the operator vouches for.
    """
    given = given.strip()
    if not given or len(given) > _LONGEST or _HIDDEN.search(given):
        raise InputError(_NO_ADDRESS)
    try:
        parts = urlsplit(given)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise InputError(_NO_ADDRESS) from None
    if parts.scheme not in _PORTS:
        raise InputError(_SCHEME if parts.scheme else _NO_ADDRESS)
    if "@" in parts.netloc:
        raise InputError(_USER)
    usual = _PORTS[parts.scheme]
    name = _host(host or "")
    port = usual if port is None else port
    vouched = f"{name}:{port}" in allowed
    if not vouched and port not in _PORTS.values():
        raise InputError(_PORT)
    vouched = vouched or name in allowed
    _check_literal(name, vouched=vouched)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?") if parts.query else ""
    where = name if port == usual else f"{name}:{port}"
    return Target(f"{parts.scheme}://{where}{path}{query}", name.strip("[]"), port, vouched)


def redirected(source: Target, location: str, allowed: Collection[str]) -> Target:
    """Read where an answer leads on to; raises `InputError` as `target` does."""
    try:
        return target(urljoin(source.url, location.strip()), allowed)
    except ValueError:
        raise InputError(_NO_ADDRESS) from None


def _host(host: str) -> str:
    """The host in the one way to write it: an address, or a name in ASCII and small letters."""
    if ":" in host:
        try:
            return f"[{IPv6Address(host)}]"
        except ValueError:
            raise InputError(_NO_ADDRESS) from None
    try:
        # This also turns the digits and full stops of other scripts into ours.
        name = host.encode("idna").decode().lower()
    except UnicodeError:
        raise InputError(_NO_ADDRESS) from None
    if not _NAME.fullmatch(name):
        raise InputError(_NO_ADDRESS)
    if _NUMBER.fullmatch(name.rstrip(".").rsplit(".", 1)[-1]):
        try:
            return str(ip_address(name))
        except ValueError:
            # Some systems make an address of it, and nobody writes one so who means no harm.
            raise InputError(PRIVATE) from None
    return name.removesuffix(".")


def _check_literal(name: str, *, vouched: bool) -> None:
    plain = name.strip("[]")
    try:
        ip_address(plain)
    except ValueError:
        return
    if not vouched and not is_public(plain):
        raise InputError(PRIVATE)
