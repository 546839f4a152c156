import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.messages import Attachment, Outcome, Place
from bot.store import Store
from tests.bot.store.samples import PLACE, a_message

ROOT = Path(__file__).parents[3]
SLACK = Place("slack", "w", "c")
Start = Callable[..., Awaitable[Process]]


@pytest.fixture(name="start")
async def _start(file_url: str) -> AsyncIterator[Start]:
    """Start another process on the same database; it is gone after the test."""
    processes = []

    async def start(*deed: str) -> Process:
        command = (sys.executable, "-m", "tests.bot.store.taker", file_url, *deed)
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, cwd=ROOT)
        processes.append(process)
        return process

    yield start
    for process in processes:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def said(process: Process) -> list[str]:
    assert process.stdout is not None
    did, *names = (await process.stdout.readline()).decode().split()
    assert did == "did"
    return names


async def left_behind(url: str, *names: str, platform: Place = PLACE) -> None:
    """Messages that a process took and did not finish before it ended."""
    store = await Store.open(url)
    for name in names:
        await store.taken.take(a_message(name, place=platform))
    await store.close()


async def test_a_message_is_taken_once_only(store: Store) -> None:
    assert await store.taken.take(a_message())
    assert not await store.taken.take(a_message())


async def test_of_many_deliveries_at_once_one_is_taken(store: Store) -> None:
    taken = await asyncio.gather(*(store.taken.take(a_message()) for _ in range(20)))

    assert sum(taken) == 1


async def test_a_finished_message_stays_taken(store: Store) -> None:
    await store.taken.take(a_message())
    await store.taken.finish(a_message().key, Outcome.ANSWERED)

    assert not await store.taken.take(a_message())


async def test_the_same_id_on_another_platform_is_another_message(store: Store) -> None:
    await store.taken.take(a_message())

    assert await store.taken.take(a_message(place=SLACK))


async def test_a_message_taken_in_one_process_is_seen_in_another(file_url: str) -> None:
    one, other = await Store.open(file_url), await Store.open(file_url)

    assert await one.taken.take(a_message())
    assert not await other.taken.take(a_message())

    await one.close()
    await other.close()


async def test_finished_messages_are_forgotten_when_they_are_old(store: Store) -> None:
    for name in ("m1", "m2"):
        await store.taken.take(a_message(name))
    await store.taken.finish(a_message("m1").key, Outcome.ANSWERED)

    assert await store.taken.prune(datetime.now(UTC) - timedelta(days=1)) == 0
    assert await store.taken.prune(datetime.now(UTC) + timedelta(days=1)) == 1

    assert await store.taken.take(a_message("m1"))
    assert not await store.taken.take(a_message("m2"))


async def test_a_store_does_not_give_out_its_own_messages(store: Store) -> None:
    await store.taken.take(a_message())

    assert await store.taken.unanswered("console") == []


async def test_what_a_process_left_unfinished_is_given_out_whole(file_url: str) -> None:
    message = a_message(
        text="\ud800 é",
        options={"n": 1, "x": 1.0, "b": True},
        attachments=(Attachment("a.png", "image/png", 3, "/a.png"),),
    )
    store = await Store.open(file_url)
    before = datetime.now(UTC)
    await store.taken.take(message)
    await store.close()

    store = await Store.open(file_url)
    (recovered,) = await store.taken.unanswered("console")
    await store.close()

    assert recovered.message == message
    assert before <= recovered.taken_at <= datetime.now(UTC)
    assert recovered.attempt == 1


async def test_the_unanswered_come_oldest_first_and_of_one_platform(file_url: str) -> None:
    await left_behind(file_url, "m2", "m1")
    await left_behind(file_url, "m3", platform=SLACK)

    store = await Store.open(file_url)
    console = await store.taken.unanswered("console")
    slack = await store.taken.unanswered("slack")
    await store.close()

    assert [recovered.message.id for recovered in console] == ["m2", "m1"]
    assert [recovered.message.id for recovered in slack] == ["m3"]


async def test_a_finished_message_is_not_given_out(file_url: str) -> None:
    await left_behind(file_url, "m1", "m2")
    store = await Store.open(file_url)
    await store.taken.finish(a_message("m1").key, Outcome.CANCELLED)

    unanswered = await store.taken.unanswered("console")
    await store.close()

    assert [recovered.message.id for recovered in unanswered] == ["m2"]


async def test_of_two_that_start_together_one_gets_each_message(file_url: str) -> None:
    names = {f"m{number}" for number in range(20)}
    await left_behind(file_url, *names)
    stores = [await Store.open(file_url) for _ in range(4)]

    claims = await asyncio.gather(*(store.taken.unanswered("console") for store in stores))

    claimed = [recovered.message.id for claim in claims for recovered in claim]
    assert sorted(claimed) == sorted(names)
    for store in stores:
        await store.close()


