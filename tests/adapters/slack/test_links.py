"""Addresses of messages, as Slack writes them, are read again."""

import pytest

from adapters.slack.links import Linked, link, linked


@pytest.mark.parametrize("site", ["https://team.slack.com/", ""])
def test_an_address_that_was_written_is_read_again(site: str):
    address = link(site, team="T1", channel="C12", ts="1732450000.123456")
    assert linked(address) == Linked("C12", "1732450000.123456")


def test_an_address_in_a_thread_tells_the_thread():
    address = link(
        "https://team.slack.com",
        team="T1",
        channel="C12",
        ts="1732450001.000000",
        thread="1732450000.1",
    )
    assert linked(f"<{address}|a message>") == Linked("C12", "1732450001.000000", "1732450000.1")


@pytest.mark.parametrize(
    "address", ["", "https://example.org/a", "https://team.slack.com/archives/C12", "since"]
)
def test_other_addresses_lead_to_no_message(address: str):
    assert linked(address) is None
