import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.announcing import Announcer
from bot.channels import Post
from bot.errors import KeyRejected, ModelFailing, RightMissing
from bot.messages import Place
from bot.settings import Settings, Values
from bot.store import Store
from tests.fakes.channels import FakeChannels

PLACE = Place("test", "server", "general")
ADMINS = Place("test", "server", "admins")
SERVER = PLACE.server_key


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(name="store")
async def _store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    yield store
    await store.close()


@pytest.fixture(name="channels")
def _channels() -> FakeChannels:
    channels = FakeChannels()
    channels.names[ADMINS] = "admins"
    return channels


@pytest.fixture(name="clock")
def _clock() -> Clock:
    return Clock()


@pytest.fixture(name="announcer")
async def _announcer(
    store: Store, channels: FakeChannels, clock: Clock
) -> AsyncIterator[Announcer]:
    settings = Settings(store, Values(admin_channel="admins"))
    announcer = Announcer(store.notes, settings, {"test": channels}, clock=clock)
    yield announcer
    await announcer.close()


async def said(announcer: Announcer, channels: FakeChannels) -> list[str]:
    await announcer.settled()
    return [post.text for post in channels.posts.get(ADMINS, {}).values()]


async def test_the_same_is_told_once_and_anew_with_another_stamp(announcer, channels):
    for stamp in ("2026-11", "2026-11", "2026-12", "2026-12"):
        announcer.tell(SERVER, "budget", stamp, stamp)
        await announcer.settled()

    assert await said(announcer, channels) == ["2026-11", "2026-12"]


async def test_each_server_is_told_for_itself(announcer, channels):
    channels.names[Place("test", "other", "admins")] = "admins"
    announcer.tell(SERVER, "tokens", "One.")
    announcer.tell("test/other", "tokens", "Two.")

    assert await said(announcer, channels) == ["One."]
    assert len(channels.posts) == 2


async def test_failures_count_within_an_hour(announcer, channels, clock):
    for minutes in (0, 50, 59):
        clock.now = 1_000.0 + minutes * 60
        announcer.failed(PLACE, ModelFailing(endpoint="here"), alarm=4)
    clock.now = 1_000.0 + 61 * 60
    announcer.failed(PLACE, ModelFailing(endpoint="here"), alarm=4)
    assert await said(announcer, channels) == []

    announcer.failed(PLACE, ModelFailing(endpoint="here"), alarm=4)

    (text,) = await said(announcer, channels)
    assert text.startswith("4 answers failed here within an hour. The latest: here reports a fault")


async def test_no_alarm_is_never(announcer, channels):
    for _ in range(50):
        announcer.failed(PLACE, ModelFailing(), alarm=None)

    assert await said(announcer, channels) == []


async def test_a_rejected_key_is_told_at_once(announcer, channels):
    announcer.failed(PLACE, KeyRejected(model="m", endpoint="OpenAI"), alarm=None)

    (text,) = await said(announcer, channels)
    assert "does not accept the API key" in text


async def test_each_missing_right_is_told_once_and_is_no_failure_of_the_bot(announcer, channels):
    for _ in range(3):
        announcer.failed(PLACE, RightMissing("I cannot post: I lack Send Messages."), alarm=1)
        announcer.failed(PLACE, RightMissing("I cannot pin: I lack Manage Messages."), alarm=1)

    assert await said(announcer, channels) == [
        "I cannot post: I lack Send Messages.",
        "I cannot pin: I lack Manage Messages.",
    ]


async def test_what_is_too_much_at_once_is_left_out(announcer, channels, caplog):
    for number in range(120):
        announcer.tell(SERVER, f"about {number}", f"{number}")

    assert len(await said(announcer, channels)) == 100
    assert "too much to tell" in caplog.text


async def test_what_waits_is_told_before_the_end_and_a_platform_that_hangs_is_left(store, channels):
    settings = Settings(store, Values(admin_channel="admins"))
    announcer = Announcer(store.notes, settings, {"test": channels})
    announcer.tell(SERVER, "tokens", "One.")
    await announcer.close()
    assert [post.text for post in channels.posts[ADMINS].values()] == ["One."]

    class Hanging(FakeChannels):
        async def post(self, place: Place, post: Post) -> str:
            await asyncio.Event().wait()
            return ""

    hanging = Hanging()
    hanging.names[ADMINS] = "admins"
    announcer = Announcer(store.notes, settings, {"test": hanging}, close_seconds=0.05)
    announcer.tell(SERVER, "more", "Two.")
    await asyncio.wait_for(announcer.close(), 2)


async def test_what_could_not_be_told_is_not_tried_with_every_message(store, clock):
    asked = []

    class Gone(FakeChannels):
        async def place(self, near: Place, channel_id: str) -> Place | None:
            asked.append(channel_id)
            return None

    settings = Settings(store, Values(admin_channel="admins"))
    announcer = Announcer(store.notes, settings, {"test": Gone()}, clock=clock)
    for seconds in (0, 10, 20, 61):
        clock.now = 1_000.0 + seconds
        announcer.tell(SERVER, "tokens", "One.")
        await announcer.settled()
    await announcer.close()

    assert len(asked) == 2
