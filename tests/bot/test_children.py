"""A process of its own that fails tells our log no words of what it read."""

import logging
import os
from pathlib import Path

import pytest

from bot.children import ChildDied, answers


async def test_what_a_child_complains_of_is_named_without_what_it_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "failing.py").write_text("raise ValueError('a secret of somebody')")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(Path.cwd())]))
    caplog.set_level(logging.WARNING)
    with pytest.raises(ChildDied):
        async for _ in answers("failing", {}, seconds=30):
            pass
    assert "failing ended with 1 (ValueError)" in caplog.text
    assert "secret" not in caplog.text
