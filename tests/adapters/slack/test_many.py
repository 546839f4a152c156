"""Many workspaces: installing, leaving, tokens sealed and renewed, and nothing mixed up."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from pydantic import SecretStr

from adapters.slack import adapter
from adapters.slack.belonging import Ids, ids_of
from adapters.slack.examining import examine
from adapters.slack.installations import SealedInstallations
from adapters.slack.manifest import as_object
from bot.commands import found
from bot.core import Bot
from bot.errors import PlatformError
from bot.messages import Place
from bot.sealing import Seal, new_key
from tests.adapters.slack.stage import answers, at_work, is_done, program
from tests.bot.talking import configured, opened
from tests.doubles.openai import OpenAIDouble, Reply
from tests.doubles.slack import Channel, Person, SlackDouble, Status, Workspace

KEY = new_key()
COOKIE = "causerie-slack-state"


class Site:
    """The bot's own pages, as a browser sees them."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._session = session
        self.cookies: dict[str, str] = {}

    async def get(self, url: str, *, cookies: bool = True) -> tuple[int, str]:
        """Look at a page; returns status and text."""
        sent = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": sent} if cookies and sent else {}
        async with self._session.get(url, headers=headers, allow_redirects=False) as response:
            for name, cookie in response.cookies.items():
                self.cookies[name] = cookie.value
            return response.status, await response.text()

    async def begin(self) -> str:
        """Open the page to install; returns the address behind its button."""
        status, page = await self.get(f"{self.url}/slack/install")
        assert status == 200
        return page.split('href="')[1].split('"')[0].replace("&amp;", "&")

    async def allow(self, address: str) -> str:
        """Go to Slack and press a button there; returns where Slack sends one back to."""
        async with self._session.get(address, allow_redirects=False) as response:
            return response.headers["Location"]

    async def install(self) -> tuple[int, str]:
        """Do all of it."""
        return await self.get(await self.allow(await self.begin()))


@asynccontextmanager
async def many(
    slack: SlackDouble,
    api: OpenAIDouble,
    folder: Path,
    port: int,
    *,
    keys: str = KEY,
    mode: str = "http",
) -> AsyncIterator[tuple[Bot, Site]]:
    """Serve all workspaces while the context lasts; `mode` is how Slack reaches the bot."""
    given = {
        "mode": mode,
        "listen": f"127.0.0.1:{port}",
        "api_url": slack.api_url,
        "address": f"http://127.0.0.1:{port}/slack/events",
    }
    config = configured(folder, api, slack=given)
    secrets = {
        "CAUSERIE_SLACK_CLIENT_ID": SecretStr(slack.app.client_id),
        "CAUSERIE_SLACK_CLIENT_SECRET": SecretStr(slack.app.client_secret),
        "CAUSERIE_SLACK_KEYS": SecretStr(keys),
    }
    if mode == "http":
        secrets["SLACK_SIGNING_SECRET"] = SecretStr(slack.signing_secret)
        slack.posts_to(f"http://127.0.0.1:{port}/slack/events")
    else:
        secrets["SLACK_APP_TOKEN"] = SecretStr(slack.app_token)
    slack.rules.retries = (0.1, 0.2)
    async with opened(folder, api, slack=given) as bot, aiohttp.ClientSession() as session:
        running = asyncio.create_task(adapter.run(bot, config, secrets))
        try:
            await _listening(port, running)
            if mode == "socket":
                await slack.sockets.until(1)
            yield bot, Site(port, session)
        finally:
            bot.stop()
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def _listening(port: int, running: "asyncio.Task[Any]") -> None:
    for _ in range(1000):
        if running.done():
            running.result()
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.02)
    raise TimeoutError("nobody listens")


@pytest.fixture(name="site")
async def _site(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path, unused_tcp_port: int
) -> AsyncIterator[tuple[Bot, Site]]:
    async with many(slack, api, tmp_path, unused_tcp_port) as served:
        yield served


@pytest.fixture(name="reached", params=["http", "socket"])
async def _reached(
    request: pytest.FixtureRequest,
    slack: SlackDouble,
    api: OpenAIDouble,
    tmp_path: Path,
    unused_tcp_port: int,
) -> AsyncIterator[tuple[Bot, Site]]:
    """At work in both ways in which Slack brings deliveries."""
    async with many(slack, api, tmp_path, unused_tcp_port, mode=request.param) as served:
        yield served