async def test_attempts_are_counted_so_that_none_is_tried_for_ever(file_url: str) -> None:
    await left_behind(file_url, "m1")
    attempts = []
    for _ in range(3):
        store = await Store.open(file_url)
        attempts += [r.attempt for r in await store.taken.unanswered("console", attempts=2)]
        await store.close()

    assert attempts == [1, 2]
    store = await Store.open(file_url)
    (last,) = await store.taken.unanswered("console")
    await store.close()
    assert last.attempt == 3


async def test_a_message_of_a_killed_process_is_given_out_and_one_of_a_live_process_is_not(
    file_url: str, start: Start
) -> None:
    doomed, living = await start("take", "m1"), await start("take", "m2")
    assert await said(doomed) == ["m1"]
    assert await said(living) == ["m2"]

    doomed.kill()
    await doomed.wait()
    store = await Store.open(file_url)
    unanswered = await store.taken.unanswered("console")
    await store.close()

    assert [recovered.message.id for recovered in unanswered] == ["m1"]


async def test_platforms_of_one_process_that_died_get_back_their_own_messages_each(
    file_url: str, start: Start
) -> None:
    doomed = await start("take", "m1", "slack/m2", "discord/m3", "slack/m4")
    living = await start("take", "slack/m5", "m6")
    assert len(await said(doomed)) == 4
    assert len(await said(living)) == 2

    doomed.kill()
    await doomed.wait()
    store = await Store.open(file_url)
    # Whoever comes first finds that the process is gone, and must leave the rest to the others.
    claims = [await store.taken.unanswered(name) for name in ("slack", "discord", "console")]
    again = [await store.taken.unanswered(name) for name in ("slack", "discord", "console")]
    await store.close()

    assert [[one.message.id for one in claim] for claim in claims] == [["m2", "m4"], ["m3"], ["m1"]]
    assert again == [[], [], []]


async def test_platforms_that_start_at_once_in_processes_of_their_own_share_nothing_out_twice(
    file_url: str, start: Start
) -> None:
    await left_behind(file_url, "m1", "m2")
    await left_behind(file_url, "m3", "m4", platform=SLACK)

    both = ("console", "slack")
    claims = [await said(one) for one in [await start("claim", *both), await start("claim", *both)]]

    assert sorted(claims[0] + claims[1]) == ["m1", "m2", "m3", "m4"]


async def test_a_process_keeps_what_one_of_its_platforms_has_open_while_another_recovers(
    file_url: str,
) -> None:
    await left_behind(file_url, "m1")
    store = await Store.open(file_url)
    await store.taken.take(a_message("m2", place=SLACK))

    console = await store.taken.unanswered("console")
    slack = await store.taken.unanswered("slack")
    await store.close()

    assert [one.message.id for one in console] == ["m1"]
    assert slack == []


async def test_of_two_processes_that_start_together_one_gets_each_message(
    file_url: str, start: Start
) -> None:
    await left_behind(file_url, "m1", "m2", "m3")

    claims = [await said(process) for process in [await start("claim"), await start("claim")]]

    assert sorted(claims[0] + claims[1]) == ["m1", "m2", "m3"]


async def test_two_processes_can_make_the_same_database_at_once(
    file_url: str, start: Start
) -> None:
    processes = [await start("take", "m1"), await start("take", "m1")]

    taken = [await said(process) for process in processes]

    assert sorted(taken) == [[], ["m1"]]


async def test_the_lock_of_a_dead_process_is_cleaned_up(
    file: Path, file_url: str, start: Start
) -> None:
    doomed = await start("take", "m1")
    await said(doomed)
    owners = file.with_name("causerie.db.owners")
    (left,) = owners.iterdir()
    doomed.kill()
    await doomed.wait()
    assert left.exists()

    store = await Store.open(file_url)

    assert len(list(owners.iterdir())) == 1
    assert not left.exists()
    await store.close()
    assert list(owners.iterdir()) == []


async def test_a_database_reached_by_another_path_has_the_same_owners(
    file: Path, file_url: str, tmp_path: Path
) -> None:
    living = await Store.open(file_url)
    await living.taken.take(a_message())
    link = tmp_path / "link.db"
    link.symlink_to(file)

    other = await Store.open(f"sqlite+aiosqlite:///{link}")

    assert await other.taken.unanswered("console") == []
    await other.close()
    await living.close()


async def test_a_very_long_message_is_taken_and_given_out(file_url: str) -> None:
    long = replace(a_message(), text="é" * 2_000_000)
    store = await Store.open(file_url)
    await store.taken.take(long)
    await store.close()

    store = await Store.open(file_url)
    (recovered,) = await store.taken.unanswered("console")
    await store.close()

    assert recovered.message == long
