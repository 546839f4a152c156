"""What the bot can read: people, channels and what was said."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.bolting import client_of, error_of
from tests.doubles.slack import BOT_TOKEN, SlackDouble


async def test_auth_test_tells_who_the_bot_is_and_its_scopes(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    answer = await web.auth_test()

    assert (answer["user_id"], answer["team_id"]) == (slack.bot.id, slack.workspace.id)
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-wrong", "invalid_auth")])
async def test_a_wrong_token_is_refused(slack: SlackDouble, token: str, error: str) -> None:
    async with client_of(slack, token) as web:
        assert await error_of(web.auth_test()) == error


async def test_tokens_are_of_different_kinds(slack: SlackDouble, web: AsyncWebClient) -> None:
    wrong = web.apps_connections_open(app_token=BOT_TOKEN)
    assert await error_of(wrong) == "not_allowed_token_type"
    async with client_of(slack, slack.app_token) as app:
        assert await error_of(app.auth_test()) == "not_allowed_token_type"


async def test_a_missing_scope_is_named(slack: SlackDouble, web: AsyncWebClient) -> None:
    slack.installation.scopes = ("chat:write",)

    with pytest.raises(Exception, match="missing_scope") as caught:
        await web.users_info(user=slack.user("Alice").id)

    response: Any = getattr(caught.value, "response", {})
    assert response["needed"] == "users:read"
    assert response["provided"] == "chat:write"


async def test_people_have_real_and_display_names(slack: SlackDouble, web: AsyncWebClient) -> None:
    ally = slack.user("Alice Adams", display="ally", admin=True)

    user = (await web.users_info(user=ally.id))["user"]

    assert (user["profile"]["display_name"], user["real_name"]) == ("ally", "Alice Adams")
    assert user["is_admin"]
    listed = [
        each["id"] async for page in await web.users_list(limit=1) for each in page["members"]
    ]
    assert listed == [slack.bot.id, ally.id]


async def test_private_channels_without_the_bot_are_not_there_for_it(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    open_, shut = slack.channel("open", bot=False), slack.channel("shut", private=True, bot=False)
    mine = slack.channel("mine", private=True)

    types = "public_channel,private_channel"
    listed = (await web.conversations_list(types=types))["channels"]

    assert [each["id"] for each in listed] == [open_.id, mine.id]
    assert not listed[0]["is_member"]
    assert await error_of(web.conversations_info(channel=shut.id)) == "channel_not_found"
    own = (await web.users_conversations(types=types))["channels"]
    assert [each["id"] for each in own] == [mine.id]


async def test_the_bot_joins_what_is_public(slack: SlackDouble, web: AsyncWebClient) -> None:
    elsewhere = slack.channel("elsewhere", bot=False)

    await web.conversations_join(channel=elsewhere.id)

    assert (await web.conversations_members(channel=elsewhere.id))["members"] == [slack.bot.id]


async def test_a_direct_conversation_is_opened_once(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    alice, bob = slack.user("Alice"), slack.user("Bob")

    first = await web.conversations_open(users=alice.id)
    again = await web.conversations_open(users=[alice.id])
    group = await web.conversations_open(users=f"{alice.id},{bob.id}")

    assert first["channel"]["id"] == again["channel"]["id"] == alice.dm.id
    assert group["channel"]["id"] != alice.dm.id


async def test_history_is_newest_first_and_without_replies(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    general, alice = slack.channel("general"), slack.user("Alice")
    said = [await alice.says(general, f"{number}") for number in range(5)]
    await alice.says(general, "reply", thread=said[1])

    first = await web.conversations_history(channel=general.id, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    # A message that comes meanwhile does not shift the pages.
    await alice.says(general, "new")
    second = await web.conversations_history(channel=general.id, limit=3, cursor=cursor)

    assert [each["text"] for each in first["messages"]] == ["4", "3"]
    assert first["has_more"]
    assert [each["text"] for each in second["messages"]] == ["2", "1", "0"]
    assert not second["has_more"]
    assert second["messages"][1]["reply_count"] == 1


async def test_history_from_a_time_on_is_paged_forward(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    general, alice = slack.channel("general"), slack.user("Alice")
    said = [await alice.says(general, f"{number}") for number in range(5)]

    first = await web.conversations_history(channel=general.id, limit=2, oldest=said[0].ts)
    cursor = first["response_metadata"]["next_cursor"]
    second = await web.conversations_history(
        channel=general.id, limit=2, oldest=said[0].ts, cursor=cursor
    )

    assert [each["text"] for each in first["messages"]] == ["2", "1"]
    assert [each["text"] for each in second["messages"]] == ["4", "3"]


async def test_a_thread_is_oldest_first_with_its_root_ahead(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    general, alice = slack.channel("general"), slack.user("Alice")
    root = await alice.says(general, "root")
    for number in range(3):
        await alice.says(general, f"{number}", thread=root)

    pages = await web.conversations_replies(channel=general.id, ts=root.ts, limit=2)
    texts = [[each["text"] for each in page["messages"]] async for page in pages]

    assert texts == [["root", "0"], ["1", "2"]]
    missing = web.conversations_replies(channel=general.id, ts="1.000001")
    assert await error_of(missing) == "thread_not_found"


async def test_history_can_be_short_as_for_distributed_apps(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    slack.rules.history_most = 15
    slack.limits.set("conversations.history", 1, 60)
    general, alice = slack.channel("general"), slack.user("Alice")
    for number in range(20):
        await alice.says(general, f"{number}")

    history = await web.conversations_history(channel=general.id, limit=1000)

    assert len(history["messages"]) == 15
    assert await error_of(web.conversations_history(channel=general.id)) == "ratelimited"


async def test_a_past_can_be_made(slack: SlackDouble, web: AsyncWebClient) -> None:
    general, alice = slack.channel("general"), slack.user("Alice")
    now = await alice.says(general, "now")
    await alice.says(general, "then", ago=3600)

    history = await web.conversations_history(channel=general.id, oldest=f"{float(now.ts) - 60}")

    assert [each["text"] for each in history["messages"]] == ["now"]


async def test_unknown_methods_are_refused(web: AsyncWebClient) -> None:
    assert await error_of(web.api_call("chat.shout")) == "unknown_method"
