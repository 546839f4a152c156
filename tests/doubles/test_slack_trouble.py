"""Rate limits, and everything that can go wrong with a call."""

import asyncio
import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.bolting import error_of
from tests.doubles.slack import (
    Channel,
    Error,
    Limited,
    Lost,
    Page,
    Reset,
    SlackDouble,
    Slow,
    Status,
)


@pytest.fixture(name="general")
def _general(slack: SlackDouble) -> Channel:
    return slack.channel("general")


async def test_posting_is_limited_per_channel(
    slack: SlackDouble, web: AsyncWebClient, general: Channel
) -> None:
    slack.limits.enforce()
    other = slack.channel("other")

    for number in range(4):
        await web.chat_postMessage(channel=general.id, text=f"{number}")
    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(channel=general.id, text="4")
    await web.chat_postMessage(channel=other.id, text="0")

    assert caught.value.response.status_code == 429
    assert int(caught.value.response.headers["Retry-After"]) in {3, 4}
    assert slack.record.limited == 1


async def test_methods_are_limited_by_their_tiers(
    slack: SlackDouble, web: AsyncWebClient, general: Channel
) -> None:
    slack.limits.enforce()
    posted = await web.chat_postMessage(channel=general.id, text="Hello")

    errors = [await _outcome(web, general, posted["ts"], f"{number}") for number in range(51)]

    assert errors == [""] * 50 + ["ratelimited"]


async def _outcome(web: AsyncWebClient, channel: Channel, ts: str, text: str) -> str:
    try:
        await web.chat_update(channel=channel.id, ts=ts, text=text)
    except SlackApiError as error:
        return str(error.response["error"])
    return ""


async def test_the_client_waits_as_long_as_it_is_told(
    slack: SlackDouble, web: AsyncWebClient, general: Channel
) -> None:
    slack.fail(Limited(retry_after=1))
    web.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))

    before = time.monotonic()
    await web.chat_postMessage(channel=general.id, text="Hello")

    assert time.monotonic() - before >= 1
    assert [request.status for request in slack.record.of("chat.postMessage")] == [429, 200]


@pytest.mark.parametrize("status", [500, 503])
async def test_the_client_tries_again_after_errors_of_the_server(
    slack: SlackDouble, web: AsyncWebClient, general: Channel, status: int
) -> None:
    slack.fail(Status(status), on="chat.*")
    web.retry_handlers.append(AsyncServerErrorRetryHandler(max_retry_count=1))

    await web.chat_postMessage(channel=general.id, text="Hello")

    assert [request.status for request in slack.record.of("chat.postMessage")] == [status, 200]
    assert len(general.messages) == 1


async def test_a_connection_reset_leaves_nothing_done(
    slack: SlackDouble, web: AsyncWebClient, general: Channel
) -> None:
    slack.fail(Reset(), times=None)
    web.retry_handlers.clear()

    with pytest.raises(aiohttp.ClientConnectionError):
        await web.chat_postMessage(channel=general.id, text="Hello")

    assert general.messages == []
    assert slack.record.of("chat.postMessage")[0].status is None


async def test_an_answer_can_be_lost_after_the_work_was_done(
    slack: SlackDouble, web: AsyncWebClient, general: Channel
) -> None:
    slack.fail(Lost())
    web.retry_handlers.clear()

    with pytest.raises(aiohttp.ClientConnectionError):
        await web.chat_postMessage(channel=general.id, text="Hello")

    assert [message.content for message in general.messages] == ["Hello"]


async def test_an_answer_can_come_late(
    slack: SlackDouble, web: AsyncWebClient, general: Channel
) -> None:
    over = asyncio.Event()
    slack.fail(Slow(over=over, first=True))

    posting = asyncio.create_task(web.chat_postMessage(channel=general.id, text="Hello"))
    await slack.until(lambda: general.messages)
    assert not posting.done()
    over.set()

    assert (await posting)["ok"]


async def test_errors_of_slack_come_with_status_200(
    slack: SlackDouble, web: AsyncWebClient, general: Channel
) -> None:
    slack.fail(Error("service_unavailable"), on="chat.postMessage", times=2)

    for _ in range(2):
        call = web.chat_postMessage(channel=general.id, text="Hello")
        assert await error_of(call) == "service_unavailable"
    await web.chat_postMessage(channel=general.id, text="Hello")


async def test_a_page_can_come_instead_of_an_answer(
    slack: SlackDouble, web: AsyncWebClient, general: Channel
) -> None:
    slack.fail(Page())

    with pytest.raises(SlackApiError):
        await web.chat_postMessage(channel=general.id, text="Hello")


async def test_an_error_of_the_double_itself_does_not_stay_unseen() -> None:
    async def broken() -> None:
        async with SlackDouble() as slack, aiohttp.ClientSession() as session:
            slack.record.summary = None  # type: ignore[method-assign, assignment] # broken on purpose
            await session.get(f"{slack.url}/record")

    with pytest.raises(TypeError):
        await broken()
