"""Streamed answers, their errors, and what stands under a thread meanwhile."""

import asyncio
from typing import Any

import pytest
from slack_sdk.models.blocks import (
    ContextActionsBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
)
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.bolting import Bolt, error_of
from tests.doubles.slack import Channel, Message, Person, SlackDouble

FEEDBACK = ContextActionsBlock(
    elements=[
        FeedbackButtonsElement(
            action_id="feedback",
            positive_button=FeedbackButtonObject(text="Good", value="good"),
            negative_button=FeedbackButtonObject(text="Bad", value="bad"),
        )
    ]
)


@pytest.fixture(name="alice")
def _alice(slack: SlackDouble) -> Person:
    return slack.user("Alice")


@pytest.fixture(name="asked")
async def _asked(slack: SlackDouble, alice: Person) -> Message:
    return await alice.says(slack.channel("general"), "<@BOT> hello")


def to(asked: Message) -> dict[str, Any]:
    """Return the arguments with which an answer to a message is streamed."""
    return {
        "channel": asked.channel.id,
        "thread_ts": asked.ts,
        "recipient_team_id": asked.channel.workspace.id,
        "recipient_user_id": asked.author.id,
    }


async def test_a_stream_is_seen_growing_and_ends_with_its_blocks(
    web: AsyncWebClient, asked: Message
) -> None:
    stream = await web.chat_stream(buffer_size=1, **to(asked))
    for piece in ("Can", "berra", "."):
        await stream.append(markdown_text=piece)
    (answer,) = asked.channel.thread(asked)
    assert answer.is_streaming
    await stream.stop(blocks=[FEEDBACK])

    assert answer.texts == ["Can", "Canberra", "Canberra."]
    assert not answer.is_streaming
    assert answer.shown.blocks[-1]["type"] == "context_actions"


async def test_the_app_is_told_of_its_stream_at_both_ends_only(
    slack: SlackDouble, bolt: Bolt, web: AsyncWebClient, alice: Person
) -> None:
    asked = await alice.says(slack.channel("general"), "<@BOT> hello", quietly=True)

    stream = await web.chat_stream(buffer_size=1, **to(asked))
    for piece in ("Can", "berra", "."):
        await stream.append(markdown_text=piece)
    await stream.stop()
    await slack.deliveries.settled()

    begun, over = bolt.events("message")
    assert begun["streaming_state"] == "in_progress"
    assert over["subtype"] == "message_changed"
    assert over["message"]["streaming_state"] == "completed"
    assert over["message"]["text"] == "Canberra."


async def test_what_was_streamed_is_read_back_as_text(web: AsyncWebClient, asked: Message) -> None:
    stream = await web.chat_stream(**to(asked))
    await stream.stop(markdown_text="## Towns\n- **Canberra**\n- [Perth](https://perth.example)")

    replies = await web.conversations_replies(channel=asked.channel.id, ts=asked.ts)

    said = "Towns\n• *Canberra*\n• <https://perth.example|Perth>"
    assert replies["messages"][1]["text"] == said


@pytest.mark.parametrize("missing", ["recipient_team_id", "recipient_user_id"])
async def test_a_stream_in_a_channel_needs_a_recipient(
    web: AsyncWebClient, asked: Message, missing: str
) -> None:
    arguments = {key: value for key, value in to(asked).items() if key != missing}

    assert await error_of(web.chat_startStream(**arguments)) == f"missing_{missing}"


async def test_a_stream_in_a_direct_conversation_needs_none(
    web: AsyncWebClient, alice: Person
) -> None:
    asked = await alice.says(alice.dm, "hello")

    stream = await web.chat_stream(channel=alice.dm.id, thread_ts=asked.ts)
    await stream.stop(markdown_text="Hello.")

    assert alice.dm.thread(asked)[0].content == "Hello."


async def test_slack_closes_a_stream_after_some_minutes(
    slack: SlackDouble, web: AsyncWebClient, asked: Message
) -> None:
    slack.rules.stream_lasts = 0.05
    stream = await web.chat_stream(buffer_size=1, **to(asked))
    await stream.append(markdown_text="Can")

    await asyncio.sleep(0.06)

    for call in (stream.append(markdown_text="berra"), stream.stop()):
        assert await error_of(call) == "message_not_in_streaming_state"
    ts = stream.ts or ""
    await web.chat_update(channel=asked.channel.id, ts=ts, markdown_text="Canberra")
    assert asked.channel.thread(asked)[0].texts == ["Can", "Canberra"]


