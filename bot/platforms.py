"""Platforms: which adapters are installed, and what each must look like.

An adapter is announced as an entry point of the group `causerie.adapters`, so that a package of its
own can bring one. Nothing is imported before it is asked for, and one that is broken is named and
leaves the others alone. The contract in prose is the docstring of the package `adapters`.
"""

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Protocol, cast

from pydantic import SecretStr

from bot.config.schema import Config
from bot.errors import PlatformError

if TYPE_CHECKING:
    from bot.core import Bot

GROUP = "causerie.adapters"


class Adapter(Protocol):
    """A platform's way to the core and back."""

    @property
    def name(self) -> str:
        """What it is called on the command line, and in `Place.platform`."""
        ...

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names, in the environment, of the secrets without which it cannot run."""
        ...

    async def run(self, bot: "Bot", config: Config, secrets: Mapping[str, SecretStr]) -> int | None:
        """Serve the platform until it is done; stop gracefully when cancelled.

        `secrets` holds what is set of the names above and of the fixed ones. Returns the exit code
        of the program, None for 0. Raises `CauserieError` when it cannot go on.
        """
        ...


class Terminal(Adapter, Protocol):
    """The adapter that `causerie chat` runs."""

    async def run(
        self,
        bot: "Bot",
        config: Config,
        secrets: Mapping[str, SecretStr],
        *,
        lines: bool = False,
    ) -> int | None:
        """Talk with the person at the terminal.

        Where input is no terminal, all of it is one message; with `lines` each line is one.
        """
        ...


def installed() -> dict[str, EntryPoint]:
    """Every adapter that is announced, by name and in order, without importing any."""
    return {point.name: point for point in sorted(entry_points(group=GROUP))}


def load(name: str, points: Mapping[str, EntryPoint] | None = None) -> Adapter:
    """Import the adapter of that name; raises `PlatformError` when it is not there or broken."""
    points = installed() if points is None else points
    if name not in points:
        known = ", ".join(points) or "none"
        raise PlatformError(f"There is no platform {name!r}. Installed are: {known}.")
    try:
        adapter: Adapter = points[name].load()
    except ModuleNotFoundError as error:
        raise PlatformError(
            f"The platform {name} needs the package {error.name}, which is not installed. "
            f"Install Causerie with its extra [{name}]."
        ) from error
    except Exception as error:
        # Whatever a package of somebody else raises must not stop the other platforms.
        raise PlatformError(
            f"The platform {name} cannot be loaded ({type(error).__name__}: {error}). "
            f"Update or remove the package that brings it ({points[name].value})."
        ) from error
    return adapter


def terminal() -> Terminal:
    """Import the adapter that `causerie chat` runs; raises `PlatformError`."""
    return cast("Terminal", load("console"))
