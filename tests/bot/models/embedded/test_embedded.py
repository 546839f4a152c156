"""The embedded model as the rest of the program sees it: chosen, fetched, started, stopped."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import openai
import pytest

from bot.config.schema import Embedded as Settings
from bot.config.schema import Source
from bot.errors import EmbeddedError
from bot.models.embedded import Embedded, Progress
from tests.bot.models.embedded.shelf import Shelf, entry


@pytest.fixture(name="settings")
def _settings(shelf: Shelf, data: bytes) -> Settings:
    shelf.files["little.gguf"] = data
    here = Source(url=f"{shelf.address}/little.gguf")
    gone = Source(url=f"{shelf.address}/gone.gguf")
    return Settings(
        model="large",
        small="little",
        catalogue={
            "large": entry(data + b"more", gone, file="large.gguf"),
            "little": entry(data, here, file="little.gguf"),
        },
    )


@pytest.fixture(name="real")
async def _real(small: Path) -> AsyncGenerator[Embedded, None]:
    embedded = Embedded(Settings(path=small), small.parent)
    yield embedded
    await embedded.stop()


async def test_where_the_default_cannot_be_fetched_the_small_one_serves_and_says_why(
    settings: Settings, data: bytes, tmp_path: Path, reports: list[Progress]
) -> None:
    embedded = Embedded(settings, tmp_path)

    chosen = await embedded.fetch(embedded.choose(None), reports.append)

    assert chosen.name == "little"
    assert chosen.file.read_bytes() == data
    assert "could not be fetched" in chosen.reason
    assert any("smaller" in one.text for one in reports)


async def test_a_model_asked_for_by_name_has_no_fallback(
    settings: Settings, tmp_path: Path, reports: list[Progress]
) -> None:
    embedded = Embedded(settings, tmp_path)

    with pytest.raises(EmbeddedError, match="could not be fetched"):
        await embedded.fetch(embedded.choose("large"), reports.append)


async def test_the_folder_of_the_settings_comes_first(
    settings: Settings, tmp_path: Path, reports: list[Progress]
) -> None:
    folder = tmp_path / "other disk"
    embedded = Embedded(settings.model_copy(update={"folder": folder}), tmp_path / "usual")

    chosen = await embedded.fetch(embedded.choose("small"), reports.append)

    assert chosen.file.parent == folder


async def test_a_file_that_is_there_is_reported_by_nothing(
    settings: Settings, data: bytes, tmp_path: Path, shelf: Shelf, reports: list[Progress]
) -> None:
    (tmp_path / "little.gguf").write_bytes(data)
    embedded = Embedded(settings, tmp_path)

    await embedded.fetch(embedded.choose("small"), reports.append)

    assert not reports
    assert not shelf.asked


async def test_a_file_of_ones_own_is_served_and_started_once(
    real: Embedded, reports: list[Progress]
) -> None:
    chosen = await real.fetch(real.choose(None), reports.append)

    first, second = await asyncio.gather(real.start(chosen), real.start(chosen))
    async with openai.AsyncOpenAI(base_url=first.base_url, api_key=first.api_key) as client:
        models = await client.models.list()

    assert first == second
    assert [model.id for model in models.data] == [chosen.name]


async def test_what_was_stopped_can_be_started_again(
    real: Embedded, reports: list[Progress]
) -> None:
    chosen = await real.fetch(real.choose(None), reports.append)
    before = await real.start(chosen)
    await real.stop()
    await real.stop()

    after = await real.start(chosen)

    assert after.api_key != before.api_key
