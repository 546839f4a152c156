"""People speak, the bot hears it through Bolt in Socket Mode and answers."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.bolting import Bolt, error_of
from tests.doubles.slack import File, SlackDouble


async def test_a_mention_comes_as_app_mention_and_as_message(
    slack: SlackDouble, bolt: Bolt
) -> None:
    general, alice = slack.channel("general"), slack.user("Alice")

    said = await alice.says(general, "<@BOT> is 3 < 4?")
    await slack.until(lambda: len(bolt.bodies) == 2)

    (mention,), (message,) = bolt.events("app_mention"), bolt.events("message")
    assert mention["text"] == message["text"] == f"{slack.bot.mention} is 3 &lt; 4?"
    assert mention["ts"] == message["ts"] == said.ts
    assert message["channel_type"] == "channel"
    assert len({body["event_id"] for body in bolt.bodies}) == 2


async def test_only_what_the_app_is_subscribed_to_is_told(slack: SlackDouble, bolt: Bolt) -> None:
    slack.app.events = frozenset({"app_mention"})
    general, alice = slack.channel("general"), slack.user("Alice")

    await alice.says(general, "Lunch?")
    await alice.says(general, "<@BOT> lunch?")
    await slack.deliveries.settled()

    assert [body["event"]["type"] for body in bolt.bodies] == ["app_mention"]


async def test_a_direct_message_is_no_mention(slack: SlackDouble, bolt: Bolt) -> None:
    alice = slack.user("Alice")

    await alice.says(alice.dm, "<@BOT> hello")
    await slack.deliveries.settled()

    (heard,) = bolt.bodies
    assert heard["event"]["channel_type"] == "im"
    assert heard["event"]["channel"].startswith("D")


async def test_nothing_is_told_of_channels_without_the_bot(slack: SlackDouble, bolt: Bolt) -> None:
    elsewhere, alice = slack.channel("elsewhere", bot=False), slack.user("Alice")

    await alice.says(elsewhere, "<@BOT> hello")
    await slack.deliveries.settled()

    assert bolt.bodies == []


async def test_an_answer_in_a_thread_is_seen_there_with_its_versions(
    slack: SlackDouble, bolt: Bolt, web: AsyncWebClient
) -> None:
    general, alice = slack.channel("general"), slack.user("Alice")
    asked = await alice.says(general, "<@BOT> hello")

    posted = await web.chat_postMessage(channel=general.id, thread_ts=asked.ts, text="Hel")
    await web.chat_update(channel=general.id, ts=posted["ts"], text="Hello &amp; bye")

    (answer,) = general.thread(asked)
    assert answer.texts == ["Hel", "Hello & bye"]
    assert answer.author is slack.bot
    assert answer.versions[0].at < answer.versions[1].at


async def test_edits_and_deletions_are_told_with_what_was_there(
    slack: SlackDouble, bolt: Bolt
) -> None:
    alice = slack.user("Alice")
    said = await alice.says(alice.dm, "Helo")
    await alice.edits(said, "Hello")
    await alice.deletes(said)
    await slack.deliveries.settled()

    _, changed, deleted = bolt.events("message")
    assert changed["subtype"] == "message_changed"
    assert changed["message"]["text"] == "Hello"
    assert changed["message"]["edited"]["user"] == alice.id
    assert changed["previous_message"]["text"] == "Helo"
    assert deleted["subtype"] == "message_deleted"
    assert deleted["deleted_ts"] == said.ts
    assert alice.dm.messages == []


async def test_the_deleted_root_of_a_thread_leaves_a_tombstone(
    slack: SlackDouble, bolt: Bolt
) -> None:
    general, alice = slack.channel("general"), slack.user("Alice")
    root = await alice.says(general, "Who?")
    await alice.says(general, "Me.", thread=root)

    await alice.deletes(root)
    await slack.deliveries.settled()

    assert bolt.events("message")[-1]["message"]["subtype"] == "tombstone"
    assert [each.content for each in general.messages] == ["This message was deleted.", "Me."]


async def test_an_edited_mention_is_told_once_more(slack: SlackDouble, bolt: Bolt) -> None:
    general, alice = slack.channel("general"), slack.user("Alice")

    await alice.edits(await alice.says(general, "<@BOT> helo"), "<@BOT> hello")
    await slack.deliveries.settled()

    first, second = bolt.events("app_mention")
    assert first["ts"] == second["ts"]
    assert "edited" in second


async def test_a_message_with_files_says_so(slack: SlackDouble, bolt: Bolt) -> None:
    alice = slack.user("Alice")

    await alice.says(alice.dm, "Look", files=[File("notes.txt", b"Hello")])
    await slack.deliveries.settled()

    (message,) = bolt.events("message")
    assert message["subtype"] == "file_share"
    assert message["files"][0]["mimetype"] == "text/plain"
    assert message["files"][0]["size"] == 5
    assert [event["file_id"] for event in bolt.events("file_shared")] == [message["files"][0]["id"]]


async def test_what_is_for_one_person_is_seen_by_that_person_only(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    alice, bob = slack.user("Alice"), slack.user("Bob")
    general = slack.channel("general", alice, bob)

    await web.chat_postEphemeral(channel=general.id, user=alice.id, text="Psst")

    assert [each.content for each in general.seen_by(alice.user)] == ["Psst"]
    assert general.seen_by(bob.user) == []
    assert general.messages == []


async def test_a_message_to_a_user_arrives_in_the_direct_conversation(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    alice = slack.user("Alice")

    answer = await web.chat_postMessage(channel=alice.id, text="Hello")

    assert answer["channel"] == alice.dm.id
    assert alice.dm.last.content == "Hello"


@pytest.mark.parametrize(
    ("text", "pinged"),
    [
        ("<!channel> and <!here>", {"!channel", "!here"}),
        ("<!subteam^S012345|@devs>", {"!subteam^S012345"}),
        ("`<!channel>` in code", set()),
        ("@channel as a word", set()),
    ],
)
async def test_the_double_says_who_was_notified(
    slack: SlackDouble, web: AsyncWebClient, text: str, pinged: set[str]
) -> None:
    general = slack.channel("general")

    await web.chat_postMessage(channel=general.id, text=text)

    assert general.last.pings == pinged


async def test_reactions_are_told_and_read_back(
    slack: SlackDouble, bolt: Bolt, web: AsyncWebClient
) -> None:
    general, alice = slack.channel("general"), slack.user("Alice")
    said = await alice.says(general, "Lunch?", quietly=True)

    await alice.reacts(said, "eyes")
    await slack.deliveries.settled()

    assert bolt.events("reaction_added")[0]["item"]["ts"] == said.ts
    history = await web.conversations_history(channel=general.id)
    assert history["messages"][0]["reactions"][0]["users"] == [alice.id]


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C0NOWHERE", "channel_not_found"), ("elsewhere", "not_in_channel")],
)
async def test_the_bot_writes_only_where_it_is(
    slack: SlackDouble, web: AsyncWebClient, channel: str, error: str
) -> None:
    elsewhere = slack.channel("elsewhere", bot=False)
    where: Any = elsewhere.id if channel == "elsewhere" else channel

    assert await error_of(web.chat_postMessage(channel=where, text="Hello")) == error


async def test_what_needs_a_scope_is_not_told_without_it(slack: SlackDouble, bolt: Bolt) -> None:
    slack.installation.scopes = tuple(set(slack.installation.scopes) - {"im:history"})
    alice = slack.user("Alice")

    await alice.says(alice.dm, "hello")
    await alice.says(slack.channel("general"), "hello")
    await slack.deliveries.settled()

    assert [event["channel_type"] for event in bolt.events("message")] == ["channel"]


async def test_the_agent_hears_what_one_looks_at(slack: SlackDouble, bolt: Bolt) -> None:
    general, alice = slack.channel("general"), slack.user("Alice")

    await alice.looks_at(general)
    await alice.opens_home("messages")
    await alice.says(alice.dm, "Summarize this")
    await slack.deliveries.settled()

    (changed,) = bolt.events("app_context_changed")
    assert changed["context"]["entities"][0]["value"] == general.id
    assert bolt.events("app_home_opened")[0]["context"] == changed["context"]
    assert bolt.events("message")[0]["app_context"] == changed["context"]


async def test_what_was_shown_for_a_moment_is_remembered(
    slack: SlackDouble, web: AsyncWebClient
) -> None:
    alice, general = slack.user("Alice"), slack.channel("general")
    asked = await alice.says(general, "Secret of Alice")
    where: dict[str, Any] = {"channel": general.id, "thread_ts": asked.ts}
    button = {"type": "button", "text": {"type": "plain_text", "text": "Pressed"}}
    posted = await web.chat_postMessage(
        **where, text="Notified", blocks=[{"type": "actions", "elements": [button]}]
    )
    await web.chat_update(channel=general.id, ts=posted["ts"], text="Updated")
    await web.chat_delete(channel=general.id, ts=posted["ts"])
    await web.assistant_threads_setStatus(
        channel_id=general.id, thread_ts=asked.ts, status="thinking", loading_messages=["waiting"]
    )
    header = {"type": "header", "text": {"type": "plain_text", "text": "At home"}}
    await web.views_publish(user_id=alice.id, view={"type": "home", "blocks": [header]})

    shown = set(slack.shown())

    assert {"Notified", "Pressed", "Updated", "thinking", "waiting", "At home"} <= shown
    assert "Secret of Alice" not in shown