async def test_an_open_stream_can_be_neither_updated_nor_deleted(
    web: AsyncWebClient, asked: Message
) -> None:
    started = await web.chat_startStream(**to(asked), markdown_text="Can")
    where = {"channel": asked.channel.id, "ts": started["ts"]}

    assert await error_of(web.chat_update(**where, text="No")) == "streaming_state_conflict"
    assert await error_of(web.chat_delete(**where)) == "cant_delete_message"


async def test_more_than_a_call_may_carry_is_refused(web: AsyncWebClient, asked: Message) -> None:
    started = await web.chat_startStream(**to(asked))
    call = web.chat_appendStream(
        channel=asked.channel.id, ts=started["ts"], markdown_text="x" * 12_001
    )

    assert await error_of(call) == "msg_too_long"


async def test_stop_closes_the_stream_and_is_told(
    slack: SlackDouble, bolt: Bolt, web: AsyncWebClient, alice: Person, asked: Message
) -> None:
    where = {"channel_id": asked.channel.id, "thread_ts": asked.ts}
    await web.agents_sessions_setStatus(status="processing", title="Hello", **where)
    stream = await web.chat_stream(buffer_size=1, **to(asked))
    await stream.append(markdown_text="Can")

    await alice.stops(asked)
    await slack.until(lambda: bolt.events("agent_session_stopped"))

    (stopped,) = bolt.events("agent_session_stopped")
    assert stopped["streaming_message_ts"] == [stream.ts]
    assert stopped["thread_ts"] == asked.ts
    assert await error_of(stream.append(markdown_text="berra")) == "stopped_by_user"
    (session,) = slack.agents.processing
    await stream.stop(session_status="active")
    assert session.state == "active"
    assert session.title == "Hello"


async def test_there_is_no_stop_button_without_a_session_or_the_event(
    slack: SlackDouble, web: AsyncWebClient, alice: Person, asked: Message
) -> None:
    with pytest.raises(LookupError):
        await alice.stops(asked)

    slack.app.events -= {"agent_session_stopped"}
    answer = await web.agents_sessions_setStatus(
        channel_id=asked.channel.id, thread_ts=asked.ts, status="processing"
    )

    assert answer["warning"] == "missing_agent_session_stopped_event_subscription"
    with pytest.raises(LookupError):
        await alice.stops(asked)


async def test_a_session_shows_at_the_root_of_the_thread_without_a_word_changed(
    slack: SlackDouble, bolt: Bolt, web: AsyncWebClient, asked: Message
) -> None:
    await web.agents_sessions_setStatus(
        channel_id=asked.channel.id, thread_ts=asked.ts, status="processing"
    )
    await slack.deliveries.settled()

    changed = bolt.events("message")[-1]
    assert changed["message"]["agent_session"]["status"] == "processing"
    assert "agent_session" not in changed["previous_message"]
    assert changed["message"]["text"] == changed["previous_message"]["text"]


async def test_a_status_stands_until_the_bot_answers(
    slack: SlackDouble, web: AsyncWebClient, asked: Message
) -> None:
    where = {"channel_id": asked.channel.id, "thread_ts": asked.ts}
    key: tuple[Channel, str] = (asked.channel, asked.ts)

    await web.assistant_threads_setStatus(
        status="is thinking…", loading_messages=["Looking it up…"], **where
    )
    assert slack.agents.standing[key].loading == ("Looking it up…",)
    await web.chat_postMessage(channel=asked.channel.id, thread_ts=asked.ts, text="Yes.")

    assert slack.agents.standing == {}
    assert [status.text for _, status in slack.agents.ever] == ["is thinking…"]


async def test_an_agent_must_not_name_a_thread_when_it_suggests_prompts(
    slack: SlackDouble, web: AsyncWebClient, alice: Person
) -> None:
    asked = await alice.says(alice.dm, "hello")
    prompts = [{"title": "Translate", "message": "Translate this"}]

    await web.assistant_threads_setSuggestedPrompts(
        channel_id=alice.dm.id, thread_ts=asked.ts, prompts=prompts
    )
    assert slack.agents.prompts == {}
    await web.assistant_threads_setSuggestedPrompts(channel_id=alice.dm.id, prompts=prompts)

    assert slack.agents.prompts[alice.dm, None]["prompts"] == prompts
