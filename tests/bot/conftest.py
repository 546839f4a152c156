"""Adapters of somebody else, installed for one test."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Install = Callable[[str, str], None]


@pytest.fixture(name="install")
def _install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Install a package with an adapter: its name, and the source that ends with `adapter`."""
    monkeypatch.syspath_prepend(tmp_path)

    def install(name: str, source: str) -> None:
        module = f"{name}_platform"
        (tmp_path / f"{module}.py").write_text(source, encoding="utf-8")
        information = tmp_path / f"{module}-1.0.dist-info"
        information.mkdir()
        (information / "METADATA").write_text(f"Name: {module}\nVersion: 1.0\n")
        points = f"[causerie.adapters]\n{name} = {module}:adapter\n"
        (information / "entry_points.txt").write_text(points)
        monkeypatch.delitem(sys.modules, module, raising=False)

    return install
