"""The model that runs on this machine when there is no key and no endpoint.

Its file is fetched as data, from whichever source gives it, and llama.cpp serves it in a process of
its own behind OpenAI's wire format on 127.0.0.1, under a key that is made anew each time. The
libraries pypi-simple and xllamacpp are used in this package only.
"""

import asyncio
import logging
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from bot.config.schema import Embedded as Settings
from bot.errors import EmbeddedError
from bot.models.embedded.catalogue import Catalogue, Chosen
from bot.models.embedded.files import length
from bot.models.embedded.machine import free_disk, free_memory, threads
from bot.models.embedded.progress import Progress, Report
from bot.models.embedded.server import Endpoint, Launch, Server

__all__ = ["Chosen", "Embedded", "Endpoint", "Progress", "Report"]

_NOT_INSTALLED = (
    "The model on this machine needs llama.cpp, which is not installed. Install Causerie with its "
    "extra [local], or set OPENAI_API_KEY to use a model elsewhere."
)

log = logging.getLogger(__name__)


class Embedded:
    """Chooses a model, fetches its file and serves it. `folder` is where the files lie."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings = settings
        self._folder = (settings.folder or folder).expanduser()
        self._catalogue = Catalogue(settings, self._folder, memory=free_memory, disk=free_disk)
        self._starting = asyncio.Lock()
        self._server: Server | None = None
        self._endpoint: Endpoint | None = None

    def choose(self, wanted: str | None = None) -> Chosen:
        """The model to serve: by name, "small", "default", or None for what fits this machine.

        Raises `EmbeddedError` for a name that the catalogue lacks or a file that is no GGUF.
        """
        return self._catalogue.choose(wanted)

    async def fetch(self, chosen: Chosen, report: Report) -> Chosen:
        """Have the file on the disk; what is returned is what serves, maybe the smaller one.

        Raises `EmbeddedError` that says what to do.
        """
        if find_spec("xllamacpp") is None or find_spec("pypi_simple") is None:
            # Said before a gigabyte is fetched for nothing.
            raise EmbeddedError(_NOT_INSTALLED)
        if chosen.entry is None or length(chosen.file) == chosen.entry.size:
            return chosen
        # Half a second of imports that are needed only where there is something to fetch.
        module = await asyncio.to_thread(import_module, "bot.models.embedded.fetch")
        try:
            await module.Fetcher(chosen.entry, self._folder, report=report).run()
        except EmbeddedError as problem:
            if chosen.fallback is None:
                raise
            log.warning("%s", problem)
            report(Progress(f"{problem} Now {chosen.fallback.title}, which is smaller."))
            small = await self.fetch(chosen.fallback, report)
            return replace(small, reason=str(problem))
        return chosen

    async def start(self, chosen: Chosen) -> Endpoint:
        """Load the model and say where it answers; once it runs, say so again.

        Raises `EmbeddedError` that says what to do.
        """
        async with self._starting:
            if self._server is None or self._endpoint is None or not self._server.running:
                self._server = Server(self._launch(chosen))
                self._endpoint = await self._server.start()
            return self._endpoint

    async def stop(self) -> None:
        """End the model's process. Stopping twice is fine."""
        server, self._server = self._server, None
        if server is not None:
            await server.stop()

    def _launch(self, chosen: Chosen) -> Launch:
        settings = self._settings
        return Launch(
            file=chosen.file,
            model=chosen.name,
            context=chosen.context,
            slots=settings.slots,
            threads=settings.threads or threads(),
            temperature=settings.temperature,
            repeat_penalty=settings.repeat_penalty,
        )
