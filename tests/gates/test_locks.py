import sys
from itertools import pairwise
from pathlib import Path

import pytest

from tests.gates.conftest import TOP, Run


@pytest.fixture(name="check")
def _check(project: Path, run: Run) -> Run:
    return lambda: run(sys.executable, "scripts/lock.py", "--check")


def test_fresh_locks_pass(check: Run):
    done = check()

    assert (done.returncode, done.stderr) == (0, "")


def test_another_dependency_makes_the_locks_stale(project: Path, check: Run):
    text = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(text.replace('"rich~=15.0"', '"rich~=15.1"'))

    done = check()

    assert done.returncode == 1
    assert "requirements.lock is older than pyproject.toml: run `make lock`." in done.stderr
    assert "requirements-dev.lock is older" in done.stderr


def test_another_setting_of_a_tool_does_not(project: Path, check: Run):
    text = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(text.replace("line-length = 100", "line-length = 99"))

    assert check().returncode == 0


def test_a_host_in_a_lock_is_found(project: Path, check: Run):
    lock = project / "requirements.lock"
    lock.write_text(lock.read_text() + "--index-url https://example.org/simple\n")

    assert "names a host" in check().stderr


def test_development_pins_what_the_program_pins(project: Path, check: Run):
    lock = project / "requirements-dev.lock"
    pinned = next(line for line in lock.read_text().splitlines() if line.startswith("rich=="))
    lock.write_text(lock.read_text().replace(pinned, "rich==1.0.0 \\"))

    assert "pins other versions" in check().stderr


def test_every_pin_has_a_hash():
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock"):
        entries = (TOP / name).read_text().split("\n")
        for line, following in pairwise(entries):
            if "==" in line and line[0].isalnum():
                assert following.strip().startswith("--hash=sha256:"), line
