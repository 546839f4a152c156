"""No address of a network of ours passes for a public one, however it is written."""

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.fetching.addresses import is_public

PRIVATE = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
]
IPV6 = ["::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00::1", "ff02::1", "2001:db8::1", "100::1"]
IPV6 += ["3fff::1"]
CARRIERS = {
    "compatible": lambda number: number,
    "mapped": lambda number: 0xFFFF << 32 | number,
    "translated": lambda number: 0xFFFF << 48 | number,
    "NAT64": lambda number: 0x64FF9B << 96 | number,
    "NAT64 of a site": lambda number: 0x64FF9B0001 << 80 | number,
    "6to4": lambda number: 0x2002 << 112 | number << 80 | 1,
    "Teredo server": lambda number: 0x20010000 << 96 | number << 64 | 0xF7F7F7F7,
    "Teredo client": lambda number: 0x20010000 << 96 | 0x08080808 << 64 | number ^ 0xFFFFFFFF,
    "ISATAP": lambda number: 0x2A00145040010001 << 64 | 0x5EFE << 32 | number,
}


@pytest.mark.parametrize("address", [*PRIVATE, *IPV6, "fe80::1%eth0", "2a00:1450::1%1", "", "x"])
def test_what_is_not_of_the_internet_is_not_public(address: str):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2a00:1450:4001:81b::200e"])
def test_what_is_of_the_internet_is_public(address: str):
    assert is_public(address)


@pytest.mark.parametrize("carrier", CARRIERS)
@given(address=st.sampled_from(PRIVATE))
@settings(max_examples=20)
def test_an_address_that_is_hidden_in_another_is_found(carrier: str, address: str):
    assert not is_public(str(IPv6Address(CARRIERS[carrier](int(IPv4Address(address))))))


@given(number=st.integers(0, 2**32 - 1))
@settings(max_examples=200)
def test_no_carrier_makes_a_private_address_public(number: int):
    address = IPv4Address(number)
    if not is_public(str(address)):
        assert not any(is_public(str(IPv6Address(hide(number)))) for hide in CARRIERS.values())


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_what_is_no_address_is_not_public(text: str):
    assert is_public(text) in (False, True)
