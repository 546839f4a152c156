"""What holds for every test: a home of its own, a bare environment, and no network.

The folder of models of the person who runs the tests is kept in EMBEDDED_MODELS, so that tests with
a real model can read what was fetched before.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import platformdirs
import pytest

OURS = ("OPENAI_", "DISCORD_", "SLACK_", "CAUSERIE_")
LOOPBACK = ("127.", "::1", "::ffff:127.", "localhost")

# Machines are noisy: no example is timed.
hypothesis.settings.register_profile("causerie", deadline=None)
hypothesis.settings.load_profile("causerie")

_home = Path(tempfile.mkdtemp(prefix="causerie-tests-"))


def _leave_home() -> None:
    """Point every folder of the person, and of this process's children, at a temporary one."""
    models = platformdirs.user_data_path("causerie") / "models"
    os.environ.setdefault("EMBEDDED_MODELS", str(models))
    for name in [name for name in os.environ if name.upper().startswith(OURS)]:
        del os.environ[name]
    os.environ["HOME"] = str(_home)
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(_home / name.lower())


def _only_loopback(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what would leave this machine; a path is a socket of the machine itself."""
    match event, arguments:
        case ("socket.connect" | "socket.sendto", (_, (host, *_))):
            pass
        case "socket.getaddrinfo", (host, *_):
            pass
        case _:
            return
    host = host.decode() if isinstance(host, bytes) else host
    if host and not str(host).startswith(LOOPBACK):
        raise PermissionError(f"a test wants to reach {host}")


# Before any module of ours is imported, for every worker and not for one test only.
_leave_home()
sys.addaudithook(_only_loopback)


@pytest.fixture(scope="session", autouse=True)
def _temporary_home() -> Iterator[None]:
    yield
    shutil.rmtree(_home, ignore_errors=True)


@pytest.fixture(scope="session")
def embedded_models() -> Path:
    """The folder of models that were fetched outside of the tests; only to be read."""
    return Path(os.environ["EMBEDDED_MODELS"])
