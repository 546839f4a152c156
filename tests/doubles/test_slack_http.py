"""Signed requests to the app's own server, with Bolt's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web as http
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.bolting import Bolt
from tests.doubles.slack import Person, SlackDouble

Handler = Callable[[http.Request], Awaitable[http.Response]]


@asynccontextmanager
async def listening(slack: SlackDouble, handler: Handler) -> AsyncIterator[None]:
    """Let a handler be the app's server while the context lasts."""
    app = http.Application()
    app.router.add_post("/slack/events", handler)
    runner = http.AppRunner(app)
    await runner.setup()
    site = http.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    slack.posts_to(f"http://{host}:{port}/slack/events")
    try:
        yield
    finally:
        await runner.cleanup()


@pytest.fixture(name="served")
async def _served(slack: SlackDouble, web: AsyncWebClient) -> AsyncIterator[Bolt]:
    bolt = Bolt(slack, web)

    async def handle(request: http.Request) -> http.Response:
        response = await bolt.app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(response)

    async with listening(slack, handle):
        yield bolt


@pytest.fixture(name="alice")
def _alice(slack: SlackDouble) -> Person:
    return slack.user("Alice")


async def test_events_are_posted_and_taken(slack: SlackDouble, served: Bolt, alice: Person) -> None:
    await alice.says(alice.dm, "hello")
    await slack.deliveries.settled()

    assert served.events("message")[0]["text"] == "hello"
    assert slack.record.undelivered == []


async def test_commands_and_interactions_are_posted_as_forms(
    slack: SlackDouble, served: Bolt, alice: Person
) -> None:
    @served.app.command("/translate")
    async def translate(ack: Callable[..., Awaitable[Any]], command: dict[str, Any]) -> None:
        await ack(f"You said {command['text']}")

    @served.app.shortcut("new_image")
    async def image(ack: Callable[..., Awaitable[Any]]) -> None:
        await ack()

    said = await alice.slash("/translate", "a & b")
    used = await alice.shortcut("new_image")

    assert said.acknowledged
    assert used.acknowledged
    assert alice.sees(alice.dm)[-1].content == "You said a & b"


async def test_an_address_is_verified(slack: SlackDouble, served: Bolt) -> None:
    assert await slack.http.verifies()


@pytest.mark.parametrize(("secret", "age"), [("wrong", 0.0), ("", 301.0)])
async def test_wrong_and_stale_signatures_are_refused_by_bolt(
    slack: SlackDouble, served: Bolt, alice: Person, secret: str, age: float
) -> None:
    slack.http.secret = secret or slack.http.secret
    slack.http.age = age
    slack.rules.retries = ()

    await alice.says(alice.dm, "hello")
    await slack.deliveries.settled()

    assert served.bodies == []
    (delivery,) = slack.record.events()
    assert (delivery.fate, delivery.attempts[0].status) == ("lost", 401)


async def test_what_is_not_taken_comes_again_three_times(slack: SlackDouble, alice: Person) -> None:
    slack.rules.retries = (0, 0.01, 0.01)
    headers: list[tuple[str | None, str | None]] = []

    async def fail(request: http.Request) -> http.Response:
        number = request.headers.get("X-Slack-Retry-Num")
        headers.append((number, request.headers.get("X-Slack-Retry-Reason")))
        return http.Response(status=503)

    async with listening(slack, fail):
        await alice.says(alice.dm, "hello")
        await slack.deliveries.settled()

    again = [(f"{number}", "http_error") for number in (1, 2, 3)]
    assert headers == [(None, None), *again]
    assert slack.record.undelivered[0].fate == "lost"


async def test_an_app_that_is_late_hears_it_again(slack: SlackDouble, alice: Person) -> None:
    slack.rules.acknowledge_within = 0.05
    reasons: list[str | None] = []

    async def late(request: http.Request) -> http.Response:
        reasons.append(request.headers.get("X-Slack-Retry-Reason"))
        await asyncio.sleep(0 if len(reasons) > 1 else 0.2)
        return http.Response()

    async with listening(slack, late):
        await alice.says(alice.dm, "hello")
        await slack.deliveries.settled()

    assert reasons == [None, "http_timeout"]


async def test_the_app_can_ask_not_to_be_told_again(slack: SlackDouble, alice: Person) -> None:
    async def refuse(request: http.Request) -> http.Response:
        return http.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    async with listening(slack, refuse):
        await alice.says(alice.dm, "hello")
        await slack.deliveries.settled()

    assert len(slack.record.events()[0].attempts) == 1


async def test_an_app_that_is_not_there_is_tried_again(slack: SlackDouble, alice: Person) -> None:
    slack.rules.retries = (0, 0)
    slack.posts_to("http://127.0.0.1:9/slack/events")

    await alice.says(alice.dm, "hello")
    await slack.deliveries.settled()

    reasons = [attempt.reason for attempt in slack.record.events()[0].attempts]
    assert reasons == ["", "connection_failed", "connection_failed"]
