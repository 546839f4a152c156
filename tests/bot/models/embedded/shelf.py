"""A hub and a package index on this machine, which break as they are told to."""

import asyncio
import hashlib
import io
import zipfile
from collections import defaultdict
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

from bot.config.schema import EmbeddedModel, Source, WheelPart


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection is dropped after so many bytes of this answer."""

    after: int


@dataclass(frozen=True, slots=True)
class Stall:
    """Nothing more comes after so many bytes of this answer; the connection stays."""

    after: int


@dataclass(frozen=True, slots=True)
class Status:
    """An answer with this status instead of the file."""

    code: int


@dataclass(frozen=True, slots=True)
class Instead:
    """Other bytes than the file's."""

    data: bytes


Fault = Cut | Stall | Status | Instead


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: the path, and the first byte that was wanted."""

    path: str
    start: int


@dataclass(slots=True)
class Shelf:
    """Serves `files` by path. `faults` are used up, one a request, in order."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    packages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    asked: list[Asked] = field(default_factory=list)
    ranges: bool = True
    json: bool = True
    digests: bool = True
    stalled: asyncio.Event = field(default_factory=asyncio.Event)
    _ending: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncGenerator[Self, None]:
        shelf = cls()
        app = web.Application()
        app.router.add_get("/simple/{project}/", shelf._page)
        app.router.add_get("/{path:.*}", shelf._file)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        shelf.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield shelf
        finally:
            shelf._ending.set()
            await runner.cleanup()

    @property
    def index(self) -> str:
        return f"{self.address}/simple"

    def starts(self, path: str) -> list[int]:
        """At which byte each request for `path` began."""
        return [one.start for one in self.asked if one.path == path]

    def publish(self, project: str, data: bytes, *, member: str = "data/part.bin") -> WheelPart:
        """Put a wheel with `data` on the index, and say what a catalogue says of it."""
        return self.publish_together(project, {member: data})[0]

    def publish_together(self, project: str, members: Mapping[str, bytes]) -> list[WheelPart]:
        """Put a wheel with several parts on the index."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("module/__init__.py", "raise SystemExit('it was run')")
            for member, data in members.items():
                archive.writestr(member, data)
        name = f"{project.replace('-', '_')}-1.0-py3-none-any.whl"
        self.files[f"wheels/{name}"] = packed.getvalue()
        self.packages[project].append(name)
        return [
            WheelPart(
                package=project,
                version="1.0",
                sha256=hashlib.sha256(packed.getvalue()).hexdigest(),
                member=member,
                size=len(data),
            )
            for member, data in members.items()
        ]

    async def _page(self, request: web.Request) -> web.StreamResponse:
        project = request.match_info["project"]
        if project not in self.packages:
            raise web.HTTPNotFound
        wheels = [(name, self.files[f"wheels/{name}"]) for name in self.packages[project]]
        return self._as_json(project, wheels) if self.json else self._as_html(wheels)

    def _as_json(self, project: str, wheels: Sequence[tuple[str, bytes]]) -> web.Response:
        files = [
            {
                "filename": name,
                "url": f"{self.address}/wheels/{name}",
                "hashes": {"sha256": hashlib.sha256(data).hexdigest()} if self.digests else {},
                "size": len(data),
            }
            for name, data in wheels
        ]
        meta = {"api-version": "1.1"}
        return web.json_response(
            {"meta": meta, "name": project, "versions": ["1.0"], "files": files},
            content_type="application/vnd.pypi.simple.v1+json",
        )

    def _as_html(self, wheels: Sequence[tuple[str, bytes]]) -> web.Response:
        links = "".join(
            f'<a href="../../wheels/{name}#sha256={hashlib.sha256(data).hexdigest()}">{name}</a>'
            for name, data in wheels
        )
        return web.Response(
            text=f"<!DOCTYPE html><html><body>{links}</body></html>", content_type="text/html"
        )

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        start = request.http_range.start or 0
        self.asked.append(Asked(path, start))
        fault = self.faults[path].pop(0) if self.faults[path] else None
        if isinstance(fault, Status):
            return web.Response(status=fault.code)
        if path not in self.files:
            raise web.HTTPNotFound
        data = fault.data if isinstance(fault, Instead) else self.files[path]
        return await self._send(request, data, start if self.ranges else 0, fault)

    async def _send(
        self, request: web.Request, data: bytes, start: int, fault: Fault | None
    ) -> web.StreamResponse:
        if start >= len(data) > 0:
            return web.Response(status=416)
        response = web.StreamResponse(status=206 if start else 200)
        response.content_length = len(data) - start
        if start:
            response.headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        await response.prepare(request)
        if isinstance(fault, Cut | Stall):
            await response.write(data[start : start + fault.after])
            if isinstance(fault, Stall):
                self.stalled.set()
                await self._ending.wait()
            elif request.transport is not None:
                request.transport.close()
            return response
        await response.write(data[start:])
        return response


def entry(data: bytes, *sources: Source, file: str = "tiny.gguf") -> EmbeddedModel:
    """What a catalogue says of a model whose file is `data`."""
    return EmbeddedModel(
        title="Tiny",
        file=file,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        licence="Apache-2.0",
        memory=1_000,
        sources=list(sources),
    )
