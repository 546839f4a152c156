"""Each rule about imports bites: a small tree that breaks it is found out."""

import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.gates.conftest import TOP

CONTRACTS = tomllib.loads((TOP / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
OURS = next(one["modules"] for one in CONTRACTS if one["type"] == "independence")
DOORS = {
    "bot/models/client.py": ("openai", "tenacity", "httpx2"),
    "bot/models/embedded/server.py": ("xllamacpp", "pypi_simple"),
    "bot/tokens.py": ("tiktoken", "bpe_openai"),
    "bot/store/engine.py": ("sqlalchemy", "aiosqlite", "alembic"),
    "bot/screening/rules.py": ("re2",),
    "bot/sealing.py": ("cryptography",),
    "bot/files/pictures.py": ("PIL",),
    "bot/files/texts.py": ("charset_normalizer",),
    "bot/fetching/web.py": ("aiohttp",),
    "bot/summaries/times.py": ("dateparser",),
    "bot/documents/child.py": ("pypdf", "docx", "pptx", "openpyxl", "trafilatura"),
    "bot/sound/decoding.py": ("av",),
    "bot/models/speech/child.py": ("faster_whisper",),
    "bot/charts/picture.py": ("matplotlib",),
    "bot/budgets/rates.py": ("limits",),
    "bot/translating/languages.py": ("babel",),
    "bot/config/document.py": ("yaml", "dotenv", "pydantic_settings"),
    "adapters/console/screen.py": ("prompt_toolkit", "rich"),
    "adapters/discord/client.py": ("discord",),
    "adapters/slack/app.py": ("slack_bolt", "slack_sdk"),
}


def lint(folder: Path, files: dict[str, tuple[str, ...]]) -> str:
    """Lint a tree in which each file imports what it is said to; returns what was printed."""
    for name, imported in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"import {one}\n" for one in imported))
    for package in {parent for name in files for parent in Path(name).parents} - {Path()}:
        (folder / package / "__init__.py").touch()
    for package in ("adapters", "bot", *(one.replace(".", "/") for one in OURS)):
        (folder / package).mkdir(parents=True, exist_ok=True)
        (folder / package / "__init__.py").touch()
    (folder / "pyproject.toml").write_text((TOP / "pyproject.toml").read_text())
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    return " ".join(done.stdout.split())


@pytest.fixture(scope="module", name="broken")
def _broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    libraries = tuple(one for imported in DOORS.values() for one in imported)
    return lint(
        tmp_path_factory.mktemp("broken"),
        {
            "bot/core.py": (*libraries, "adapters.console"),
            "adapters/console/screen.py": (),
        },
    )


@pytest.mark.parametrize("name", [one["name"] for one in CONTRACTS if one["type"] == "forbidden"])
def test_a_rule_finds_what_breaks_it(broken: str, name: str):
    assert f"{name} BROKEN" in broken


@pytest.mark.parametrize("library", [one for imported in DOORS.values() for one in imported])
def test_each_library_is_kept_behind_a_door(broken: str, library: str):
    assert f"bot.core -> {library} (l." in broken


def test_the_doors_themselves_are_open(tmp_path: Path):
    printed = lint(tmp_path, DOORS)

    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in printed


def test_every_adapter_of_ours_is_kept_from_the_others():
    ours = {
        point.module
        for point in entry_points(group="causerie.adapters")
        if point.module.startswith("adapters.")
    }

    assert ours <= set(OURS)
