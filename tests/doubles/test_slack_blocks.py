"""What Slack finds wrong with texts and blocks."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.bolting import error_of
from tests.doubles.slack import Channel, SlackDouble, blocks

Json = dict[str, Any]


@pytest.fixture(name="general")
def _general(slack: SlackDouble) -> Channel:
    return slack.channel("general")


def words(text: str) -> Json:
    """Return plain text."""
    return {"type": "plain_text", "text": text}


def section(length: int) -> Json:
    """Return a section with a text of some length."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}}


def button(**more: Any) -> Json:
    """Return a block with one button."""
    element = {"type": "button", "action_id": "go", "text": words("Go")} | more
    return {"type": "actions", "elements": [element]}


BAD: list[tuple[Json, str]] = [
    (section(3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    (section(0), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ({"type": "section"}, "missing required field: text [json-pointer:/blocks/0]"),
    (
        {"type": "header", "text": words("x" * 151)},
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        button(text=words("x" * 76)),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        button(value="x" * 2001),
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    ({"type": "actions", "elements": []}, "no fewer than 1 items allowed"),
    ({"type": "context", "elements": [words("x")] * 11}, "no more than 10 items allowed"),
    (
        {"type": "context_actions", "elements": [button()["elements"][0]]},
        "unsupported type: button",
    ),
    ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}, "no more than 100"),
    ({"type": "sausage"}, "unsupported type: sausage [json-pointer:/blocks/0]"),
    (section(1) | {"block_id": "x" * 256}, "must be less than 256 characters"),
]


@pytest.mark.parametrize(("block", "problem"), BAD)
async def test_bad_blocks_are_refused_with_the_place_of_the_problem(
    web: AsyncWebClient, general: Channel, block: Json, problem: str
) -> None:
    with pytest.raises(SlackApiError) as caught:
        await web.chat_postMessage(channel=general.id, text="x", blocks=[block])

    assert caught.value.response["error"] == "invalid_blocks"
    assert problem in caught.value.response["errors"][0]
    assert general.messages == []


async def test_the_longest_that_is_allowed_is_taken(web: AsyncWebClient, general: Channel) -> None:
    longest = [
        section(3000),
        {"type": "header", "text": words("x" * 150)},
        button(text=words("x" * 75), value="x" * 2000),
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 10},
    ]

    await web.chat_postMessage(channel=general.id, text="x" * 40_000, blocks=longest)

    assert len(general.messages) == 1


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"blocks": [{"type": "markdown", "text": "x" * 6_001}] * 2}, "invalid_blocks"),
        ({"blocks": [section(3000)] * 5}, "msg_blocks_too_long"),
        ({"blocks": [section(1) | {"block_id": "same"}] * 2}, "invalid_blocks"),
        ({"blocks": "[{"}, "invalid_blocks_format"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"markdown_text": "x", "text": "y"}, "markdown_text_conflict"),
        ({"attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
        ({"text": ""}, "no_text"),
    ],
)
async def test_too_much_or_nothing_at_all_is_refused(
    web: AsyncWebClient, general: Channel, given: Json, error: str
) -> None:
    call = web.api_call("chat.postMessage", json={"channel": general.id, **given})

    assert await error_of(call) == error


async def test_an_update_takes_less_text_than_a_post(web: AsyncWebClient, general: Channel) -> None:
    posted = await web.chat_postMessage(channel=general.id, text="x" * 5_000)
    where = {"channel": general.id, "ts": posted["ts"]}

    assert await error_of(web.chat_update(**where, text="y" * 4_001)) == "msg_too_long"
    await web.chat_update(**where, markdown_text="y" * 12_000)

    assert general.last.content == "y" * 12_000


async def test_only_a_change_of_the_text_shows_the_mark_of_an_edit(
    web: AsyncWebClient, general: Channel
) -> None:
    posted = await web.chat_postMessage(channel=general.id, text="x", blocks=[section(1)])
    where = {"channel": general.id, "ts": posted["ts"]}

    await web.chat_update(**where, text="x", blocks=[section(2)])
    assert general.last.edited is None
    await web.chat_update(**where, text="y")

    assert general.last.edited is not None
    assert general.last.shown.blocks == ()


def test_a_modal_takes_inputs_but_no_markdown() -> None:
    field = {"type": "plain_text_input", "action_id": "text"}
    asking = {"type": "input", "label": words("Text"), "element": field}

    assert blocks.problems([asking], surface="modal") == []
    assert blocks.problems([{"type": "markdown", "text": "x"}], surface="modal")


@pytest.mark.parametrize(
    "element",
    [
        {"type": "static_select", "options": []},
        {"type": "static_select", "options": [{"text": words("A"), "value": "x" * 151}]},
        {"type": "overflow", "options": [{"text": words("A"), "value": "a"}] * 6},
        {
            "type": "radio_buttons",
            "options": [{"text": words("A"), "value": "a"}],
            "initial_option": {"text": words("B"), "value": "b"},
        },
    ],
)
def test_bad_menus_are_found(element: Json) -> None:
    assert blocks.problems([{"type": "actions", "elements": [element]}])


def ask(**element: Any) -> Json:
    return {"type": "input", "label": words("Field"), "element": {"action_id": "a", **element}}


@pytest.mark.parametrize(
    "element",
    [
        {"type": "number_input", "is_decimal_allowed": True, "min_value": "0", "max_value": "0.5"},
        {"type": "multi_users_select", "initial_users": ["U1234567"], "max_selected_items": 1},
        {
            "type": "multi_conversations_select",
            "initial_conversations": ["C1234567"],
            "filter": {"include": ["public", "private"]},
        },
        {"type": "plain_text_input", "initial_value": "abc", "max_length": 3},
    ],
)
def test_a_modal_takes_fields_as_slack_describes_them(element: Json) -> None:
    assert blocks.problems([ask(**element)], surface="modal") == []


@pytest.mark.parametrize(
    ("element", "pointer"),
    [
        ({"type": "number_input"}, "element"),
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "0.5"}, "min_value"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": 1}, "max_value"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "1e-7"}, "min_value"),
        (
            {
                "type": "number_input",
                "is_decimal_allowed": True,
                "max_value": "1",
                "initial_value": "2",
            },
            "initial_value",
        ),
        ({"type": "multi_users_select", "initial_users": []}, "initial_users"),
        ({"type": "multi_users_select", "initial_users": ["C1234567"]}, "initial_users/0"),
        ({"type": "multi_channels_select", "initial_channels": ["-"]}, "initial_channels/0"),
        ({"type": "multi_users_select", "max_selected_items": 0}, "max_selected_items"),
        ({"type": "multi_conversations_select", "filter": {"include": ["all"]}}, "include"),
        ({"type": "plain_text_input", "initial_value": "abcd", "max_length": 3}, "initial_value"),
        ({"type": "button", "text": words("Press")}, "element"),
    ],
)
def test_a_modal_refuses_fields_that_slack_refuses(element: Json, pointer: str) -> None:
    (found,) = blocks.problems([ask(**element)], surface="modal")
    assert f"{pointer}]" in found
