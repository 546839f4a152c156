"""`causerie doctor` looks at the application, and says what to click."""

import pytest
from pydantic import SecretStr

from adapters.discord.examining import examine
from bot.config import Config
from bot.findings import Finding
from tests.adapters.discord.commands.portal import set_up
from tests.doubles.discord import DiscordDouble, Intent, Permission
from tests.doubles.discord.faults import Status


async def examined(double: DiscordDouble, token: str = "") -> dict[str, Finding]:
    config = Config.model_validate({"discord": {"api_url": double.api_url}})
    secrets = {"DISCORD_TOKEN": SecretStr(token or double.token)}
    return {finding.about: finding async for finding in examine(config, secrets)}


async def test_an_application_that_is_ready_has_no_complaint(double: DiscordDouble):
    found = await examined(double)

    assert {finding.state for finding in found.values()} == {"ok"}
    assert found["Discord token"].said == f"belongs to Causerie ({double.world.application.id})"
    assert "1 shard" in found["Discord gateway"].said
    assert found["Discord servers"].said == "it is in 1"


async def test_a_token_that_is_refused_ends_the_examination(double: DiscordDouble):
    (finding,) = (await examined(double, token="wrong")).values()

    assert finding.state == "failure"
    assert "press Reset Token" in finding.said
    assert "wrong" not in finding.said


async def test_without_the_content_intent_it_says_where_to_switch_it_on(double: DiscordDouble):
    double.world.application.privileged = Intent.MEMBERS

    finding = (await examined(double))["Discord intents"]

    assert finding.state == "failure"
    assert "Message Content Intent" in finding.said
    assert f"/developers/applications/{double.world.application.id}/bot" in finding.said


@pytest.mark.parametrize(
    ("changes", "about", "state", "said"),
    [
        (
            {"interactions_endpoint_url": "https://example.com/discord"},
            "Discord commands",
            "failure",
            "empty Interactions Endpoint URL",
        ),
        (
            {"bot_require_code_grant": True},
            "Discord invitation",
            "failure",
            "switch off Requires OAuth2 Code Grant",
        ),
        ({"bot_public": False}, "Discord invitation", "warning", "only its owner can invite it"),
        (
            {"integration_types_config": {"0": {}}},
            "Discord installation",
            "warning",
            "select User Install",
        ),
        (
            {"integration_types_config": {"1": {}}},
            "Discord installation",
            "failure",
            "select Guild Install",
        ),
        ({"approximate_guild_count": 0}, "Discord servers", "warning", "`causerie discord invite`"),
    ],
)
async def test_what_is_set_up_otherwise_is_told_with_what_to_click(
    double: DiscordDouble, changes: dict[str, object], about: str, state: str, said: str
):
    set_up(double, **changes)

    finding = (await examined(double))[about]

    assert finding.state == state
    assert said in finding.said


async def test_too_many_starts_today_are_a_warning(double: DiscordDouble):
    double.gateway.recommendation = few_starts  # type: ignore[method-assign]  # what it would say

    finding = (await examined(double))["Discord gateway"]

    assert finding.state == "warning"
    assert "only 3 of 1,000 starts are left today" in finding.said


def few_starts() -> dict[str, object]:
    starts = {"total": 1000, "remaining": 3, "reset_after": 1, "max_concurrency": 1}
    return {"url": "ws://127.0.0.1", "shards": 1, "session_start_limit": starts}


async def test_discord_in_trouble_is_a_sentence(double: DiscordDouble):
    double.fail(Status(503), on="GET /users/@me", times=None)

    (finding,) = (await examined(double)).values()

    assert finding.state == "failure"
    assert "status 503" in finding.said


async def test_rights_that_are_missing_in_some_servers_are_named(double: DiscordDouble):
    double.guild("Open")
    server = double.guild("Locked")
    server.grants(server.guild.everyone, Permission.VIEW_CHANNEL)

    found = (await examined(double))["Discord rights"]

    assert found.state == "warning"
    assert "Attach Files is missing in 1 of 2 servers" in found.said
    assert "causerie discord invite" in found.said


async def test_rights_of_single_features_are_no_complaint(double: DiscordDouble):
    double.guild("Open")

    found = (await examined(double))["Discord rights"]

    assert found.state == "ok"
    assert "for single features Manage Webhooks is missing in 1 of 1 servers" in found.said
