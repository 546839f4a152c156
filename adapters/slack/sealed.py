"""Opens the installations that are kept, with the keys from the environment, or says why not."""

from collections.abc import Mapping

from adapters.slack.installations import SealedInstallations, log
from bot.errors import PlatformError
from bot.sealing import KeyUnusable, Seal
from bot.store.installations import Installations

KEYS = "CAUSERIE_SLACK_KEYS"


def seal(keys: str) -> Seal:
    """Read the keys; raises `PlatformError`."""
    try:
        return Seal.of(keys)
    except KeyUnusable as error:
        which = f"the key number {error.number} of {KEYS}" if error.number else f"{KEYS}"
        raise PlatformError(
            f"Tokens of workspaces cannot be sealed: {which} is no key. Make one with `causerie "
            "slack key`; with several, the newest stands first, and commas stand between."
        ) from error


async def installations(rows: Installations, secrets: Mapping[str, str]) -> SealedInstallations:
    """Open those that are kept; raises `PlatformError` where none can be read."""
    kept = SealedInstallations(rows, seal(secrets[KEYS]))
    readable, unreadable = await kept.every()
    if unreadable and not readable:
        raise PlatformError(unreadable_with(unreadable))
    if unreadable:
        log.warning("%s", unreadable_with(unreadable))
    return kept


def unreadable_with(count: int) -> str:
    """Say that so many installations were sealed with a key that is not given."""
    return (
        f"The tokens of {count} installations cannot be read with {KEYS}. Put the key with which "
        "they were sealed behind the newest one; where it is lost, the app has to be installed "
        "there once more."
    )
