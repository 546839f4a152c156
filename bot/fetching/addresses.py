"""Which addresses belong to the public internet, also where one is hidden in another."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# Networks whose addresses carry one of IPv4 in their last 32 bits: compatible (RFC 4291), mapped,
# translated (RFC 2765), and NAT64 as everybody (RFC 6052) and as a site itself (RFC 8215) does it.
_CARRIERS = tuple(
    map(
        IPv6Network, ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48")
    )
)
# Networks of nobody that not every version of Python knows: of protocols, and for documentation.
_NOBODYS = (IPv4Network("192.0.0.0/24"), IPv6Network("3fff::/20"))
_6TO4 = IPv6Network("2002::/16")
_TEREDO = IPv6Network("2001::/32")
# ISATAP (RFC 5214) puts this before the address, in any network.
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: str) -> bool:
    """Whether anybody on the internet could reach that address; False for what is none."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return _is_public(found)
    return found.scope_id is None and _is_public(found) and all(map(_is_public, _carried(found)))


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    site_local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
        or site_local
        or any(address in network for network in _NOBODYS)
    )


def _carried(address: IPv6Address) -> Iterator[IPv4Address]:
    """The addresses of IPv4 that a packet to this one may end up at."""
    number = int(address)
    if any(address in network for network in _CARRIERS) or (number >> 32) & 0xFFFFFFFF in _ISATAP:
        yield IPv4Address(number & 0xFFFFFFFF)
    if address in _6TO4:
        yield IPv4Address(number >> 80 & 0xFFFFFFFF)
    if address in _TEREDO:
        # The server as it is, and the client with all bits turned over.
        yield IPv4Address(number >> 64 & 0xFFFFFFFF)
        yield IPv4Address(~number & 0xFFFFFFFF)
