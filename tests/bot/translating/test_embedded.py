"""A real model on this machine translates into English; skipped where it was not fetched."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.bootstrap import bootstrap
from bot.config.load import Loaded, load
from bot.config.secrets import Secrets
from bot.core import Bot
from tests.bot.talking import events, message, words


@pytest.fixture(name="bot")
async def _bot(tmp_path: Path, embedded_models: Path) -> AsyncIterator[Bot]:
    shipped = load().config
    file = embedded_models / shipped.models.embedded.catalogue["qwen2.5-coder-1.5b"].file
    if not file.exists():
        pytest.skip("the model was not fetched; `make chat` does that")
    embedded = shipped.models.embedded.model_copy(update={"folder": embedded_models})
    config = shipped.model_copy(
        update={
            "models": shipped.models.model_copy(update={"embedded": embedded}),
            "store": shipped.store.model_copy(
                update={"url": f"sqlite+aiosqlite:///{tmp_path / 'causerie.db'}"}
            ),
        }
    )
    async with bootstrap(Loaded(config, Secrets(), None)) as bot:
        await bot.prepare(lambda _: None)
        yield bot


async def test_it_translates_into_english_and_leaves_alone_what_it_must(bot: Bot):
    asked = {
        "text": "Bonjour <@42>, le fichier `notes.md` est prêt : https://example.org/x",
        "to": "English",
    }

    said = words(await events(bot, message("", command="translate", options=asked)))

    assert all(kept in said for kept in ("<@42>", "`notes.md`", "https://example.org/x"))
    assert "file" in said
    assert "prêt" not in said
