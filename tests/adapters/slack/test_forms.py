"""Forms and the manifest are made from the declarations of the commands."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from adapters.slack import adapter
from adapters.slack.examining import examine
from adapters.slack.forms import About, filled, form, usage_hint
from adapters.slack.manifest import as_object, manifest
from bot.commands import Command, Kind, Option, found
from bot.config import Config
from bot.context import Context
from bot.core import Bot
from bot.errors import PlatformError
from bot.messages import Event, Text
from tests.adapters.slack.stage import is_done, working
from tests.bot.talking import opened
from tests.doubles.openai import OpenAIDouble
from tests.doubles.slack import Channel, Person, SlackDouble
from tests.doubles.slack.blocks import problems


async def _run(context: Context) -> AsyncIterator[Event]:
    yield Text(f"{context.message.options}")


EVERYTHING = Command(
    name="everything",
    description="Takes one of each",
    run=_run,
    options=(
        Option("text", "Some words", required=True, rest=True),
        Option("count", "How many", kind=Kind.WHOLE, minimum=1, maximum=9),
        Option("warm", "How warm", kind=Kind.NUMBER),
        Option("loud", "Aloud", kind=Kind.FLAG),
        Option("colour", "Which", kind=Kind.CHOICE, choices=("red", "blue")),
        Option("person", "Who", kind=Kind.PERSON),
        Option("channel", "Where", kind=Kind.CHANNEL),
        Option("file", "A file", kind=Kind.FILE),
        Option("language", "In which", kind=Kind.LANGUAGE),
    ),
)


def test_every_kind_of_option_is_a_field_that_slack_takes():
    view = form(EVERYTHING, About("everything"), {"text": "given", "colour": "blue"})

    assert problems(view["blocks"], surface="modal") == []
    assert len(view["title"]["text"]) <= 24


def test_what_is_filled_in_is_read_back():
    state = {
        "text": {"text": {"type": "plain_text_input", "value": "words"}},
        "count": {"count": {"type": "number_input", "value": "3"}},
        "loud": {"loud": {"type": "checkboxes", "selected_options": [{"value": "yes"}]}},
        "colour": {"colour": {"type": "static_select", "selected_option": {"value": "red"}}},
        "person": {"person": {"type": "users_select", "selected_user": "U1"}},
        "file": {"file": {"type": "file_input", "files": [{"id": "F1"}]}},
        "warm": {"warm": {"type": "number_input", "value": None}},
    }

    values, files = filled({"state": {"values": state}})

    assert values == {
        "text": "words",
        "count": "3",
        "loud": True,
        "colour": "red",
        "person": "U1",
    }
    assert files == [("file", {"id": "F1"})]


@pytest.fixture(name="with_form")
async def _with_form(slack: SlackDouble, api: OpenAIDouble, tmp_path: Path) -> AsyncIterator[Bot]:
    async with opened(tmp_path, api) as bot:
        bot.commands["everything"] = EVERYTHING  # type: ignore[index]  # for this test
        async with working(slack, bot, tmp_path, api):
            yield bot


async def test_a_command_without_what_it_needs_opens_a_form(
    slack: SlackDouble, with_form: Bot, general: Channel, alice: Person
) -> None:
    await alice.slash("/everything", "", general)
    await slack.until(lambda: alice.modal)
    view = _modal(alice)

    used = await alice.submits(view, {"text": "all of it", "colour": "blue"})

    assert used.acknowledged
    await slack.until(lambda: any("all of it" in each.content for each in general.messages))


async def test_a_form_says_what_is_wrong_with_it(
    slack: SlackDouble, with_form: Bot, general: Channel, alice: Person
) -> None:
    await alice.slash("/everything", "", general)
    await slack.until(lambda: alice.modal)
    view = _modal(alice)

    await alice.submits(view, {"text": "words", "language": "French!"})

    assert view.errors


def _modal(person: Person) -> Any:
    return person.modal


def test_the_manifest_has_every_command_and_is_what_slack_takes(slack: SlackDouble):
    commands = found()
    written = json.loads(manifest(commands, prefix="ai-"))

    slack.app.set_up(written)

    assert "/ai-help" in slack.app.commands
    assert not any("chat" in each for each in slack.app.commands)
    assert slack.app.agent
    assert slack.app.messages_tab
    assert "message.im" in slack.app.events
    assert written["settings"]["socket_mode_enabled"]
    assert usage_hint(EVERYTHING).startswith("[text]")


async def test_with_the_manifest_alone_a_mention_is_answered_and_can_be_stopped(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path
) -> None:
    slack.app.set_up(as_object(found()))
    slack.world.install(slack.workspace, token=slack.bot_token)
    alice = slack.user("Alice")
    general = slack.channel("general", alice)
    async with opened(tmp_path, api) as bot, working(slack, bot, tmp_path, api):
        asked = await alice.says(general, "<@BOT> hello")
        await slack.until(lambda: is_done(general, asked))
    assert slack.record.errors["missing_scope"] == 0


async def test_the_doctor_says_that_all_is_well(slack: SlackDouble) -> None:
    findings = [each async for each in examine(*_given(slack))]

    assert {each.state for each in findings} == {"ok"}, findings


async def test_the_doctor_says_which_scopes_are_lacking() -> None:
    async with SlackDouble(scopes=["chat:write"]) as slack:
        findings = [each async for each in examine(*_given(slack))]

    assert any("im:history" in each.said for each in findings)


async def test_a_token_that_is_wrong_is_said_at_the_start(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path
) -> None:
    config, secrets = _given(slack)
    async with opened(tmp_path, api) as bot:
        for name in secrets:
            wrong = {**secrets, name: SecretStr("xoxb-wrong")}
            with pytest.raises(PlatformError, match=name):
                await asyncio.wait_for(adapter.run(bot, config, wrong), 10)


def _given(slack: SlackDouble) -> tuple[Config, dict[str, SecretStr]]:
    config = Config.model_validate({"slack": {"api_url": slack.api_url}})
    return config, {
        "SLACK_BOT_TOKEN": SecretStr(slack.bot_token),
        "SLACK_APP_TOKEN": SecretStr(slack.app_token),
    }
