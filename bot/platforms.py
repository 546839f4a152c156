"""Platforms: which adapters are installed, and what each must look like.

An adapter is announced as an entry point of the group `causerie.adapters`, so that a package of its
own can bring one. Nothing is imported before it is asked for, and one that is broken is named and
leaves the others alone. The contract in prose is the docstring of the package `adapters`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from pydantic import SecretStr

from bot.config.schema import Config
from bot.config.secrets import Secrets
from bot.errors import PlatformError
from bot.findings import Finding

if TYPE_CHECKING:
    from bot.core import Bot
    from bot.messages import Message

GROUP = "causerie.adapters"

_NOTHING_TO_START = (
    "No platform can be started: set DISCORD_TOKEN, or SLACK_BOT_TOKEN and SLACK_APP_TOKEN, in the "
    "environment or in .env (see .env.example). To talk in the terminal, run `causerie chat`."
)


Examine = Callable[[Config, Mapping[str, SecretStr]], AsyncIterator[Finding]]
"""Looks at all that a platform needs, and says what to do about the rest."""


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that a platform does on the command line: `causerie NAME VERB`.

    `act` gets the secrets that the adapter names and returns what is printed; it raises
    `CauserieError` with a sentence where it cannot. One that is `early` comes before there are any.
    """

    description: str
    act: Callable[[Config, Mapping[str, SecretStr]], Awaitable[str]]
    early: bool = False


class Adapter(Protocol):
    """A platform's way to the core and back.

    It may also have `verbs` (a mapping of words to `Verb`), which the command line offers under its
    name, `examine` (an `Examine`), which `causerie doctor` asks when all secrets are set, and
    `otherwise` (tuples of names), sets of secrets each of which serves as well as `secrets`, with
    the name first that nothing else needs.
    """

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


@dataclass(frozen=True, slots=True)
class Manner:
    """How a command is carried out on the command line.

    With `yes` what it asks is answered so; files are written into `folder`.
    """

    yes: bool = False
    folder: Path | None = None


class Terminal(Adapter, Protocol):
    """The adapter that `causerie chat` runs, and that prints for `causerie admin`."""

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

    async def administer(self, bot: "Bot", message: "Message", manner: Manner) -> int:
        """Handle one command, print what it says and ask what it asks; returns the exit code."""
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


def load_all(named: Sequence[str] = ()) -> tuple[list[Adapter], list[str]]:
    """Import the named adapters or, when none is named, all; with sentences about broken ones.

    Raises `PlatformError` for one that is named and not there or broken.
    """
    points = installed()
    if named:
        return [load(name, points) for name in dict.fromkeys(named)], []
    found: list[Adapter] = []
    broken: list[str] = []
    for name in points:
        try:
            found.append(load(name, points))
        except PlatformError as error:
            broken.append(str(error))
    return found, broken


def startable(
    adapters: Sequence[Adapter], secrets: Secrets, *, named: bool
) -> tuple[list[Adapter], list[str]]:
    """Pick the adapters that have all their secrets; with sentences about those that have a part.

    What needs no secrets starts only where it is named. Raises `PlatformError` when one that is
    named lacks something, or none is left.
    """
    chosen: list[Adapter] = []
    lacking: list[str] = []
    for adapter in adapters:
        lacks = missing(adapter, secrets)
        if not lacks and (named or adapter.secrets):
            chosen.append(adapter)
        elif lacks and (named or _begun(adapter, secrets)):
            lacking.append(
                f"The platform {adapter.name} needs {' and '.join(lacks)}; set what is missing "
                "in the environment or in .env."
            )
    if named and lacking:
        raise PlatformError("\n".join(lacking))
    if not chosen:
        raise PlatformError("\n".join([*lacking, _NOTHING_TO_START]))
    return chosen, lacking


def every_secret(adapter: Adapter) -> tuple[str, ...]:
    """The names of all secrets that the adapter may use."""
    sets = (adapter.secrets, *_otherwise(adapter))
    return tuple(dict.fromkeys(name for names in sets for name in names))


def missing(adapter: Adapter, secrets: Secrets) -> list[str]:
    """The names of the secrets that the adapter needs and that are not set.

    Of several sets that would do it is one of which a part is set, and the usual one if none is.
    """
    sets = _begun(adapter, secrets) or [adapter.secrets]
    return min(([name for name in names if secrets.get(name) is None] for names in sets), key=len)


def _otherwise(adapter: Adapter) -> tuple[tuple[str, ...], ...]:
    found: tuple[tuple[str, ...], ...] = getattr(adapter, "otherwise", ())
    return found


def _begun(adapter: Adapter, secrets: Secrets) -> list[tuple[str, ...]]:
    """The sets of secrets of which somebody has given a part."""
    usual = [adapter.secrets] if any(secrets.get(name) for name in adapter.secrets) else []
    # What they share with others may be there for another reason.
    others = [names for names in _otherwise(adapter) if secrets.get(names[0]) is not None]
    return [*usual, *others]


def examination(adapter: Adapter) -> Examine | None:
    """How the adapter looks at what it needs; None where it does not offer that."""
    examine: Examine | None = getattr(adapter, "examine", None)
    return examine


def verb(adapter: Adapter, word: str | None) -> Verb:
    """Find what the adapter does under that word; raises `PlatformError` with those it knows."""
    verbs: Mapping[str, Verb] = getattr(adapter, "verbs", {})
    if not verbs:
        raise PlatformError(f"There is nothing to do for {adapter.name} on the command line.")
    if word is None or word not in verbs:
        known = "".join(f"\n  {name:<10} {one.description}" for name, one in verbs.items())
        raise PlatformError(f"For {adapter.name} the command line can do this:{known}")
    return verbs[word]


def terminal() -> Terminal:
    """Import the adapter that `causerie chat` runs; raises `PlatformError`."""
    return cast("Terminal", load("console"))
