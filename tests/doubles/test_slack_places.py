"""Several workspaces, organizations, installing and leaving, and what becomes of channels."""

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web as http
from slack_bolt.app.async_server import AsyncSlackAppServer
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.bolting import Bolt, client_of, error_of
from tests.doubles.slack import CLIENT_ID, CLIENT_SECRET, SlackDouble

# slack_sdk 3.48 uses what aiohttp 3.14 means to drop.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

CLIENT: dict[str, Any] = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


async def test_a_token_reaches_its_own_workspace_only(
    slack: SlackDouble, bolt: Bolt, web: AsyncWebClient
) -> None:
    globex = slack.add_workspace("Globex", install=True)
    greta = slack.user("Greta", workspace=globex)
    theirs = slack.channel("general", greta, workspace=globex)

    await greta.says(theirs, "<@BOT> hello")
    await slack.deliveries.settled()

    assert {body["team_id"] for body in bolt.bodies} == {globex.id}
    assert await error_of(web.conversations_info(channel=theirs.id)) == "channel_not_found"
    assert await error_of(web.users_info(user=greta.id)) == "user_not_found"
    async with client_of(slack, slack.token_of(globex)) as other:
        await other.chat_postMessage(channel=theirs.id, text="Hello")
    assert theirs.last.content == "Hello"


async def test_nothing_is_told_of_workspaces_without_the_app(
    slack: SlackDouble, bolt: Bolt
) -> None:
    globex = slack.add_workspace("Globex")
    greta = slack.user("Greta", workspace=globex)

    await greta.says(slack.channel("general", workspace=globex), "hello")
    await slack.deliveries.settled()

    assert bolt.bodies == []


async def test_a_code_installs_the_app_once(slack: SlackDouble, web: AsyncWebClient) -> None:
    globex = slack.add_workspace("Globex")
    greta = slack.user("Greta", workspace=globex)
    code = slack.installing.grant(greta.user, ("chat:write",))

    answer = await web.oauth_v2_access(code=code, **CLIENT)

    assert answer["team"] == {"id": globex.id, "name": "Globex"}
    assert answer["access_token"] == slack.token_of(globex)
    assert answer["scope"] == "chat:write"
    assert await error_of(web.oauth_v2_access(code=code, **CLIENT)) == "invalid_code"
    wrong = web.oauth_v2_access(code=code, client_id=CLIENT_ID, client_secret="wrong")
    assert await error_of(wrong) == "bad_client_secret"


async def test_tokens_are_rotated_and_expire(slack: SlackDouble, web: AsyncWebClient) -> None:
    slack.app.rotates_tokens = True
    slack.installing.token_lasts = 0
    code = slack.installing.grant(slack.user("Alice").user)
    first = await web.oauth_v2_access(code=code, **CLIENT)

    assert await error_of(web.auth_test(token=first["access_token"])) == "token_expired"
    slack.installing.token_lasts = 3600
    refresh = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"], **CLIENT}
    second = await web.oauth_v2_access(**refresh)

    assert second["expires_in"] == 3600
    assert (await web.auth_test(token=second["access_token"]))["user_id"] == slack.bot.id
    assert await error_of(web.oauth_v2_access(**refresh)) == "invalid_refresh_token"


async def test_an_organization_has_one_token_for_all_workspaces(
    slack: SlackDouble, web: AsyncWebClient, bolt: Bolt
) -> None:
    corp = slack.enterprise("Corp")
    north = slack.add_workspace("North", enterprise=corp)
    south = slack.add_workspace("South", enterprise=corp)
    nora, sam = slack.user("Nora", workspace=north), slack.user("Sam", workspace=south)
    code = slack.installing.grant(nora.user, everywhere=True)

    answer = await web.oauth_v2_access(code=code, **CLIENT)
    await sam.says(sam.dm, "hello")
    await slack.deliveries.settled()

    assert answer["team"] is None
    assert answer["enterprise"]["id"] == corp.id
    assert answer["is_enterprise_install"]
    (body,) = bolt.bodies
    assert body["team_id"] == south.id
    assert body["authorizations"][0]["is_enterprise_install"]
    posted = await web.chat_postMessage(
        token=answer["access_token"], channel=sam.dm.id, text="Hello"
    )
    assert posted["ok"]


async def test_uninstalling_is_told_and_ends_the_token(
    slack: SlackDouble, bolt: Bolt, web: AsyncWebClient
) -> None:
    slack.uninstall()
    await slack.deliveries.settled()

    told = [body["event"]["type"] for body in bolt.bodies]
    assert told == ["app_uninstalled", "tokens_revoked"]
    assert bolt.events("tokens_revoked")[0]["tokens"]["bot"] == [slack.bot.id]
    assert await error_of(web.auth_test()) == "account_inactive"


async def test_the_bot_can_leave_by_itself(slack: SlackDouble, web: AsyncWebClient) -> None:
    await web.apps_uninstall(**CLIENT)

    assert await error_of(web.auth_test()) == "account_inactive"


