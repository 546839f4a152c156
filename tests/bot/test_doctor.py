import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config.load import Loaded, load
from bot.doctor import examine
from tests.bot.conftest import Install
from tests.doubles.openai import OpenAIDouble, Status


@pytest.fixture(name="api")
async def _api() -> AsyncIterator[OpenAIDouble]:
    async with OpenAIDouble() as api:
        yield api


def configured(folder: Path, **env: str) -> Loaded:
    database = f"sqlite+aiosqlite:///{folder / 'causerie.db'}"
    return load(
        env={"CAUSERIE_STORE__URL": database, **env}, folder=folder, secret_names=["MATRIX_TOKEN"]
    )


async def examined(loaded: Loaded) -> tuple[int, str]:
    out = io.StringIO()
    return await examine(loaded, out), out.getvalue()


def line(text: str, about: str) -> str:
    return next(one for one in text.splitlines() if f" {about}: " in one)


async def test_everything_in_place_is_a_line_each_and_no_failure(tmp_path: Path, api: OpenAIDouble):
    code, text = await examined(
        configured(tmp_path, OPENAI_API_KEY=api.key, OPENAI_BASE_URL=api.base_url)
    )

    assert code == 0
    assert "failure" not in text
    assert line(text, "Python").startswith("ok")
    assert line(text, "Store").endswith("opens and can be written; 0 turns")
    assert f"{api.base_url} answers and offers" in line(text, "Endpoint")
    assert line(text, "Tokenizer").startswith("ok")
    assert api.key not in text


async def test_a_key_that_is_rejected_fails_with_what_to_do(tmp_path: Path, api: OpenAIDouble):
    code, text = await examined(
        configured(tmp_path, OPENAI_API_KEY="sk-wrong-0123456789", OPENAI_BASE_URL=api.base_url)
    )

    assert code == 1
    assert "check OPENAI_API_KEY" in line(text, "Model")
    assert "sk-wrong" not in text
    assert line(text, "Tokenizer").startswith("ok")


async def test_an_endpoint_without_the_model_is_a_warning(tmp_path: Path, api: OpenAIDouble):
    loaded = configured(
        tmp_path,
        OPENAI_API_KEY=api.key,
        OPENAI_BASE_URL=api.base_url,
        CAUSERIE_MODELS__DEFAULT="gpt-of-my-own",
    )

    code, text = await examined(loaded)

    assert code == 0
    assert line(text, "Model") == (
        "warning  Model: gpt-of-my-own is not among them; set models.default to one that is"
    )


async def test_a_model_that_is_turned_off_soon_is_a_warning(tmp_path: Path, api: OpenAIDouble):
    (tmp_path / "config.yaml").write_text(
        "models: {default: gpt-6-luna, table: {gpt-6-luna: {shutdown: 2020-01-01}}}"
    )
    loaded = configured(tmp_path, OPENAI_API_KEY=api.key, OPENAI_BASE_URL=api.base_url)

    _, text = await examined(loaded)

    assert "turned off on 2020-01-01" in line(text, "Model")


async def test_without_a_key_the_model_of_this_machine_is_looked_at(tmp_path: Path):
    loaded = configured(tmp_path, CAUSERIE_MODELS__EMBEDDED__FOLDER=str(tmp_path))

    code, text = await examined(loaded)

    assert code == 0
    assert "answers from this machine" in line(text, "Model")
    assert "still to be fetched" in line(text, "Model file")


async def test_a_database_that_cannot_be_opened_fails_and_the_rest_is_examined(
    tmp_path: Path, api: OpenAIDouble
):
    (tmp_path / "causerie.db").write_text("this is no database, however long it may be" * 100)
    loaded = configured(tmp_path, OPENAI_API_KEY=api.key, OPENAI_BASE_URL=api.base_url)

    code, text = await examined(loaded)

    assert code == 1
    assert line(text, "Store").startswith("failure")
    assert line(text, "Endpoint").startswith("ok")


async def test_an_endpoint_that_is_failing_is_asked_once(tmp_path: Path, api: OpenAIDouble):
    api.fail(Status(500), on="models", times=None)
    loaded = configured(tmp_path, OPENAI_API_KEY=api.key, OPENAI_BASE_URL=api.base_url)

    code, text = await examined(loaded)

    assert code == 1
    assert "reports a fault of its own" in line(text, "Model")


async def test_platforms_are_told_what_they_lack(
    tmp_path: Path, api: OpenAIDouble, install: Install
):
    install(
        "matrix",
        "class Adapter:\n    name = 'matrix'\n    secrets = ('MATRIX_TOKEN',)\nadapter = Adapter()",
    )
    install("broken", "1 / 0")
    loaded = configured(tmp_path, OPENAI_API_KEY=api.key, OPENAI_BASE_URL=api.base_url)

    code, text = await examined(loaded)

    assert code == 1
    assert line(text, "Platform console").startswith("ok")
    assert line(text, "Platform matrix") == "warning  Platform matrix: set MATRIX_TOKEN to run it"
    assert line(text, "Platform broken").startswith("failure")


EXAMINED = """
from bot.findings import Finding


class Adapter:
    name = "matrix"
    secrets = ("MATRIX_TOKEN",)

    async def examine(self, config, secrets):
        yield Finding("ok", "Matrix token", "belongs to Neo")
        yield Finding("failure", "Matrix network", "take the red pill")


adapter = Adapter()
"""

HANGING = EXAMINED.replace("yield", "await asyncio.Event().wait(); yield", 1)


async def test_a_platform_looks_at_what_it_needs_itself(
    tmp_path: Path, api: OpenAIDouble, install: Install
):
    install("matrix", EXAMINED)
    loaded = configured(
        tmp_path, OPENAI_API_KEY=api.key, OPENAI_BASE_URL=api.base_url, MATRIX_TOKEN="abc"
    )

    code, text = await examined(loaded)

    assert code == 1
    assert line(text, "Matrix token") == "ok       Matrix token: belongs to Neo"
    assert line(text, "Matrix network").startswith("failure")


async def test_a_platform_that_hangs_costs_only_its_own_line(
    tmp_path: Path, api: OpenAIDouble, install: Install
):
    install("matrix", f"import asyncio\n{HANGING}")
    loaded = configured(
        tmp_path, OPENAI_API_KEY=api.key, OPENAI_BASE_URL=api.base_url, MATRIX_TOKEN="abc"
    )
    out = io.StringIO()

    await examine(loaded, out, seconds=2)

    assert line(out.getvalue(), "Platform matrix").startswith("failure")
    assert line(out.getvalue(), "Platform console").startswith("ok")


async def test_a_check_that_hangs_is_ended(tmp_path: Path, api: OpenAIDouble):
    loaded = configured(tmp_path, OPENAI_API_KEY=api.key, OPENAI_BASE_URL=api.base_url)
    out = io.StringIO()

    code = await examine(loaded, out, seconds=0)

    assert code == 1
    assert "no result within 0 s" in out.getvalue()
