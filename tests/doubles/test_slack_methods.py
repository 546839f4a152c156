"""Methods of the Web API that are asked for less often."""

from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.models.messages.chunk import MarkdownTextChunk, PlanUpdateChunk, TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.doubles.bolting import Bolt, client_of, error_of
from tests.doubles.slack import Channel, File, Message, Person, SlackDouble

Json = dict[str, Any]


@pytest.fixture(name="alice")
def _alice(slack: SlackDouble) -> Person:
    return slack.user("Alice")


@pytest.fixture(name="general")
def _general(slack: SlackDouble, alice: Person) -> Channel:
    return slack.channel("general", alice)


@pytest.fixture(name="said")
async def _said(alice: Person, general: Channel) -> Message:
    return await alice.says(general, "Lunch?")


async def test_arguments_may_come_in_query_form_or_json(
    slack: SlackDouble, general: Channel
) -> None:
    url = f"{slack.api_url}chat.postMessage"
    given: Any = {"channel": general.id, "token": slack.bot_token}
    async with ClientSession() as session:
        await session.get(url, params=given | {"text": "query"})
        await session.post(url, data=given | {"text": "form"})
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        await session.post(
            url, params={"channel": general.id}, json={"text": "json"}, headers=headers
        )

    assert [message.content for message in general.messages] == ["query", "form", "json"]


async def test_the_bot_reacts_once(web: AsyncWebClient, said: Message) -> None:
    where: Any = {"channel": said.channel.id, "timestamp": said.ts}

    await web.reactions_add(name="eyes", **where)
    assert await error_of(web.reactions_add(name="eyes", **where)) == "already_reacted"
    got = await web.reactions_get(**where)
    await web.reactions_remove(name="eyes", **where)

    assert got["message"]["reactions"][0]["name"] == "eyes"
    assert await error_of(web.reactions_remove(name="eyes", **where)) == "no_reaction"
    assert said.reactions == {}


async def test_a_reply_to_a_reply_lands_in_the_thread_of_the_root(
    web: AsyncWebClient, alice: Person, said: Message
) -> None:
    reply = await alice.says(said.channel, "Yes", thread=said)

    await web.chat_postMessage(channel=said.channel.id, thread_ts=reply.ts, text="Good")

    assert [each.content for each in said.channel.thread(said)] == ["Yes", "Good"]


async def test_another_name_needs_a_scope(
    slack: SlackDouble, web: AsyncWebClient, general: Channel
) -> None:
    granted = slack.installation.scopes
    slack.installation.scopes = tuple(one for one in granted if one != "chat:write.customize")
    call = web.chat_postMessage(channel=general.id, text="Hello", username="Ghost")
    assert await error_of(call) == "missing_scope"

    slack.installation.scopes = granted
    await web.chat_postMessage(channel=general.id, text="Hello", username="Ghost")

    assert general.last.guise == {"username": "Ghost"}


async def test_messages_of_others_can_be_neither_changed_nor_deleted(
    web: AsyncWebClient, said: Message
) -> None:
    where: Any = {"channel": said.channel.id, "ts": said.ts}

    assert await error_of(web.chat_update(**where, text="No")) == "cant_update_message"
    assert await error_of(web.chat_delete(**where)) == "cant_delete_message"


async def test_a_message_has_an_address(web: AsyncWebClient, alice: Person, said: Message) -> None:
    reply = await alice.says(said.channel, "Yes", thread=said)

    answer = await web.chat_getPermalink(channel=said.channel.id, message_ts=reply.ts)

    assert answer["permalink"].startswith(f"{reply.link}?thread_ts={said.ts}")


async def test_metadata_is_kept_and_told_on_demand(web: AsyncWebClient, general: Channel) -> None:
    metadata = {"event_type": "answer", "event_payload": {"id": "7"}}
    await web.chat_postMessage(channel=general.id, text="Yes", metadata=metadata)

    plain = await web.conversations_history(channel=general.id)
    full = await web.conversations_history(channel=general.id, include_all_metadata=True)

    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


async def test_a_stream_shows_tasks_and_a_plan(web: AsyncWebClient, said: Message) -> None:
    stream = await web.chat_stream(
        channel=said.channel.id,
        thread_ts=said.ts,
        recipient_team_id=said.channel.workspace.id,
        recipient_user_id=said.author.id,
    )
    task: Json = {"id": "1", "title": "Looking it up"}
    await stream.append(
        chunks=[
            PlanUpdateChunk(title="Lunch"),
            TaskUpdateChunk(**task, status="in_progress"),
            MarkdownTextChunk(text="At "),
        ]
    )
    await stream.append(chunks=[TaskUpdateChunk(**task, status="complete", output="Found")])
    bad = stream.append(chunks=[{"type": "task_update", "id": "2", "title": "x" * 257}])
    assert await error_of(bad) == "invalid_chunks"
    await stream.stop(markdown_text="noon.")

    (answer,) = said.channel.thread(said)
    assert answer.content == "At noon."
    assert answer.stream is not None
    assert answer.stream.plan == "Lunch"
    assert answer.stream.tasks["1"]["status"] == "complete"


async def test_titles_are_set_and_changed(
    slack: SlackDouble, web: AsyncWebClient, said: Message
) -> None:
    where: Any = {"channel_id": said.channel.id, "thread_ts": said.ts}

    await web.assistant_threads_setTitle(title="Lunch", **where)
    await web.agents_sessions_setStatus(status="processing", title="Lunch", **where)
    await web.api_call("agents.sessions.rename", json={"title": "Dinner", **where})

    assert slack.agents.titles[said.channel, said.ts] == "Lunch"
    assert slack.agents.sessions[said.channel, said.ts].title == "Dinner"
    slack.app.agent = False
    refused = web.agents_sessions_setStatus(status="active", **where)
    assert await error_of(refused) == "access_denied"


