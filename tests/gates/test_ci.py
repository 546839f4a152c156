import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gates.conftest import TOP, UV, Run

MAKE = """#!/bin/sh
echo "make $@"
env > "$HOME/env-of-$1"
[ "$1" != "$(cat "$HOME/failing")" ] && exit 0
# Where that file is, what fails does so once.
[ -e "$HOME/once" ] && echo none > "$HOME/failing"
exit "$(cat "$HOME/code" 2>/dev/null || echo 1)"
"""


@pytest.fixture(name="repository")
def _repository(project: Path, run: Run, put: Callable[[str, str], None], tmp_path: Path) -> Path:
    """The project as a commit, on a machine whose `make` is a stand-in."""
    shutil.copytree(TOP / ".ci", project / ".ci")
    (tmp_path / "failing").write_text("none")
    for step in (
        ("init", "--quiet"),
        ("add", "--all"),
        ("-c", "user.name=x", "-c", "user.email=x@x", "commit", "--quiet", "-m", "All"),
    ):
        done = run("git", *step)
        assert done.returncode == 0, done.stderr
    put("make", MAKE)
    put("uv", UV)
    put("python3", "#!/bin/sh\nexit 0\n")
    return project


def test_both_gates_run(repository: Path, run: Run):
    done = run("bash", ".ci/run")

    assert done.returncode == 0, done.stderr
    assert done.stdout == "make check\nmake test\n"


@pytest.mark.parametrize(
    ("gate", "made"),
    [
        ("check", "make check\nmake test\n"),
        ("test", "make check\nmake test\nmake test ARGS=-n 0 --last-failed\n"),
    ],
)
def test_it_fails_when_a_gate_fails_and_lets_the_other_speak(
    repository: Path, run: Run, tmp_path: Path, gate: str, made: str
):
    (tmp_path / "failing").write_text(gate)

    done = run("bash", ".ci/run")

    assert done.returncode != 0
    assert done.stdout == made
    assert f"failed: {gate}" in done.stderr


def test_tests_that_fail_once_only_do_not_count(repository: Path, run: Run, tmp_path: Path):
    (tmp_path / "failing").write_text("test")
    (tmp_path / "once").touch()

    done = run("bash", ".ci/run")

    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("make test ARGS=-n 0 --last-failed\n")


def test_tests_that_took_too_long_are_not_tried_again(repository: Path, run: Run, tmp_path: Path):
    (tmp_path / "failing").write_text("test")
    # What `timeout` says when the time has run out.
    (tmp_path / "code").write_text("124")

    done = run("bash", ".ci/run")

    assert done.returncode != 0
    assert done.stdout == "make check\nmake test\n"


def test_the_gates_see_an_empty_environment(repository: Path, run: Run, tmp_path: Path):
    run(
        "bash",
        ".ci/run",
        OPENAI_API_KEY="sk-not-for-tests",
        CI="true",
        https_proxy="http://127.0.0.1:1",
        PIP_DEFAULT_TIMEOUT="9",
    )

    seen = {line.partition("=")[0] for line in (tmp_path / "env-of-test").read_text().splitlines()}
    assert {"HOME", "PATH", "https_proxy", "PIP_DEFAULT_TIMEOUT"} <= seen
    assert not {"OPENAI_API_KEY", "CI", "CALLS"} & seen


def test_what_is_not_committed_is_not_seen(repository: Path, run: Run, tmp_path: Path):
    (repository / "stray").touch()

    run("bash", ".ci/run")

    seen = (tmp_path / "env-of-check").read_text()
    folder = next(line for line in seen.splitlines() if line.startswith("PWD="))
    assert str(repository) not in folder
    assert not Path(folder.removeprefix("PWD=")).exists()
