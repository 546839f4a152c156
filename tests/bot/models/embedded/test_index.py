"""The index that is asked is the one that the person's own pip or uv asks."""

from pathlib import Path

import pytest
from pypi_simple import PYPI_SIMPLE_ENDPOINT

from bot.models.embedded.index import endpoint

MIRROR = "https://mirror.example/simple"


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, PYPI_SIMPLE_ENDPOINT),
        ({"PIP_INDEX_URL": MIRROR}, MIRROR),
        ({"UV_INDEX_URL": MIRROR}, MIRROR),
        ({"UV_DEFAULT_INDEX": MIRROR, "PIP_INDEX_URL": "https://other.example"}, MIRROR),
        ({"UV_DEFAULT_INDEX": f"inside={MIRROR}"}, MIRROR),
        ({"PIP_INDEX_URL": f"{MIRROR}?key=value"}, f"{MIRROR}?key=value"),
        ({"PIP_INDEX_URL": ""}, PYPI_SIMPLE_ENDPOINT),
    ],
)
def test_the_environment_names_the_index(
    tmp_path: Path, environ: dict[str, str], expected: str
) -> None:
    assert endpoint({"HOME": str(tmp_path)} | environ, system=tmp_path) == expected


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (".config/pip/pip.conf", f"[global]\nindex-url = {MIRROR}\n"),
        (".config/pip/pip.conf", f"[install]\nindex-url = {MIRROR}\n[global]\ncert = x%y\n"),
        (".pip/pip.conf", f"[global]\nindex-url = {MIRROR}\n"),
        ("pip.conf", f"[global]\nindex-url = {MIRROR}\n"),
        (".config/uv/uv.toml", f'[[index]]\nurl = "{MIRROR}"\ndefault = true\n'),
        ("uv/uv.toml", f'index-url = "{MIRROR}"\n'),
    ],
)
def test_the_files_of_pip_and_uv_name_the_index(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text)

    assert endpoint({"HOME": str(tmp_path)}, system=tmp_path) == MIRROR


@pytest.mark.parametrize("text", ["[global]\nextra-index-url = x\n", "no section", "\xff[["])
def test_a_file_that_names_none_is_passed_by(tmp_path: Path, text: str) -> None:
    for file in ("pip.conf", "uv/uv.toml"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(text.encode("latin-1"))

    assert endpoint({"HOME": str(tmp_path)}, system=tmp_path) == PYPI_SIMPLE_ENDPOINT
