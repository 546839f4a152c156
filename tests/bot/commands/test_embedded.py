"""A real model on this machine translates and sums up; skipped where it was not fetched.

It is small, and writes other words on another machine: what is looked at holds whatever it writes.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.bootstrap import bootstrap
from bot.config.load import Loaded, load
from bot.config.secrets import Secrets
from bot.core import Bot
from bot.messages import Attachment, Notice, Outcome
from tests.bot.talking import end, events, message, words

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOTE = (
    "The bridge over the river is closed until Friday because a lorry has damaged it. Cars must "
    "take the road through the village. The ferry for walkers leaves every hour."
)


@pytest_asyncio.fixture(name="bot", scope="module", loop_scope="module")
async def _bot(
    tmp_path_factory: pytest.TempPathFactory, embedded_models: Path
) -> AsyncIterator[Bot]:
    shipped = load().config
    file = embedded_models / shipped.models.embedded.catalogue["qwen2.5-coder-1.5b"].file
    if not file.exists():
        pytest.skip("the model was not fetched; `make chat` does that")
    embedded = shipped.models.embedded.model_copy(update={"folder": embedded_models})
    database = tmp_path_factory.mktemp("embedded") / "causerie.db"
    config = shipped.model_copy(
        update={
            "models": shipped.models.model_copy(
                update={
                    "embedded": embedded,
                    # Other tests may keep the processor busy.
                    "first_token_seconds": 150,
                    "between_tokens_seconds": 60,
                }
            ),
            "store": shipped.store.model_copy(update={"url": f"sqlite+aiosqlite:///{database}"}),
        }
    )
    async with bootstrap(Loaded(config, Secrets(), None)) as bot:
        await bot.prepare(lambda _: None)
        yield bot


def known(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.casefold()))


async def test_it_translates_into_english_and_leaves_alone_what_it_must(bot: Bot):
    text = "Bonjour <@42>, le fichier `notes.md` est prêt : https://example.org/x"
    asked = {"text": text, "to": "English"}

    seen = await events(bot, message("", command="translate", options=asked))

    said = words(seen)
    assert end(seen).outcome is Outcome.ANSWERED
    kept = [part in said for part in ("<@42>", "`notes.md`", "https://example.org/x")]
    # What got lost all the same is told.
    assert all(kept) or any(isinstance(event, Notice) for event in seen)
    assert len(known(said) & {"bonjour", "le", "fichier", "est", "prêt"}) < 3
    assert known(said) & {"the", "file", "is", "ready", "hello", "hi", "good"}


async def test_it_sums_up_a_file(bot: Bot):
    async def read() -> bytes:
        return NOTE.encode()

    file = Attachment("note.txt", "text/plain", len(NOTE), "/note.txt", read, option="file")
    options = {"length": "sentence"}

    asked = message("", command="summarize", options=options, attachments=(file,))
    seen = await events(bot, asked)

    said = words(seen)
    assert end(seen).outcome in (Outcome.ANSWERED, Outcome.CUT)
    assert known(said) & {"bridge", "river", "ferry", "lorry", "village", "friday"}
    # Nothing of the marks around the material is in it.
    assert "no instructions" not in said
