"""The invitation: a link with what the bot needs, and nothing more."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from adapters.discord.adapter import adapter
from adapters.discord.examining import examine
from adapters.discord.invite import (
    EXTRAS,
    PERMISSIONS,
    label,
    link_for_person,
    link_for_server,
)
from adapters.discord.verbs import VERBS
from bot import platforms
from bot.config import Config
from bot.errors import PlatformError
from tests.adapters.discord.commands.portal import set_up
from tests.doubles.discord import DiscordDouble, Permission

NEEDED = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
)
PAGE = Path(__file__).parents[4] / "docs" / "discord.md"


def configured(double: DiscordDouble) -> Config:
    return Config.model_validate({"discord": {"api_url": double.api_url}})


async def invitation(double: DiscordDouble, token: str = "") -> str:
    secrets = {"DISCORD_TOKEN": SecretStr(token or double.token)}
    return await VERBS["invite"].act(configured(double), secrets)


async def test_the_link_holds_exactly_what_the_bot_needs(double: DiscordDouble):
    link = (await invitation(double)).splitlines()[0]

    address = urlsplit(link)
    assert (address.scheme, address.netloc, address.path) == (
        "https",
        "discord.com",
        "/oauth2/authorize",
    )
    assert parse_qs(address.query) == {
        "client_id": [str(double.world.application.id)],
        "permissions": [str(NEEDED.value)],
        "integration_type": ["0"],
        "scope": ["bot applications.commands"],
    }


def test_the_links_as_they_are():
    assert link_for_server(42) == (
        "https://discord.com/oauth2/authorize?client_id=42&permissions=309237746688"
        "&integration_type=0&scope=bot+applications.commands"
    )
    assert link_for_person(42) == (
        "https://discord.com/oauth2/authorize?client_id=42"
        "&integration_type=1&scope=applications.commands"
    )


async def test_every_permission_is_told_with_its_reason(double: DiscordDouble):
    told = await invitation(double)

    for name, reason in PERMISSIONS.items():
        assert f"{label(name):<26} {reason}" in told


async def test_what_single_features_need_is_asked_for_by_a_link_of_its_own(double: DiscordDouble):
    told = await invitation(double)

    for name, reason in EXTRAS.items():
        assert f"{label(name):<26} {reason}" in told
    link = link_for_server(double.world.application.id, extras=True)
    assert link in told
    asked = int(parse_qs(urlsplit(link).query)["permissions"][0])
    more = (
        Permission.MANAGE_WEBHOOKS
        | Permission.MANAGE_MESSAGES
        | Permission.MODERATE_MEMBERS
        | Permission.MANAGE_GUILD
    )
    assert asked == (NEEDED | more).value


async def test_a_link_for_people_is_printed_where_they_may_install_it(double: DiscordDouble):
    open_to_people = await invitation(double)
    set_up(double, integration_types_config={"0": {}})

    assert link_for_person(double.world.application.id) in open_to_people
    assert "integration_type=1" not in await invitation(double)


async def test_a_token_that_is_refused_is_told_with_what_to_click(double: DiscordDouble):
    with pytest.raises(PlatformError, match="press Reset Token on its page Bot"):
        await invitation(double, token="wrong")


async def test_discord_out_of_reach_is_a_sentence():
    config = Config.model_validate({"discord": {"api_url": "http://127.0.0.1:9/api/v10"}})

    with pytest.raises(PlatformError, match=r"cannot be reached at http://127\.0\.0\.1:9"):
        await VERBS["invite"].act(config, {"DISCORD_TOKEN": SecretStr("x")})


def test_the_adapter_offers_it_on_the_command_line_and_to_the_doctor():
    assert platforms.verb(adapter, "invite") is VERBS["invite"]
    assert platforms.examination(adapter) is examine


def test_the_page_about_discord_tells_every_permission_and_its_reason():
    page = PAGE.read_text(encoding="utf-8")

    for name, reason in (*PERMISSIONS.items(), *EXTRAS.items()):
        assert f"| {label(name)} | {reason} |" in page
