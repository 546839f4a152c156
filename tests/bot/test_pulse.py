import asyncio
import time
from pathlib import Path

import pytest

from bot.pulse import alive, beat


async def test_a_running_service_has_a_pulse_and_a_stopped_one_has_none(tmp_path: Path):
    file = tmp_path / "state" / "pulse"
    task = asyncio.create_task(beat(file, every_seconds=0.01))
    async with asyncio.timeout(5):
        while not file.exists():  # noqa: ASYNC110  # a file gives no event
            await asyncio.sleep(0.01)
    assert alive(file)

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert not alive(file)


def test_a_pulse_of_a_while_ago_is_none(tmp_path: Path):
    (tmp_path / "pulse").touch()

    assert alive(tmp_path / "pulse")
    assert not alive(tmp_path / "pulse", now=time.time() + 90)


async def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path):
    (tmp_path / "file").touch()

    await beat(tmp_path / "file" / "pulse")
