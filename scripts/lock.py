"""Make the lock files, or check that they were made from what pyproject.toml says now.

Run as `make lock` and, with --check, as a part of `make check`; checking asks no index.
"""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

RUNTIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"
UV = "requirements-uv.lock"
UV_VERSION = "0.13.9"

_HEADER = "# Made by `make lock` from pyproject.toml; not to be edited. Made from: "
_COMPILE = ("pip", "compile", "--universal", "--generate-hashes", "--no-header", "--quiet")
_FLOOR = ("--python-version", "3.11", "--all-extras", "--group", "build")


def main(arguments: list[str]) -> int:
    """Make the locks, or say what is wrong with them; returns the exit code."""
    top = Path(__file__).parents[1]
    if "--check" not in arguments:
        make(top, upgrade="--upgrade" in arguments)
    problems = check(top)
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def make(top: Path, *, upgrade: bool) -> None:
    """Resolve anew; versions that are pinned already stay unless `upgrade` is asked for."""
    more = ["--upgrade"] if upgrade else []
    _compile(top, RUNTIME, "pyproject.toml", *_FLOOR, *more)
    _compile(top, DEVELOPMENT, "pyproject.toml", *_FLOOR, "--group", "dev", "-c", RUNTIME, *more)
    _compile(top, UV, "-", given=f"uv=={UV_VERSION}")


def check(top: Path) -> list[str]:
    """Find what is wrong with the locks: sentences, none when they are fresh."""
    problems: list[str] = []
    made_from = fingerprint(top)
    for name in (RUNTIME, DEVELOPMENT, UV):
        text = (top / name).read_text(encoding="utf-8")
        if not text.startswith(f"{_HEADER}{made_from}\n"):
            problems.append(f"{name} is older than pyproject.toml: run `make lock`.")
        if "://" in text:
            problems.append(f"{name} names a host: run `make lock` without an index of your own.")
    missing = pins(top / RUNTIME) - pins(top / DEVELOPMENT)
    if missing:
        problems.append(f"{DEVELOPMENT} pins other versions: {', '.join(sorted(missing))}.")
    return problems


def pins(lock: Path) -> set[str]:
    """Read the pins of a lock, such as `pydantic==2.14.4`, with their markers."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return {line.removesuffix("\\").strip() for line in lines if "==" in line and line[0].isalnum()}


def fingerprint(top: Path) -> str:
    """Digest what decides the locks: everything in pyproject.toml that asks for packages."""
    tables = tomllib.loads((top / "pyproject.toml").read_text(encoding="utf-8"))
    project = tables["project"]
    asked = [
        project["requires-python"],
        project["dependencies"],
        project.get("optional-dependencies"),
        tables.get("dependency-groups"),
        tables["build-system"]["requires"],
        UV_VERSION,
    ]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _compile(top: Path, name: str, *arguments: str, given: str = "") -> None:
    found = subprocess.run(
        [top / "scripts" / "uv"], check=True, cwd=top, stdout=subprocess.PIPE, text=True
    )
    command = [found.stdout.strip(), *_COMPILE, *arguments, "--output-file", name]
    print("causerie: resolving", name, file=sys.stderr)
    subprocess.run(command, check=True, cwd=top, input=given, stdout=subprocess.DEVNULL, text=True)
    body = (top / name).read_text(encoding="utf-8")
    header = f"{_HEADER}{fingerprint(top)}\n"
    (top / name).write_text(header + body.removeprefix(header), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
