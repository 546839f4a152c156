"""Slack calls the bot: requests are acknowledged and answered, and refused where not Slack's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.slack import adapter
from bot.errors import PlatformError
from tests.adapters.slack.stage import answers, is_done
from tests.bot.talking import configured, opened
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, Person, SlackDouble


@pytest.fixture(name="called")
async def _called(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path, unused_tcp_port: int
) -> AsyncIterator[None]:
    given = {"mode": "http", "listen": f"127.0.0.1:{unused_tcp_port}", "api_url": slack.api_url}
    config = configured(tmp_path, api, slack=given)
    secrets = {
        "SLACK_BOT_TOKEN": SecretStr(slack.bot_token),
        "SLACK_SIGNING_SECRET": SecretStr(slack.signing_secret),
    }
    slack.posts_to(f"http://127.0.0.1:{unused_tcp_port}/slack/events")
    slack.rules.retries = (0.1, 0.2)
    async with opened(tmp_path, api) as bot:
        running = asyncio.create_task(adapter.run(bot, config, secrets))
        await slack.record.until(lambda record: record.counts["users.conversations"] > 0)
        yield
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def test_questions_and_commands_are_answered(
    slack: SlackDouble, called: None, api: OpenAIDouble, general: Channel, alice: Person
) -> None:
    api.say("Hello.")
    asked = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: is_done(general, asked))
    used = await alice.slash("/help", "", general)
    await slack.until(lambda: any("/help" in each.content for each in general.seen_by(alice.user)))
    await slack.deliveries.settled()

    assert used.acknowledged
    assert answers(general, asked)[0].startswith("Hello.")
    assert len(answers(general, asked)) == 1
    assert slack.record.undelivered == []


@pytest.mark.parametrize("wrong", ["secret", "clock"])
async def test_a_request_with_a_wrong_or_stale_signature_is_refused(
    slack: SlackDouble, called: None, api: OpenAIDouble, general: Channel, alice: Person, wrong: str
) -> None:
    if wrong == "secret":
        slack.http.secret = "0" * 32
    else:
        slack.http.age = 600
    await alice.says(general, "<@BOT> hello")
    await slack.deliveries.settled()

    assert [each for each in general.messages if each.author.is_bot] == []
    assert len(slack.record.undelivered) == len(slack.record.deliveries)


async def test_without_the_signing_secret_it_does_not_start(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path
) -> None:
    config = configured(tmp_path, api, slack={"mode": "http", "api_url": slack.api_url})
    async with opened(tmp_path, api) as bot:
        secrets = {"SLACK_BOT_TOKEN": SecretStr(slack.bot_token)}
        with pytest.raises(PlatformError, match="SLACK_SIGNING_SECRET"):
            await adapter.run(bot, config, secrets)
