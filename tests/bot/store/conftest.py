"""The databases that every test of the store runs over; one more is one more line here."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store import Store

DATABASES = {
    "file": "sqlite+aiosqlite:///{folder}/causerie.db",
    "memory": "sqlite+aiosqlite://",
}


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    return DATABASES[request.param].format(folder=tmp_path)


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """A store over an empty database."""
    store = await Store.open(url)
    yield store
    await store.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a database is to lie, for what only files can do."""
    return tmp_path / "causerie.db"


@pytest.fixture
def file_url(file: Path) -> str:
    """The address of that."""
    return DATABASES["file"].format(folder=file.parent)
