"""The tables are read once for all tests of counting."""

import asyncio
from pathlib import Path

import pytest

from bot.tokens import Tokens


@pytest.fixture(scope="session", name="tokens")
def _tokens(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    folder: Path = tmp_path_factory.mktemp("tokens")
    return asyncio.run(Tokens.load(folder, ("o200k_base", "cl100k_base")))
