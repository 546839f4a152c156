import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gates.conftest import UV, Run

Put = Callable[[str, str], None]


@pytest.fixture(name="machine")
def _machine(project: Path, put: Put) -> Path:
    """A machine with Python and uv, on which nothing is installed yet."""
    put("uv", UV)
    put("python3", "#!/bin/sh\nexit 0\n")
    return project


def test_a_piped_question_leaves_only_the_answer_on_standard_output(machine: Path, run: Run):
    done = run("make", "-s", "chat", given="What is the capital of Australia?\n")

    assert done.stdout == "causerie chat\nWhat is the capital of Australia?\n"
    assert "making .venv/" in done.stderr
    assert "installing what requirements.lock pins" in done.stderr
    assert "Installed 64 packages" in done.stderr


def test_the_second_time_nothing_is_asked_and_nothing_said(machine: Path, run: Run, calls: Path):
    run("make", "-s", "chat")
    calls.write_text("")

    done = run("make", "-s", "chat")

    assert done.stdout == "causerie chat\n"
    assert done.stderr == ""
    assert calls.read_text() == ""


def test_versions_are_pinned_with_hashes_and_the_project_asks_no_index(
    machine: Path, run: Run, calls: Path
):
    run("make", "-s", "chat")

    locked, project = calls.read_text().splitlines()[1:]
    assert "--require-hashes -r requirements.lock" in locked
    assert "--no-deps --no-build-isolation --editable ." in project


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_what_changed_is_installed_again(machine: Path, run: Run, calls: Path, name: str):
    run("make", "-s", "chat")
    calls.write_text("")
    later = time.time() + 10
    os.utime(machine / name, (later, later))

    run("make", "-s", "chat")

    assert "--require-hashes -r requirements.lock" in calls.read_text()


def test_an_environment_whose_python_is_gone_is_made_anew(machine: Path, run: Run, calls: Path):
    run("make", "-s", "chat")
    (machine / ".venv/bin/python").unlink()

    done = run("make", "-s", "chat")

    assert calls.read_text().count("venv --quiet --clear") == 2
    assert done.stdout == "causerie chat\n"


def test_the_tests_install_all_that_the_chat_needs(machine: Path, run: Run, calls: Path):
    done = run("make", "-s", "test")
    assert done.stdout.startswith("pytest -n 3 --dist worksteal")
    assert "--require-hashes -r requirements-dev.lock" in calls.read_text()
    calls.write_text("")

    assert run("make", "-s", "chat").stdout == "causerie chat\n"
    assert calls.read_text() == ""


def test_a_model_is_named_with_the_word(machine: Path, run: Run):
    assert run("make", "-s", "chat", "MODEL=small").stdout == "causerie chat --model small\n"


def test_a_download_that_fails_ends_in_a_sentence(machine: Path, run: Run, put: Put):
    failing = UV.replace('echo "Installed', '[ "$1" = pip ] && exit 2\necho "Installed')
    put("uv", failing)

    done = run("make", "-s", "chat")

    assert done.returncode != 0
    assert done.stdout == ""
    assert "run the same once more" in done.stderr
    assert not (machine / ".venv/.chat").exists()


def test_without_uv_pip_puts_it_beside_the_project(machine: Path, run: Run, put: Put, tools: Path):
    (tools / "uv").unlink()
    put(
        "python3",
        '#!/bin/sh\necho "python3 $*" >> "$CALLS"\n'
        'case "$*" in *--target*) mkdir -p .tools/bin\n'
        f"cat > .tools/bin/uv <<'END'\n{UV}END\n"
        "chmod +x .tools/bin/uv;; esac\n",
    )

    done = run("make", "-s", "chat")

    assert done.stdout == "causerie chat\n"
    assert "getting uv" in done.stderr


def test_where_uv_cannot_be_had_it_is_said_what_to_install(
    machine: Path, run: Run, put: Put, tools: Path
):
    (tools / "uv").unlink()
    put("python3", "#!/bin/sh\nexit 1\n")

    done = run("make", "-s", "chat")

    assert done.returncode != 0
    assert "apt install python3-venv" in done.stderr


def test_help_lists_every_word(project: Path, run: Run):
    words = run("make").stdout

    for word in ("chat", "test", "check", "format", "readme", "lock", "bench", "clean"):
        assert f"make {word} " in words
