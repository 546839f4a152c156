"""A model's file arrives whole whatever the hub does, or not at all."""

import asyncio
import socket
from pathlib import Path

import pytest

from bot.config.schema import Source
from bot.errors import EmbeddedError
from bot.models.embedded.download import Limits
from bot.models.embedded.progress import Progress
from tests.bot.models.embedded.conftest import QUICK, Fetch, reached
from tests.bot.models.embedded.shelf import Cut, Instead, Shelf, Stall, Status, entry

HUB = "hub/tiny.gguf"
MIRROR = "mirror/tiny.gguf"


@pytest.fixture(name="hub")
def _hub(shelf: Shelf, data: bytes) -> Source:
    shelf.files[HUB] = data
    return Source(url=f"{shelf.address}/{HUB}")


@pytest.fixture(name="mirror")
def _mirror(shelf: Shelf, data: bytes) -> Source:
    shelf.files[MIRROR] = data
    return Source(url=f"{shelf.address}/{MIRROR}")


def left_in(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


async def test_the_file_arrives_whole_and_alone(fetch: Fetch, hub: Source, data: bytes) -> None:
    file = await fetch(entry(data, hub))

    assert file.read_bytes() == data
    assert left_in(file.parent) == ["tiny.gguf"]


async def test_a_file_that_is_there_is_not_fetched_again(
    fetch: Fetch, hub: Source, shelf: Shelf, data: bytes
) -> None:
    await fetch(entry(data, hub))
    await fetch(entry(data, hub))

    assert shelf.starts(HUB) == [0]


async def test_a_connection_that_drops_is_taken_up_where_it_broke(
    fetch: Fetch, hub: Source, shelf: Shelf, data: bytes
) -> None:
    shelf.faults[HUB] = [Cut(1_000_000), Cut(1_000_000)]

    file = await fetch(entry(data, hub))

    assert file.read_bytes() == data
    first, second, third = shelf.starts(HUB)
    assert first < second < third <= 2_000_000


async def test_a_server_that_ignores_ranges_is_read_from_the_beginning(
    fetch: Fetch, hub: Source, shelf: Shelf, data: bytes
) -> None:
    shelf.ranges = False
    shelf.faults[HUB] = [Cut(1_500_000)]

    file = await fetch(entry(data, hub))

    assert file.read_bytes() == data


async def test_a_server_that_falls_silent_is_asked_again(
    fetch: Fetch, hub: Source, shelf: Shelf, data: bytes
) -> None:
    shelf.faults[HUB] = [Stall(1_200_000)]

    file = await fetch(entry(data, hub))

    assert file.read_bytes() == data
    assert shelf.starts(HUB)[1] >= 1 << 20


async def test_a_server_that_is_busy_is_asked_again(
    fetch: Fetch, hub: Source, shelf: Shelf, data: bytes
) -> None:
    shelf.faults[HUB] = [Status(503), Status(429)]

    assert (await fetch(entry(data, hub))).read_bytes() == data


async def test_any_byte_that_arrives_starts_the_count_of_tries_anew(
    fetch: Fetch, hub: Source, shelf: Shelf, data: bytes
) -> None:
    shelf.faults[HUB] = [Cut(300_000)] * (QUICK.tries + 3)

    assert (await fetch(entry(data, hub))).read_bytes() == data


async def test_a_file_that_is_not_there_is_had_from_the_next_source(
    fetch: Fetch, mirror: Source, shelf: Shelf, data: bytes, reports: list[Progress]
) -> None:
    gone = Source(url=f"{shelf.address}/gone.gguf")

    file = await fetch(entry(data, gone, mirror))

    assert file.read_bytes() == data
    notes = [report.text for report in reports if not report.total]
    assert notes == ["No file from 127.0.0.1: HTTP 404. Trying the next source."]


async def test_a_wrong_file_is_deleted_and_had_from_the_next_source(
    fetch: Fetch, hub: Source, mirror: Source, shelf: Shelf, data: bytes
) -> None:
    shelf.faults[HUB] = [Instead(b"evil" + data[4:])]

    file = await fetch(entry(data, hub, mirror))

    assert file.read_bytes() == data
    assert shelf.starts(MIRROR) == [0]


async def test_a_file_of_another_size_is_not_even_read(
    fetch: Fetch, hub: Source, mirror: Source, shelf: Shelf, data: bytes
) -> None:
    shelf.faults[HUB] = [Instead(data + b"more")]

    file = await fetch(entry(data, hub, mirror))

    assert file.read_bytes() == data
    assert shelf.starts(HUB) == [0]


async def test_the_next_source_goes_on_where_the_dead_one_stopped(
    fetch: Fetch, hub: Source, mirror: Source, shelf: Shelf, data: bytes
) -> None:
    shelf.faults[HUB] = [Cut(2_000_000), Status(410)]

    file = await fetch(entry(data, hub, mirror))

    assert file.read_bytes() == data
    assert shelf.starts(MIRROR)[0] > 1_000_000


async def test_a_damaged_beginning_is_found_out_and_fetched_again(
    fetch: Fetch, hub: Source, shelf: Shelf, data: bytes, tmp_path: Path
) -> None:
    work = tmp_path / "models/tiny.gguf.part"
    work.mkdir(parents=True)
    (work / "joined").write_bytes(bytes(1_000_000))

    file = await fetch(entry(data, hub))

    assert file.read_bytes() == data
    assert shelf.starts(HUB) == [1_000_000, 0]


async def test_a_hub_nobody_listens_at_is_passed_by_at_once(
    fetch: Fetch, mirror: Source, data: bytes
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = Source(url=f"http://127.0.0.1:{taken.getsockname()[1]}/tiny.gguf")

        # Three tries with such pauses would never end.
        patient = Limits(connect=2, answer=2, stall=0.3, tries=3, pause=3_600)
        file = await fetch(entry(data, nobody, mirror), limits=patient)

    assert file.read_bytes() == data


async def test_a_hub_that_never_answers_is_left_after_the_first_try(
    fetch: Fetch, mirror: Source, data: bytes
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        silent = Source(url=f"http://127.0.0.1:{mute.getsockname()[1]}/tiny.gguf")
        patient = Limits(connect=2, answer=0.2, stall=3_600, tries=3, pause=3_600)

        file = await fetch(entry(data, silent, mirror), limits=patient)

    assert file.read_bytes() == data


async def test_a_file_on_another_disk_is_a_source_too(
    fetch: Fetch, data: bytes, tmp_path: Path
) -> None:
    (tmp_path / "stick").write_bytes(data)

    file = await fetch(entry(data, Source(path=tmp_path / "none"), Source(path=tmp_path / "stick")))

    assert file.read_bytes() == data


async def test_when_every_source_is_dead_the_sentence_says_what_to_do(
    fetch: Fetch, shelf: Shelf, data: bytes, tmp_path: Path
) -> None:
    with pytest.raises(EmbeddedError) as caught:
        await fetch(entry(data, Source(url=f"{shelf.address}/gone.gguf")))

    said = str(caught.value)
    assert "Tiny (3.0 MB) could not be fetched. 127.0.0.1: HTTP 404." in said
    assert "models.embedded.path" in said
    assert not (tmp_path / "models/tiny.gguf").exists()


async def test_a_full_disk_is_noticed_before_anything_is_fetched(
    fetch: Fetch, hub: Source, shelf: Shelf, data: bytes, tmp_path: Path
) -> None:
    with pytest.raises(EmbeddedError, match=r"needs 70 MB on the disk of .*, and 50 MB are free"):
        await fetch(entry(data, hub), free=50_000_000)

    assert not shelf.asked
    assert not (tmp_path / "models").exists()


async def test_a_file_in_the_place_of_the_folder_is_named(
    fetch: Fetch, hub: Source, data: bytes, tmp_path: Path
) -> None:
    (tmp_path / "models").write_text("in the way")

    with pytest.raises(EmbeddedError, match=r"cannot be kept in .*models"):
        await fetch(entry(data, hub))


async def test_a_name_that_leads_out_of_the_folder_is_refused(
    fetch: Fetch, hub: Source, data: bytes
) -> None:
    with pytest.raises(EmbeddedError, match="no file name"):
        await fetch(entry(data, hub, file="../tiny.gguf"))


async def test_two_fetches_at_once_fetch_one_file(
    fetch: Fetch, hub: Source, shelf: Shelf, data: bytes, reports: list[Progress]
) -> None:
    files = await asyncio.gather(*(fetch(entry(data, hub)) for _ in range(3)))

    assert {file.read_bytes() == data for file in files} == {True}
    assert shelf.starts(HUB) == [0]
    assert left_in(files[0].parent) == ["tiny.gguf"]
    assert "Waiting for another program that is fetching Tiny" in {one.text for one in reports}


async def test_a_fetch_that_is_called_off_goes_on_where_it_was(
    fetch: Fetch, hub: Source, shelf: Shelf, data: bytes, tmp_path: Path
) -> None:
    shelf.faults[HUB] = [Stall(2_500_000)]
    slow = Limits(connect=2, answer=2, stall=3_600, tries=3, pause=0.01)
    fetching = asyncio.ensure_future(fetch(entry(data, hub), limits=slow))
    await reached(tmp_path / "models/tiny.gguf.part/joined", 1 << 20)

    fetching.cancel()
    await asyncio.gather(fetching, return_exceptions=True)
    file = await fetch(entry(data, hub))

    assert file.read_bytes() == data
    assert shelf.starts(HUB)[1] > 1_000_000


async def test_progress_grows_to_the_whole(
    fetch: Fetch, hub: Source, data: bytes, reports: list[Progress]
) -> None:
    await fetch(entry(data, hub))

    counts = [one.done for one in reports if one.text == "Fetching Tiny from 127.0.0.1"]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, len(data))
    assert reports[-1].text == "Checking Tiny"
