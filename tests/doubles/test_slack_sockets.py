"""Connections of Socket Mode: acknowledged, delivered again, dropped, refused and renewed."""

import asyncio
from collections import Counter

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.bolting import Bolt
from tests.doubles.slack import Person, SlackDouble


@pytest.fixture(name="alice")
def _alice(slack: SlackDouble) -> Person:
    return slack.user("Alice")


def deaf(bolt: Bolt, times: int) -> list[str]:
    """Let the app not acknowledge the next events; return the retry numbers that it hears."""
    numbers: list[str] = []
    real = bolt.app.async_dispatch

    async def dispatch(request: AsyncBoltRequest) -> BoltResponse:
        numbers.append(request.headers["x-slack-retry-num"][0])
        if len(numbers) <= times:
            return BoltResponse(status=503)
        return await real(request)

    setattr(bolt.app, "async_dispatch", dispatch)  # noqa: B010 - a method, with a deaf ear
    return numbers


async def test_the_first_delivery_carries_zero_as_its_number(
    slack: SlackDouble, bolt: Bolt, alice: Person
) -> None:
    numbers = deaf(bolt, times=0)

    await alice.says(alice.dm, "hello")
    await slack.deliveries.settled()

    assert numbers == ["0"]


async def test_what_is_not_acknowledged_comes_again_under_the_same_id(
    slack: SlackDouble, bolt: Bolt, alice: Person
) -> None:
    slack.rules.acknowledge_within = 0.05
    slack.rules.retries = (0, 0.01, 0.01)
    numbers = deaf(bolt, times=2)

    await alice.says(alice.dm, "hello")
    await slack.deliveries.settled()

    assert numbers == ["0", "1", "2"]
    (delivery,) = slack.record.events()
    assert [attempt.reason for attempt in delivery.attempts] == ["", "timeout", "timeout"]
    assert delivery.fate == "acknowledged"
    assert delivery.event_id == bolt.bodies[0]["event_id"]


async def test_what_nobody_ever_acknowledges_is_lost(
    slack: SlackDouble, bolt: Bolt, alice: Person
) -> None:
    slack.rules.acknowledge_within = 0.02
    slack.rules.retries = (0,)
    deaf(bolt, times=9)

    await alice.says(alice.dm, "hello")
    await slack.deliveries.settled()

    assert [delivery.fate for delivery in slack.record.undelivered] == ["lost"]


@pytest.mark.parametrize("twice", ["marked", "unmarked"])
async def test_every_event_can_come_twice(
    slack: SlackDouble, bolt: Bolt, alice: Person, twice: str
) -> None:
    slack.deliveries.twice = twice  # type: ignore[assignment] # one of the two words
    numbers = deaf(bolt, times=0)

    await alice.says(alice.dm, "hello")
    await slack.deliveries.settled()

    assert numbers == {"marked": ["0", "1"], "unmarked": ["0", "0"]}[twice]
    assert len({body["event_id"] for body in bolt.bodies}) == 1


async def test_an_event_goes_to_one_of_several_connections(
    slack: SlackDouble, web: AsyncWebClient, alice: Person
) -> None:
    async with Bolt(slack, web).connected(3) as bolt:
        for number in range(30):
            await alice.says(alice.dm, f"{number}")
        await slack.deliveries.settled()

        heard = Counter(delivery.attempts[0].by for delivery in slack.record.events())
        assert set(heard) == {1, 2, 3}
        assert len(bolt.bodies) == 30


async def test_more_than_ten_connections_are_too_many(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    slack.rules.most_connections = 1
    async with Bolt(slack, web).connected():
        before = slack.sockets.connected
        async with web.session.ws_connect(slack.sockets.ticket()) as second:  # type: ignore[union-attr] # the fixture gives it one
            told = await second.receive_json()

    assert told["reason"] == "too_many_websockets"
    assert slack.sockets.connected == before + 1


async def test_a_ticket_serves_for_one_connection(slack: SlackDouble, web: AsyncWebClient) -> None:
    session = web.session
    assert session is not None
    url = slack.sockets.ticket()
    async with session.ws_connect(url) as first:
        assert (await first.receive_json())["connection_info"]["app_id"] == slack.app.id

    with pytest.raises(Exception, match="404"):
        await session.ws_connect(url)


async def test_dropped_connections_come_back_and_lose_nothing(
    slack: SlackDouble, bolt: Bolt, alice: Person
) -> None:
    slack.rules.retries = (0, 0.1, 0.3, 0.5, 1)

    await alice.says(alice.dm, "before")
    await slack.sockets.drop()
    await alice.says(alice.dm, "meanwhile")
    await slack.sockets.until(1)
    await alice.says(alice.dm, "after")
    await slack.deliveries.settled()

    heard = {event["text"] for event in bolt.events("message")}
    assert heard == {"before", "meanwhile", "after"}


async def test_nobody_connects_while_connections_are_refused(
    slack: SlackDouble, bolt: Bolt, alice: Person
) -> None:
    slack.rules.retries = ()

    async with slack.sockets.away():
        await alice.says(alice.dm, "meanwhile")
        await slack.until(lambda: slack.sockets.refused)
    await slack.sockets.until(1)

    assert bolt.bodies == []
    assert slack.record.events()[0].fate == "lost"


async def test_an_address_that_has_expired_meanwhile_does_not_serve(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    session = web.session
    assert session is not None
    url = slack.sockets.ticket()

    async with slack.sockets.away(tickets_expire=True):
        with pytest.raises(Exception, match="503"):
            await session.ws_connect(url)

    with pytest.raises(Exception, match="404"):
        await session.ws_connect(url)


async def test_the_app_connects_anew_when_it_is_told_to(
    slack: SlackDouble, bolt: Bolt, alice: Person
) -> None:
    before = slack.sockets.connected

    await slack.sockets.disconnect("refresh_requested")
    await slack.sockets.until(1)
    await alice.says(alice.dm, "hello")
    await slack.deliveries.settled()

    assert slack.sockets.connected == before + 1
    assert len(bolt.bodies) == 1


async def test_the_server_can_be_down_for_a_while(
    slack: SlackDouble, bolt: Bolt, alice: Person
) -> None:
    async with slack.down():
        await asyncio.sleep(0)
    await slack.sockets.until(1)
    await alice.says(alice.dm, "hello")
    await slack.deliveries.settled()

    assert len(bolt.bodies) == 1
