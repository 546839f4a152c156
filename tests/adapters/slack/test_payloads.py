"""What Slack really sends: marks, kinds of messages, people of elsewhere, and the unexpected."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.contents import channels_in, named, spelled, without_marks
from adapters.slack.listening import Me, is_said, is_wanted
from adapters.slack.opening import show
from adapters.slack.people import People, person_of
from adapters.slack.receiving import Door
from adapters.slack.wire import WireError
from bot.commands import found
from bot.commands.parse import parse
from bot.errors import StoreLocked
from bot.settings import Values

ME = Me("T1", "U0BOT", "B0BOT")
NAMES = {"U1": "Bob", "W2": "Eve \\1", "C1": "general"}


class FakeWire:
    """Takes calls of the Web API down, and answers them all alike."""

    def __init__(self, answer: Mapping[str, Any] | WireError | None = None) -> None:
        self.calls: list[tuple[str, Mapping[str, Any]]] = []
        self.called = asyncio.Event()
        self._answer = answer if answer is not None else {"ok": True, "view": {"id": "V1"}}

    async def call(self, method: str, given: Mapping[str, Any], **_: object) -> Mapping[str, Any]:
        self.calls.append((method, given))
        self.called.set()
        return self._answered()

    async def read(self, method: str, **given: Any) -> Mapping[str, Any]:
        self.calls.append((method, given))
        return self._answered()

    def _answered(self) -> Mapping[str, Any]:
        if isinstance(self._answer, WireError):
            raise self._answer
        return self._answer


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<#C1>", "#general"),
        ("<#C1|>", "#general"),
        ("<#C2|>", "#a channel"),
        ("<#C1|random>", "#random"),
        ("<@W2>", "@Eve \\1"),
        (
            "<https://example.org/?a=1&amp;b=2|example.org/?a=1&amp;b=2>",
            "https://example.org/?a=1&b=2",
        ),
        ("<mailto:a@example.org|a@example.org>", "a@example.org"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<!subteam^S1|@team> <!here|here>", "@team @here"),
    ],
)
def test_marks_are_read_as_people_see_them(written: str, read: str):
    assert named(written, NAMES) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@U1|bob>", "U1"),
        ("<#C1|general> <#C1|>", "C1 C1"),
        (
            "<https://x.org|x.org> <mailto:a@x.org|a@x.org> <tel:123|123>",
            "https://x.org a@x.org 123",
        ),
        ("<!subteam^S1|@team>", "S1"),
        ("<@U0BOT> hi", "<@U0BOT> hi"),
    ],
)
def test_behind_a_command_ids_and_addresses_are_bare(written: str, read: str):
    assert without_marks(written, "U0BOT") == read


@pytest.mark.parametrize(
    ("typed", "option", "value"),
    [
        ("/translate french <@U1|bob> said so in <#C1>", "text", "@Bob said so in #general"),
        ("/translate french <@W2> asks", "text", "@Eve \\1 asks"),
        ("/summarize <#C1|general>", "what", "C1"),
    ],
)
def test_words_have_names_and_what_an_id_alone_says_stays(typed: str, option: str, value: str):
    command, options = parse(without_marks(typed, ""), found())
    assert spelled(command, options, typed, NAMES)[option] == value


def test_channels_without_a_name_are_looked_up():
    assert channels_in({"text": "<#C1> <#C2|> <#C3|known> <@U1>"}) == ["C1", "C2"]


@pytest.mark.parametrize(
    ("event", "heard"),
    [
        ({}, True),
        ({"subtype": "file_share"}, True),
        ({"subtype": "thread_broadcast", "thread_ts": "1.0"}, True),
        ({"subtype": "me_message"}, True),
        ({"subtype": "bot_message", "bot_id": "B2", "user": None}, True),
        ({"bot_id": "B0BOT"}, False),
        ({"user": "U0BOT"}, False),
        ({"subtype": "channel_join"}, False),
        ({"subtype": "channel_topic"}, False),
        ({"subtype": "message_replied"}, False),
        ({"subtype": "assistant_app_thread"}, False),
        ({"subtype": "reminder_add"}, False),
        ({"hidden": True}, False),
        ({"user": None}, False),
        ({"ts": None}, False),
        ({"channel": None}, False),
    ],
)
def test_what_people_say_is_heard_and_notices_are_not(event: dict[str, Any], heard: bool):
    said = {"type": "message", "channel": "C1", "ts": "2.0", "user": "U1", "text": "hi"} | event
    assert is_said(said, ME) is heard


def test_slackbot_is_no_person():
    said = {"type": "message", "channel": "C1", "ts": "2.0", "user": "USLACKBOT", "text": "hi"}
    assert not is_wanted(said, Values(watched=True), me=ME, own_thread=True)
    assert is_wanted(said | {"user": "U1"}, Values(watched=True), me=ME, own_thread=False)
    assert person_of({"id": "USLACKBOT", "is_bot": False}, "T1").bot


@pytest.mark.parametrize(
    ("user", "admin"),
    [
        ({"is_admin": True}, True),
        ({"is_owner": True, "team_id": "T1"}, True),
        ({"is_admin": True, "deleted": True}, False),
        ({"is_admin": True, "team_id": "T2"}, False),
        ({"is_admin": True, "team_id": "T1", "is_stranger": True}, False),
        ({"is_admin": True, "team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, True),
        ({"is_admin": True, "team_id": "T2", "enterprise_user": {"teams": ["T2"]}}, False),
    ],
)
def test_who_manages_another_workspace_manages_nothing_here(user: dict[str, Any], admin: bool):
    assert person_of({"id": "U1", **user}, "T1").admin is admin


@pytest.mark.parametrize(("code", "calls"), [("missing_scope", 1), ("ConnectionError", 3)])
async def test_a_name_that_slack_never_tells_is_asked_for_once(code: str, calls: int):
    wire = FakeWire(WireError(code))
    people = People(wire, "T1")  # type: ignore[arg-type]  # as much of one as is used
    for _ in range(3):
        person = await people.person("U1", rights=True)
        assert (person.name, person.admin) == ("U1", False)
    assert len(wire.calls) == calls


async def test_a_delivery_that_is_not_as_slack_describes_it_is_acknowledged():
    assert (await _delivered(lambda: {}["channel"])).status == 200


async def test_what_could_not_be_stored_is_not_acknowledged_and_comes_again():
    def locked() -> None:
        raise StoreLocked("x")

    with pytest.raises(StoreLocked):
        await _delivered(locked)


async def _delivered(taking: Callable[[], object]) -> BoltResponse:
    class Taker:
        async def take(self, kind: str, body: Any) -> None:
            taking()

    async def passed() -> BoltResponse:
        raise AssertionError("it is a delivery")

    request = AsyncBoltRequest(body={"type": "event_callback", "event": {}}, mode="socket_mode")
    answer = await Door(Taker()).async_process(
        req=request, resp=BoltResponse(status=404), next=passed
    )
    assert answer is not None
    return answer


async def test_a_form_that_takes_long_is_announced_while_slack_still_lets_one_open_it():
    wire, gate = FakeWire(), asyncio.Event()

    async def making() -> dict[str, Any]:
        await gate.wait()
        return {"type": "modal", "title": "done"}

    showing = asyncio.create_task(show(wire, "trigger", making(), seconds=0))  # type: ignore[arg-type]  # as much of one as is used
    await wire.called.wait()
    gate.set()
    await showing

    (opened, first), (updated, then) = wire.calls
    assert (opened, first["trigger_id"]) == ("views.open", "trigger")
    assert (updated, then["view_id"]) == ("views.update", "V1")
    assert then["view"]["title"] == "done"


async def test_a_form_that_is_ready_is_opened_at_once():
    wire = FakeWire()

    async def ready() -> dict[str, Any]:
        return {"type": "modal"}

    await show(wire, "trigger", ready())  # type: ignore[arg-type]  # as much of one as is used
    assert [method for method, _ in wire.calls] == ["views.open"]