async def installed(slack: SlackDouble, site: Site, person: Person) -> None:
    slack.installer = person
    status, page = await site.install()
    assert status == 200, page
    assert "Causerie is installed" in page


async def ask(slack: SlackDouble, channel: Channel, person: Person, text: str) -> str:
    asked = await person.says(channel, text)
    await slack.until(lambda: is_done(channel, asked))
    return answers(channel, asked)[0]


async def test_somebody_installs_the_app_and_is_answered(
    slack: SlackDouble, reached: tuple[Bot, Site], alice: Person
) -> None:
    await installed(slack, reached[1], alice)

    for number in range(5):
        assert await ask(slack, alice.dm, alice, f"hello {number}")
    # Who the bot is was asked when it was installed, and not for each request.
    assert slack.record.counts["auth.test"] == 2
    asked = parse_qs(urlsplit(await reached[1].begin()).query)
    assert "chat:write" in asked["scope"][0].split(",")
    assert asked["redirect_uri"] == [f"{reached[1].url}/slack/oauth_redirect"]


async def test_before_it_is_installed_nothing_is_answered(
    slack: SlackDouble, site: tuple[Bot, Site], alice: Person
) -> None:
    await alice.says(alice.dm, "hello")
    await slack.deliveries.settled()

    assert [each for each in alice.dm.messages if each.author.is_bot] == []
    assert slack.record.undelivered == []


async def test_an_installation_that_is_cancelled_says_so_and_keeps_nothing(
    slack: SlackDouble, site: tuple[Bot, Site], alice: Person
) -> None:
    slack.installer = None
    status, page = await site[1].install()

    assert status == 200
    assert "You did not allow it" in page
    assert "Begin again" in page
    assert await site[0].installations.all("slack") == []


async def test_an_installation_is_finished_once(
    slack: SlackDouble, site: tuple[Bot, Site], alice: Person
) -> None:
    slack.installer = alice
    back = await site[1].allow(await site[1].begin())
    cookies = dict(site[1].cookies)
    assert (await site[1].get(back))[0] == 200

    site[1].cookies = cookies
    status, page = await site[1].get(back)
    assert status == 401
    assert "can be finished once" in page


async def test_an_installation_goes_on_in_the_browser_in_which_it_was_begun(
    slack: SlackDouble, site: tuple[Bot, Site], alice: Person
) -> None:
    slack.installer = alice
    back = await site[1].allow(await site[1].begin())
    status, page = await site[1].get(back, cookies=False)

    assert status == 400
    assert "another browser" in page
    assert await site[0].installations.all("slack") == []


async def test_an_installation_must_be_finished_within_its_time(
    slack: SlackDouble, site: tuple[Bot, Site], alice: Person, tmp_path: Path
) -> None:
    slack.installer = alice
    back = await site[1].allow(await site[1].begin())
    with sqlite3.connect(_database(tmp_path)) as database:
        database.execute("update oauth_states set expires_at = '2020-01-01 00:00:00.000000'")
    status, page = await site[1].get(back)

    assert status == 401
    assert "within ten minutes" in page


@pytest.mark.parametrize("query", ["", "?code=1.2", "?error=<script>alert(1)</script>"])
async def test_whatever_comes_back_is_answered_with_a_page(
    site: tuple[Bot, Site], query: str
) -> None:
    status, page = await site[1].get(f"{site[1].url}/slack/oauth_redirect{query}")

    assert status < 500
    assert "<h1>" in page
    assert "<script>" not in page


async def test_a_code_that_slack_does_not_take_and_a_slack_that_fails_are_told(
    slack: SlackDouble, site: tuple[Bot, Site], alice: Person
) -> None:
    slack.installer = alice
    back = await site[1].allow(await site[1].begin())
    status, page = await site[1].get(back.replace("code=", "code=0"))
    assert (status, "Slack did not accept that" in page) == (401, True)

    slack.fail(Status(503), on="oauth.v2.access", times=None)
    back = await site[1].allow(await site[1].begin())
    status, page = await site[1].get(back)
    assert status in {401, 502}
    assert "Begin" in page