@pytest.mark.parametrize(
    ("change", "error"),
    [({"thread_ts": "1.000001"}, "invalid_thread_ts"), ({"channel_id": "C0"}, "channel_not_found")],
)
async def test_a_status_needs_a_thread_that_is_there(
    web: AsyncWebClient, said: Message, change: Any, error: str
) -> None:
    where: Any = {"channel_id": said.channel.id, "thread_ts": said.ts} | change

    assert await error_of(web.assistant_threads_setStatus(status="x", **where)) == error


async def test_the_bot_reads_itself_and_its_workspace(
    slack: SlackDouble, web: AsyncWebClient, general: Channel
) -> None:
    team = (await web.team_info())["team"]
    bot = (await web.bots_info(bot=slack.bot.bot_id))["bot"]
    info = (await web.conversations_info(channel=general.id, include_num_members=True))["channel"]

    assert (team["id"], team["name"]) == (slack.workspace.id, "Acme")
    assert bot["user_id"] == slack.bot.id
    assert info["num_members"] == 2


async def test_the_bot_leaves_and_marks(web: AsyncWebClient, general: Channel) -> None:
    await web.conversations_mark(channel=general.id, ts="1.000001")
    await web.conversations_leave(channel=general.id)

    call = web.conversations_history(channel=general.id)
    assert await error_of(call) == "not_in_channel"


async def test_a_token_that_was_taken_back_serves_no_more(
    slack: SlackDouble, web: AsyncWebClient, bolt: Bolt
) -> None:
    assert not (await web.auth_revoke(test=True))["revoked"]
    await web.auth_revoke()
    await slack.deliveries.settled()

    assert await error_of(web.auth_test()) == "account_inactive"
    assert [body["event"]["type"] for body in bolt.bodies] == ["tokens_revoked"]


async def test_a_deleted_file_is_gone(
    slack: SlackDouble, web: AsyncWebClient, alice: Person
) -> None:
    await web.files_upload_v2(filename="a.txt", content="a", channel=alice.dm.id)
    await slack.until(lambda: alice.dm.messages)
    (file,) = alice.dm.last.shown.files
    theirs = await alice.says(alice.dm, files=[File("b.txt", b"b")])

    await web.files_delete(file=file.id)

    assert await error_of(web.files_info(file=file.id)) == "file_deleted"
    other = theirs.shown.files[0].id
    assert await error_of(web.files_delete(file=other)) == "cant_delete_file"


async def test_views_are_pushed_and_updated(
    slack: SlackDouble, web: AsyncWebClient, alice: Person
) -> None:
    modal: Json = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "One"},
        "blocks": [{"type": "divider"}],
    }
    opened = await web.views_open(trigger_id=slack.views.trigger(alice.user), view=modal)
    for _ in range(2):
        await web.views_push(trigger_id=slack.views.trigger(alice.user), view=modal)
    too_deep = web.views_push(trigger_id=slack.views.trigger(alice.user), view=modal)
    assert await error_of(too_deep) == "push_limit_reached"

    two = modal | {"title": {"type": "plain_text", "text": "Two"}}
    await web.views_update(view_id=opened["view"]["id"], view=two)

    assert alice.modal is not None
    assert alice.modal.root.title == "Two"
    gone = web.views_update(view_id="V0", view=two)
    assert await error_of(gone) == "not_found"


async def test_a_menu_loads_its_options_while_one_types(
    bolt: Bolt, web: AsyncWebClient, alice: Person, general: Channel
) -> None:
    menu = {"type": "external_select", "action_id": "city", "min_query_length": 1}
    await web.chat_postMessage(
        channel=general.id, text="Where?", blocks=[{"type": "actions", "elements": [menu]}]
    )
    found = [{"text": {"type": "plain_text", "text": "Perth"}, "value": "per"}]

    @bolt.app.options("city")
    async def cities(ack: Any, payload: Json) -> None:
        await ack(options=found if payload["value"] == "per" else [])

    bolt.takes_all()

    assert await alice.types(general.last, "city", "per") == found
    await alice.presses(general.last, "city", found[0])
    assert bolt.bodies[-1]["actions"][0]["selected_option"]["value"] == "per"


async def test_a_message_can_be_taken_away_through_its_response_url(
    slack: SlackDouble, alice: Person, web: AsyncWebClient, general: Channel
) -> None:
    await web.chat_postEphemeral(channel=general.id, user=alice.id, text="Psst")
    (whisper,) = alice.sees(general)
    hook = AsyncWebhookClient(slack.parts.hooks.new(alice.user, general, whisper))

    await hook.send(replace_original=True, text="Psst!")
    assert whisper.content == "Psst!"
    await hook.send(delete_original=True)

    assert alice.sees(general) == []
    assert (
        await AsyncWebhookClient(f"{slack.url}/actions/T0/none").send(text="x")
    ).status_code == 404


async def test_a_workspace_is_limited_by_itself(slack: SlackDouble, general: Channel) -> None:
    globex = slack.add_workspace("Globex", install=True)
    theirs = slack.channel("general", workspace=globex)
    slack.limits.set("chat.postMessage", 1, 60)

    async with client_of(slack) as ours, client_of(slack, slack.token_of(globex)) as other:
        await ours.chat_postMessage(channel=general.id, text="Hello")
        await other.chat_postMessage(channel=theirs.id, text="Hello")
        limited = ours.chat_postMessage(channel=general.id, text="Hello")
        assert await error_of(limited) == "ratelimited"

    slack.limits.lift()
    async with client_of(slack) as ours:
        await ours.chat_postMessage(channel=general.id, text="Hello")
