import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
TOOLS = "bash cat chmod cp dirname env expand git grep id make mkdir mktemp rm sed sh timeout touch"

# Makes what a real uv would, and writes down what it was asked.
UV = """#!/bin/sh
echo "$*" >> "$CALLS"
if [ "$1" = venv ]; then
    mkdir -p .venv/bin
    for name in python causerie pytest; do
        printf '#!/bin/sh\\necho "%s $*"; [ -t 0 ] || cat\\n' "$name" > ".venv/bin/$name"
        chmod +x ".venv/bin/$name"
    done
fi
echo "Installed 64 packages" >&2
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(name="tools")
def _tools(tmp_path: Path) -> Path:
    """A PATH with the ordinary tools of a machine, and nothing of this project's."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS.split():
        found = shutil.which(name)
        if found is None:
            pytest.skip(f"this machine has no {name}")
        (folder / name).symlink_to(found)
    return folder


@pytest.fixture(name="put")
def _put(tools: Path) -> Callable[[str, str], None]:
    """Put a program of our own on that PATH."""

    def put(name: str, text: str) -> None:
        program = tools / name
        program.unlink(missing_ok=True)
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)

    return put


@pytest.fixture(name="calls")
def _calls(tmp_path: Path) -> Path:
    """What the stand-ins were asked, a line each."""
    file = tmp_path / "calls"
    file.touch()
    return file


@pytest.fixture(name="run")
def _run(tmp_path: Path, tools: Path, calls: Path) -> Run:
    """Run a command in the project's copy, with that PATH and hardly any environment."""

    def run(*command: str, given: str = "", **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=tmp_path / "project",
            env={
                "PATH": str(tools),
                "HOME": str(tmp_path),
                "CALLS": str(calls),
                "SSL_CERT_FILE": os.environ.get("SSL_CERT_FILE", ""),
                **env,
            },
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Path:
    """A copy of what installs and starts the program, without the program."""
    project = tmp_path / "project"
    project.mkdir()
    for name in ("Makefile", "pyproject.toml", *(lock.name for lock in TOP.glob("*.lock"))):
        shutil.copy2(TOP / name, project / name)
    shutil.copytree(TOP / "scripts", project / "scripts")
    return project