async def test_tokens_lie_sealed_in_the_database(
    slack: SlackDouble,
    site: tuple[Bot, Site],
    alice: Person,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    slack.app.rotates_tokens = True
    await installed(slack, site[1], alice)
    await ask(slack, alice.dm, alice, "hello")

    assert b"xox" not in _lying(tmp_path)
    assert "xox" not in caplog.text
    assert slack.token_of(slack.workspace).startswith("xoxe")


async def test_after_a_restart_with_a_new_key_in_front_tokens_are_sealed_with_it(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path, unused_tcp_port: int, alice: Person
) -> None:
    async with many(slack, api, tmp_path, unused_tcp_port) as (_, site):
        await installed(slack, site, alice)
    newer = new_key()
    async with many(slack, api, tmp_path, unused_tcp_port, keys=f"{newer},{KEY}"):
        assert await ask(slack, alice.dm, alice, "hello")
    async with many(slack, api, tmp_path, unused_tcp_port, keys=newer):
        assert await ask(slack, alice.dm, alice, "hello again")


@pytest.mark.parametrize(
    ("keys", "said"),
    [(new_key(), "cannot be read"), ("nonsense", "is no key")],
    # A key is another one in each process that collects the tests.
    ids=["another", "nonsense"],
)
async def test_a_key_that_is_wrong_is_said_at_the_start(
    slack: SlackDouble,
    api: OpenAIDouble,
    tmp_path: Path,
    unused_tcp_port: int,
    alice: Person,
    keys: str,
    said: str,
) -> None:
    async with many(slack, api, tmp_path, unused_tcp_port) as (_, site):
        await installed(slack, site, alice)
    with pytest.raises(PlatformError, match=said) as raised:
        async with many(slack, api, tmp_path, unused_tcp_port, keys=keys):
            pass
    assert keys not in str(raised.value)


async def test_what_is_missing_is_said_at_the_start(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path
) -> None:
    config = configured(tmp_path, api, slack={"api_url": slack.api_url})
    async with opened(tmp_path, api) as bot:
        given = {"CAUSERIE_SLACK_CLIENT_ID": SecretStr("1.2")}
        with pytest.raises(PlatformError, match="SLACK_APP_TOKEN"):
            await adapter.run(bot, config, given)
        http = configured(tmp_path, api, slack={"api_url": slack.api_url, "mode": "http"})
        with pytest.raises(PlatformError, match="CAUSERIE_SLACK_KEYS"):
            await adapter.run(bot, http, given)


async def test_a_token_is_renewed_before_it_expires_once_for_all_who_need_it(
    slack: SlackDouble, site: tuple[Bot, Site], api: OpenAIDouble, alice: Person
) -> None:
    slack.app.rotates_tokens = True
    slack.installing.token_lasts = 4
    await installed(slack, site[1], alice)
    first = slack.token_of(slack.workspace)
    await asyncio.sleep(2.1)

    asked = [await alice.says(alice.dm, f"question {number}") for number in range(10)]
    await slack.until(lambda: all(is_done(alice.dm, each) for each in asked))

    assert slack.token_of(slack.workspace) != first
    assert len(slack.record.of("oauth.v2.access")) == 2
    assert slack.record.errors["token_expired"] == 0


async def test_a_token_that_has_expired_meanwhile_is_renewed(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path, unused_tcp_port: int, alice: Person
) -> None:
    slack.app.rotates_tokens = True
    async with many(slack, api, tmp_path, unused_tcp_port) as (_, site):
        await installed(slack, site, alice)
        for each in slack.world.installations.values():
            each.expires_at = time.time() - 1 if each.expires_at else None
        assert await ask(slack, alice.dm, alice, "hello")
    async with many(slack, api, tmp_path, unused_tcp_port):
        assert await ask(slack, alice.dm, alice, "after the restart")


@pytest.mark.parametrize("how", ["uninstall", "revoke"])
async def test_where_the_app_is_gone_its_tokens_are_erased_and_nothing_is_answered(
    slack: SlackDouble, site: tuple[Bot, Site], alice: Person, how: str
) -> None:
    bot = site[0]
    await installed(slack, site[1], alice)
    await ask(slack, alice.dm, alice, "hello")
    direct = alice.dm
    installation = slack.world.installation(slack.workspace)
    assert installation is not None
    getattr(slack.installing, how)(installation)
    await slack.deliveries.settled()

    assert await bot.installations.all("slack") == []
    key = f"slack/{slack.workspace.id}"
    assert key in await bot._parts.store.servers.gone(before=_tomorrow())

    calls = len(slack.record.requests)
    event = {"type": "message", "channel": direct.id, "user": alice.id, "text": "hello?"}
    event |= {"ts": slack.world.ids.ts(), "channel_type": "im"}
    status, _ = await slack.http.post(_told(slack, event))
    assert status == 200
    assert len(slack.record.requests) == calls

    slack.world.install(slack.workspace)
    await installed(slack, site[1], alice)
    assert await ask(slack, alice.dm, alice, "are you back?")
    assert key not in await bot._parts.store.servers.gone(before=_tomorrow())


async def test_an_old_word_of_leaving_does_not_take_away_a_new_installation(
    slack: SlackDouble, site: tuple[Bot, Site], alice: Person
) -> None:
    await installed(slack, site[1], alice)
    late = _told(slack, {"type": "app_uninstalled"}, ago=60)

    assert (await slack.http.post(late))[0] == 200
    assert await ask(slack, alice.dm, alice, "are you there?")


async def test_one_workspace_sees_nothing_of_another(
    slack: SlackDouble, reached: tuple[Bot, Site], api: OpenAIDouble, alice: Person
) -> None:
    bot, pages = reached
    other = slack.add_workspace("Other")
    eve = slack.user("Eve", workspace=other, admin=True)
    boss = slack.user("Boss", admin=True)
    for person in (alice, eve):
        await installed(slack, pages, person)
    seen: list[str] = []

    def speak(question: Any) -> Reply:
        seen.append(question.text)
        return Reply("Noted.")

    api.speak(speak)
    general = slack.channel("general", alice, boss)
    theirs = slack.channel("general", eve, workspace=other)
    await ask(slack, general, alice, "<@BOT> the secret is Rex")
    await ask(slack, theirs, eve, "<@BOT> what is the secret?")
    assert not any("Rex" in each for each in seen[1:])

    # What Eve's admin sets is set in her workspace alone.
    await eve.slash("/settings", "name=watched value=on server=yes", theirs)
    await slack.until(lambda: any("watched" in e.content for e in theirs.seen_by(eve.user)))
    there, here = (Place("slack", each.id, "C1") for each in (other, slack.workspace))
    assert (await bot.values(there)).watched
    assert not (await bot.values(here)).watched

    # Channels and people of the other workspace are as if they were not there.
    channels = bot._parts.channels["slack"]
    mine = Place("slack", other.id, theirs.id)
    assert await channels.place(mine, general.id) is None
    with pytest.raises(PlatformError):
        _ = [each async for each in channels.history(Place("slack", other.id, general.id))]

    # What was translated for one is translated anew for the other.
    for person, channel in ((alice, general), (eve, theirs)):
        asked = len(seen)
        await person.slash("/translate", "French Good morning to all", channel)
        await slack.until(lambda asked=asked: len(seen) > asked)

    # Nor what was used there.
    await eve.slash("/usage", "", theirs)
    await slack.until(lambda: any("sed" in e.content for e in theirs.seen_by(eve.user)))
    spent = await bot._parts.store.spendings.total()
    assert spent.usage.input > 0
    assert all("Rex" not in text for text in _shown_in(other))


async def test_an_organization_installs_it_for_all_of_its_workspaces(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path, unused_tcp_port: int
) -> None:
    grid = slack.enterprise("Grid")
    one, two = (slack.add_workspace(name, enterprise=grid) for name in ("One", "Two"))
    ann, ben = slack.user("Ann", workspace=one), slack.user("Ben", workspace=two)
    async with many(slack, api, tmp_path, unused_tcp_port) as (bot, site):
        back = await site.begin()
        code = slack.installing.grant(ann.user, everywhere=True)
        state = parse_qs(urlsplit(back).query)["state"][0]
        status, page = await site.get(f"{site.url}/slack/oauth_redirect?code={code}&state={state}")
        assert (status, "now in Grid" in page) == (200, True)
        for person in (ann, ben):
            assert await ask(slack, person.dm, person, "hello")
            used = await person.slash("/help", "", person.dm)
            assert used.acknowledged
        servers = {place.server for place in await bot.seen("slack")}
        assert servers == {one.id, two.id}
        slack.world.tell(two, "team_access_revoked", team_ids=[one.id])
        await slack.deliveries.settled()
        assert f"slack/{one.id}" in await bot._parts.store.servers.gone(before=_tomorrow())
        assert await ask(slack, ann.dm, ann, "back again")
        assert f"slack/{one.id}" not in await bot._parts.store.servers.gone(before=_tomorrow())
    slack.rules.retries = ()
    missed = await ben.says(ben.dm, "are you there?")
    async with many(slack, api, tmp_path, unused_tcp_port) as (bot, _):
        await slack.until(lambda: is_done(ben.dm, missed))
        installation = slack.world.installation(one)
        assert installation is not None
        slack.installing.uninstall(installation)
        await slack.deliveries.settled()
        assert await bot.installations.all("slack") == []
        gone = await bot._parts.store.servers.gone(before=_tomorrow())
        assert {f"slack/{one.id}", f"slack/{two.id}"} <= {*gone}


def _tomorrow() -> Any:
    from datetime import UTC, datetime, timedelta

    return datetime.now(UTC) + timedelta(days=1)


def _lying(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("*.db*") if file.is_file())


def _database(folder: Path) -> Path:
    return next(folder.glob("*.db"))


def _told(slack: SlackDouble, event: dict[str, Any], *, ago: float = 0) -> str:
    from msgspec.json import encode

    body = {
        "type": "event_callback",
        "team_id": slack.workspace.id,
        "api_app_id": slack.app.id,
        "event": event,
        "event_id": slack.world.ids.new("Ev"),
        "event_time": int(time.time() - ago),
        "authorizations": [{"team_id": slack.workspace.id, "is_enterprise_install": False}],
    }
    return encode(body).decode()


def _shown_in(workspace: Workspace) -> list[str]:
    return [
        text
        for channel in workspace.channels.values()
        for message in channel.ever
        if message.author.is_bot
        for text in message.texts
    ]


async def test_the_doctor_looks_at_the_keys_and_at_what_each_workspace_has_allowed(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path, unused_tcp_port: int, alice: Person
) -> None:
    given = {"mode": "http", "address": "https://bot.example.org/slack/events"}
    config = configured(tmp_path, api, slack=given)
    secrets = {
        "CAUSERIE_SLACK_CLIENT_ID": SecretStr("1.2"),
        "CAUSERIE_SLACK_CLIENT_SECRET": SecretStr("hush"),
        "SLACK_SIGNING_SECRET": SecretStr("hush"),
    }

    async def looked(**more: str) -> list[Any]:
        all_ = secrets | {name: SecretStr(value) for name, value in more.items()}
        return [each async for each in examine(config, all_)]

    (lacking,) = await looked()
    assert "CAUSERIE_SLACK_KEYS" in lacking.said
    assert {each.state for each in await looked(CAUSERIE_SLACK_KEYS=KEY)} == {"ok"}

    async with many(slack, api, tmp_path, unused_tcp_port) as (bot, site):
        await installed(slack, site, alice)
        kept = SealedInstallations(bot.installations, Seal.of(KEY))
        (installation,), _ = await kept.every()
        installation.bot_scopes = ["chat:write", "im:history"]
        await kept.async_save(installation)
    *_, scopes = await looked(CAUSERIE_SLACK_KEYS=KEY)
    assert (scopes.state, "app_mentions:read" in scopes.said) == ("warning", True)
    *_, wrong = await looked(CAUSERIE_SLACK_KEYS=new_key())
    assert (wrong.state, "cannot be read" in wrong.said) == ("failure", True)


def test_the_manifest_for_many_workspaces_says_where_people_come_back_to():
    address = "https://bot.example.org/slack/events"
    one = as_object(found(), address=address)
    several = as_object(found(), address=address, many=True)

    back = ["https://bot.example.org/slack/oauth_redirect"]
    assert one["oauth_config"]["redirect_urls"] == back
    assert not one["settings"]["token_rotation_enabled"]
    assert several["settings"]["token_rotation_enabled"]
    assert several["settings"]["org_deploy_enabled"]
    assert "redirect_urls" not in as_object(found())["oauth_config"]

    # One connection brings what happens in all of them, and people still come back to the page.
    by_socket = as_object(found(), address=address, many=True, socket=True)
    assert by_socket["oauth_config"]["redirect_urls"] == back
    assert by_socket["settings"]["socket_mode_enabled"]
    assert by_socket["settings"]["token_rotation_enabled"]
    assert "request_url" not in by_socket["settings"]["event_subscriptions"]
    assert all("url" not in each for each in by_socket["features"]["slash_commands"])


async def test_with_the_manifest_alone_many_workspaces_are_served_by_the_program_itself(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path, unused_tcp_port: int, alice: Person
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    slack.app.set_up(as_object(found(), address=f"{url}/slack/events", many=True))
    slack.posts_to(f"{url}/slack/events")
    slack.rules.retries = ()
    environment = {
        "CAUSERIE_SLACK_CLIENT_ID": slack.app.client_id,
        "CAUSERIE_SLACK_CLIENT_SECRET": slack.app.client_secret,
        "CAUSERIE_SLACK_KEYS": KEY,
        "SLACK_SIGNING_SECRET": slack.signing_secret,
        "CAUSERIE_SLACK__MODE": "http",
        "CAUSERIE_SLACK__LISTEN": f"127.0.0.1:{unused_tcp_port}",
        "CAUSERIE_SLACK__ADDRESS": f"{url}/slack/events",
    }
    gate = asyncio.Event()
    api.speak(lambda _: Reply(["First sentence is here. ", gate, "And the rest."]))
    async with aiohttp.ClientSession() as session:
        site = Site(unused_tcp_port, session)
        async with program(slack, api, tmp_path, environment) as process:
            await _listening(unused_tcp_port, asyncio.ensure_future(process.wait()))
            assert await slack.http.verifies()
            await installed(slack, site, alice)
            asked = await alice.says(alice.dm, "question")
            await slack.until(lambda: answers(alice.dm, asked), seconds=60)
            process.kill()
            await process.wait()
        gate.set()
        missed = await alice.says(alice.dm, "are you there?")
        async with program(slack, api, tmp_path, environment):
            for each in (asked, missed):
                await slack.until(lambda each=each: is_done(alice.dm, each), seconds=30)
    for each in (asked, missed):
        (answer,) = answers(alice.dm, each)
        assert answer.count("First sentence is here. And the rest.") == 1
    assert slack.record.errors["missing_scope"] == 0


async def test_one_token_serves_every_workspace_of_its_organization(
    slack: SlackDouble, api: OpenAIDouble, tmp_path: Path
) -> None:
    grid = slack.enterprise("Grid")
    one, two = (slack.add_workspace(name, enterprise=grid) for name in ("One", "Two"))
    slack.installation = slack.world.install(one, two, enterprise=grid)
    api.speak(lambda question: "Rex." if "Rex" in question.text else "I do not know.")
    ann, ben = slack.user("Ann", workspace=one), slack.user("Ben", workspace=two)
    async with at_work(slack, tmp_path, api):
        await ask(slack, ann.dm, ann, "my dog is Rex")
        said = await ask(slack, ben.dm, ben, "what is her dog called?")
        assert said.startswith("I do not know.")
        (answer,) = ann.dm.thread(ann.dm.messages[0])
        assert (await ann.presses(answer, "Again")).acknowledged
        await slack.until(lambda: len(answers(ann.dm, ann.dm.messages[0])) == 2)

    slack.rules.retries = ()
    missed = await ben.says(ben.dm, "are you there?")
    async with at_work(slack, tmp_path, api):
        await slack.until(lambda: is_done(ben.dm, missed))


@pytest.mark.parametrize(
    ("body", "ids"),
    [
        ({"team_id": "T1"}, Ids("T1")),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}, Ids("T1")),
        ({"team": None, "user": {"id": "U1", "team_id": "T2"}}, Ids("T2")),
        ({"team_id": "T1", "user": "U1", "is_enterprise_install": "false"}, Ids("T1")),
        # In a channel that is shared, the workspace that has installed the app counts.
        ({"team_id": "T9", "authorizations": [{"team_id": "T1"}]}, Ids("T1")),
        (
            {
                "team_id": "T9",
                "context_team_id": "T1",
                "authorizations": [{"enterprise_id": "E1", "is_enterprise_install": True}],
            },
            Ids("T1", "E1", everywhere=True),
        ),
        (
            {"team_id": "T1", "enterprise_id": "E1", "is_enterprise_install": "true"},
            Ids("T1", "E1", everywhere=True),
        ),
        ({}, Ids("")),
        ({"authorizations": [], "team": "T1"}, Ids("")),
    ],
)
def test_a_delivery_says_to_which_workspace_it_belongs(body: dict[str, Any], ids: Ids):
    assert ids_of(body) == ids
