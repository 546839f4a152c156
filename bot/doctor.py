"""`causerie doctor`: looks at everything the bot needs, and says what to do about the rest."""

import asyncio
import logging
import platform
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TextIO

from bot import platforms
from bot.bootstrap import store_url
from bot.config import places
from bot.config.load import Loaded
from bot.config.secrets import OPENAI_API_KEY, SECRET_NAMES
from bot.errors import CauserieError, PlatformError
from bot.findings import Finding
from bot.models.client import Endpoint
from bot.models.embedded import Embedded
from bot.models.embedded.machine import free_disk, free_memory
from bot.models.embedded.sizes import in_bytes
from bot.models.reach import check_endpoint
from bot.models.router import Router
from bot.sentences import sentence
from bot.store import Store
from bot.tokens import Tokens

_CHECK_SECONDS = 30.0
_LITTLE_DISK = 500_000_000
_SOON = timedelta(days=60)

log = logging.getLogger(__name__)


Check = Callable[[Loaded], AsyncIterator[Finding]]


async def examine(loaded: Loaded, out: TextIO, *, seconds: float = _CHECK_SECONDS) -> int:
    """Run every check, a line each; returns 1 when one failed. `seconds` bounds each check."""
    failed = False
    for about, check in {**_CHECKS, **_platforms()}.items():
        async for finding in _bounded(check, loaded, about, seconds):
            print(finding, file=out, flush=True)
            failed = failed or finding.state == "failure"
    return 1 if failed else 0


async def _bounded(
    check: Check, loaded: Loaded, about: str, seconds: float
) -> AsyncIterator[Finding]:
    found: list[Finding] = []
    try:
        async with asyncio.timeout(seconds):
            found = [finding async for finding in check(loaded)]
    except TimeoutError:
        found = [Finding("failure", about, f"no result within {seconds:.0f} s; try again")]
    except CauserieError as error:
        found = [Finding("failure", about, sentence(error))]
    except Exception:
        log.exception("checking %s broke", about)
        found = [Finding("failure", about, "the check itself broke; the log says more")]
    for finding in found:
        yield finding


async def _python(_: Loaded) -> AsyncIterator[Finding]:
    yield Finding("ok", "Python", f"{platform.python_version()} on {platform.platform()}")


async def _configuration(loaded: Loaded) -> AsyncIterator[Finding]:
    said = "the defaults; no file of your own" if loaded.file is None else str(loaded.file)
    yield Finding("ok", "Configuration", said)


async def _store(loaded: Loaded) -> AsyncIterator[Finding]:
    store = await Store.open(
        store_url(loaded.config), busy_seconds=loaded.config.store.busy_seconds
    )
    try:
        turns = await store.turns.count()
    finally:
        await store.close()
    yield Finding("ok", "Store", f"{store.location} opens and can be written; {turns} turns")


async def _model(loaded: Loaded) -> AsyncIterator[Finding]:
    models, key = loaded.config.models, loaded.secrets.openai_api_key
    if key is None and models.base_url is None:
        async for finding in _embedded(loaded):
            yield finding
        return
    if key is None:
        yield Finding(
            "warning", "Key", f"{OPENAI_API_KEY} is not set; {models.base_url} may want it"
        )
    endpoint = Endpoint(key.get_secret_value() if key else "none", models.base_url)
    offered = await check_endpoint(endpoint, seconds=models.connect_seconds)
    yield Finding("ok", "Endpoint", f"{endpoint.name} answers and offers {len(offered)} models")
    wanted = Router(models, client=None, local=None).name("auto")
    if wanted not in offered:
        yield Finding(
            "warning", "Model", f"{wanted} is not among them; set models.default to one that is"
        )
    card = models.table.get(wanted)
    if card is not None and card.shutdown is not None and card.shutdown - _today() < _SOON:
        yield Finding(
            "warning", "Model", f"{wanted} is turned off on {card.shutdown}; choose another"
        )


async def _embedded(loaded: Loaded) -> AsyncIterator[Finding]:
    settings = loaded.config.models.embedded
    folder = settings.folder or places.data("models")
    chosen = await asyncio.to_thread(Embedded(settings, folder).choose)
    yield Finding(
        "warning",
        "Model",
        f"no key and no endpoint, so {chosen.title} answers from this machine; it is small. "
        f"{chosen.reason or f'Set {OPENAI_API_KEY} for a large one.'}",
    )
    size = chosen.file.stat().st_size if chosen.file.exists() else 0
    if chosen.entry is None or size == chosen.entry.size:
        yield Finding("ok", "Model file", f"{chosen.file} ({in_bytes(size)})")
    else:
        left = in_bytes(chosen.entry.size - size)
        yield Finding(
            "warning", "Model file", f"{left} are still to be fetched; `causerie chat` does"
        )


async def _tokens(_: Loaded) -> AsyncIterator[Finding]:
    tokens = await Tokens.load(places.data("tokens"))
    yield Finding(
        "ok", "Tokenizer", f"its files are there; this line is {tokens.count('this line')} tokens"
    )


async def _machine(_: Loaded) -> AsyncIterator[Finding]:
    memory, disk = free_memory(), free_disk(places.data())
    said = f"{in_bytes(disk)} of disk" + (f" and {in_bytes(memory)} of memory" if memory else "")
    if disk < _LITTLE_DISK:
        yield Finding("warning", "Machine", f"only {said} are free; make room")
    else:
        yield Finding("ok", "Machine", f"{said} are free")


def _platforms() -> dict[str, Check]:
    """A check for each platform, so that one that hangs costs only its own line."""
    return {f"Platform {name}": partial(_platform, name) for name in platforms.installed()}


async def _platform(name: str, loaded: Loaded) -> AsyncIterator[Finding]:
    about = f"Platform {name}"
    try:
        adapter = await asyncio.to_thread(platforms.load, name)
    except PlatformError as error:
        yield Finding("failure", about, str(error))
        return
    missing = platforms.missing(adapter, loaded.secrets)
    if missing:
        yield Finding("warning", about, f"set {' and '.join(missing)} to run it")
        return
    examine = platforms.examination(adapter)
    if examine is None:
        yield Finding("ok", about, "ready")
        return
    secrets = loaded.secrets.named({*platforms.every_secret(adapter), *SECRET_NAMES})
    async for finding in examine(loaded.config, secrets):
        yield finding


def _today() -> date:
    return datetime.now(UTC).date()


_CHECKS: dict[str, Check] = {
    "Python": _python,
    "Configuration": _configuration,
    "Store": _store,
    "Model": _model,
    "Tokenizer": _tokens,
    "Machine": _machine,
}