async def test_bolt_installs_the_app_through_the_pages_of_oauth(
    slack: SlackDouble, tmp_path: Path
) -> None:
    globex = slack.add_workspace("Globex")
    slack.installer = slack.user("Greta", workspace=globex)
    store = FileInstallationStore(base_dir=str(tmp_path))
    settings = AsyncOAuthSettings(
        **CLIENT,
        scopes=["chat:write"],
        installation_store=store,
        state_store=FileOAuthStateStore(expiration_seconds=60, base_dir=str(tmp_path)),
        authorization_url=slack.authorize_url,
        install_page_rendering_enabled=False,
    )
    async with client_of(slack) as client, aiohttp.ClientSession() as browser:
        app = AsyncApp(client=client, signing_secret=slack.signing_secret, oauth_settings=settings)
        runner = http.AppRunner(AsyncSlackAppServer(0, "/slack/events", app).web_app)
        await runner.setup()
        await http.TCPSite(runner, "127.0.0.1", 0).start()
        address = "http://{}:{}/slack".format(*runner.addresses[0][:2])
        settings.redirect_uri = f"{address}/oauth_redirect"
        settings.authorize_url_generator.redirect_uri = settings.redirect_uri
        sent = await browser.get(f"{address}/install", allow_redirects=False)
        # A browser would not send the cookie, which is for HTTPS, to this address.
        cookie = {"Cookie": sent.headers["Set-Cookie"].partition(";")[0]}
        allowed = await browser.get(sent.headers["Location"], allow_redirects=False)
        done = await browser.get(allowed.headers["Location"], headers=cookie)
        await runner.cleanup()

    assert done.status == 200
    found = store.find_bot(enterprise_id=None, team_id=globex.id)
    assert found is not None
    assert found.bot_token == slack.token_of(globex)


async def test_who_does_not_allow_the_app_is_sent_back_with_an_error(slack: SlackDouble) -> None:
    url = f"{slack.authorize_url}?client_id={CLIENT_ID}&state=s&redirect_uri=http://x/y"
    async with aiohttp.ClientSession() as browser:
        answer = await browser.get(url, allow_redirects=False)

    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query == {"error": ["access_denied"], "state": ["s"]}


async def test_a_manifest_decides_what_there_is(slack: SlackDouble, bolt: Bolt) -> None:
    manifest: dict[str, Any] = {
        "features": {
            "app_home": {"messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": "Causerie"},
            "slash_commands": [{"command": "/translate", "description": "Translate"}],
            "shortcuts": [{"name": "Explain", "type": "message", "callback_id": "explain"}],
        },
        "oauth_config": {"scopes": {"bot": ["chat:write", "im:history"]}},
        "settings": {"event_subscriptions": {"bot_events": ["message.im"]}},
    }
    slack.set_up(manifest)
    alice = slack.user("Alice")

    await alice.says(slack.channel("general"), "<@BOT> hello")
    await alice.says(alice.dm, "hello")
    await slack.deliveries.settled()

    assert [event["channel_type"] for event in bolt.events("message")] == ["im"]
    assert bolt.events("app_mention") == []
    assert slack.installation.scopes == ("chat:write", "im:history")
    with pytest.raises(LookupError):
        await alice.slash("/image")
    with pytest.raises(LookupError, match="interactivity"):
        await alice.shortcut("explain")


async def test_channels_are_renamed_archived_and_deleted(
    slack: SlackDouble, bolt: Bolt, web: AsyncWebClient
) -> None:
    alice = slack.user("Alice")
    tea, secret = slack.channel("tea", alice), slack.channel("secret", alice, private=True)

    await alice.renames(tea, "coffee")
    await alice.archives(tea)
    await alice.removes(secret)
    await slack.deliveries.settled()

    told = [body["event"]["type"] for body in bolt.bodies]
    assert told == ["channel_rename", "channel_archive", "group_deleted"]
    assert await error_of(web.chat_postMessage(channel=tea.id, text="Hello")) == "is_archived"
    gone = web.chat_postMessage(channel=secret.id, text="Hello")
    assert await error_of(gone) == "channel_not_found"


async def test_coming_going_and_new_names_are_told(slack: SlackDouble, bolt: Bolt) -> None:
    alice, general = slack.user("Alice"), slack.channel("general")
    elsewhere = slack.channel("elsewhere", alice, bot=False)

    await alice.joins(general)
    await alice.leaves(general)
    await alice.invites(elsewhere, slack.bot)
    await alice.calls_self("Ally")
    await slack.deliveries.settled()

    joined = [(event["user"], event["channel"]) for event in bolt.events("member_joined_channel")]
    assert joined == [(alice.id, general.id), (slack.bot.id, elsewhere.id)]
    assert len(bolt.events("member_left_channel")) == 1
    assert bolt.events("user_change")[0]["user"]["profile"]["display_name"] == "Ally"


async def test_waiting_for_what_never_happens_says_how_things_stand(slack: SlackDouble) -> None:
    with pytest.raises(TimeoutError, match="calls"):
        await slack.until(lambda: False, seconds=0.01)
    await asyncio.sleep(0)
