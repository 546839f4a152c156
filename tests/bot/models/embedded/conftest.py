"""A hub and an index on this machine, a model's worth of bytes, and the real small model."""

import asyncio
import random
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import pytest
import yaml

from bot.config.schema import Config, EmbeddedModel
from bot.models.embedded.download import Limits
from bot.models.embedded.fetch import Fetcher
from bot.models.embedded.files import length
from bot.models.embedded.progress import Progress
from tests.bot.models.embedded.shelf import Shelf

TOP = Path(__file__).parents[4]
QUICK = Limits(connect=2, answer=2, stall=0.3, tries=3, pause=0.01)

Fetch = Callable[..., Awaitable[Path]]


async def reached(file: Path, size: int) -> None:
    """Wait until `file` holds so many bytes."""
    async with asyncio.timeout(60):
        while length(file) < size:  # noqa: ASYNC110 - a disk gives no event to wait for
            await asyncio.sleep(0.01)


@pytest.fixture(name="shelf")
async def _shelf() -> AsyncGenerator[Shelf, None]:
    async with Shelf.open() as shelf:
        yield shelf


@pytest.fixture(scope="session", name="data")
def _data() -> bytes:
    return b"GGUF" + random.Random(1).randbytes(3_000_000)


@pytest.fixture(name="reports")
def _reports() -> list[Progress]:
    return []


@pytest.fixture(name="fetch")
def _fetch(tmp_path: Path, shelf: Shelf, reports: list[Progress]) -> Fetch:
    async def run(model: EmbeddedModel, *, free: int = 1 << 40, limits: Limits = QUICK) -> Path:
        return await Fetcher(
            model,
            tmp_path / "models",
            report=reports.append,
            environ={"PIP_INDEX_URL": shelf.index},
            free=lambda _: free,
            limits=limits,
        ).run()

    return run


@pytest.fixture(scope="session", name="catalogue")
def _catalogue() -> dict[str, EmbeddedModel]:
    written = yaml.safe_load((TOP / "config.yaml").read_text("utf-8"))
    return Config.model_validate({"models": written["models"]}).models.embedded.catalogue


@pytest.fixture(scope="session", name="small")
def _small(embedded_models: Path, catalogue: dict[str, EmbeddedModel]) -> Path:
    """The small model's file, fetched where it is not there yet: by a process that may."""
    file = embedded_models / catalogue["smollm2-135m"].file
    if not file.exists():
        done = subprocess.run(
            [sys.executable, "-m", "tests.bot.models.embedded.small", str(embedded_models)],
            cwd=TOP,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if done.returncode:
            pytest.skip(f"the small model is neither here nor to be had: {done.stderr[-300:]}")
    return file
