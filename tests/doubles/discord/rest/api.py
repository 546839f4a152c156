"""Answers requests to the API: finds the route, checks the token, reads, and refuses in JSON."""

import logging
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from aiohttp import web
from msgspec.json import encode

from tests.doubles.discord.errors import Refused, no_route, unauthorized
from tests.doubles.discord.faults import Faults, Gone
from tests.doubles.discord.limits import Limits
from tests.doubles.discord.parts import Parts
from tests.doubles.discord.record import Record, Request
from tests.doubles.discord.rest import (
    attachments,
    automod,
    channels,
    commands,
    followups,
    gestures,
    guilds,
    interactions,
    messages,
    reactions,
    threads,
    users,
    webhooks,
)
from tests.doubles.discord.rest.call import Call, read
from tests.doubles.discord.rest.response import Answer
from tests.doubles.discord.rest.router import Found, Router

log = logging.getLogger(__name__)

_MODULES = (
    messages,
    gestures,
    reactions,
    channels,
    threads,
    guilds,
    automod,
    users,
    commands,
    interactions,
    followups,
    webhooks,
    attachments,
)

# Of these the token in the path is proof enough.
_OPEN = ("/webhooks/", "/interactions/")
_NONE: Mapping[str, str] = MappingProxyType({})


class Api:
    """The REST API below its base."""

    def __init__(
        self, parts: Parts, token: str, *, record: Record, limits: Limits, faults: Faults
    ) -> None:
        self._parts = parts
        self._token = token
        self._record = record
        self._limits = limits
        self._faults = faults
        self._router = Router(*(module.ROUTES for module in _MODULES))

    async def respond(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        """Answer a request; `path` is the raw one below the base."""
        found = self._router.find(request.method, path)
        seen = Request(found.route if found else f"{request.method} ?", path)
        self._record.began(seen)
        try:
            work = partial(self._answer, request, found, seen)
            response = await self._faults.answer(request, seen.route, work)
            seen.status = response.status
            return response
        except Gone:
            return web.Response()
        finally:
            self._record.ended(seen)

    async def _answer(
        self, request: web.BaseRequest, found: Found | None, seen: Request
    ) -> web.Response:
        headers: dict[str, str] = {}
        try:
            if found is None:
                log.warning("The double knows no %s %s", request.method, seen.path)
                raise no_route()
            self._check_token(request, found)
            headers = self._limits.count(found.route, found.names)
            call = Call(self._parts, found.names, request.query)
            await read(request, call)
            seen.body = call.body
            said = await found.handler(call)
        except Refused as refused:
            seen.code = refused.body["code"]
            return answer(refused.body, refused.status, headers | refused.headers)
        body, status = (said.body, said.status) if isinstance(said, Answer) else (said, 200)
        return answer(body, status, headers)

    def _check_token(self, request: web.BaseRequest, found: Found) -> None:
        _, _, path = found.route.partition(" ")
        if path.startswith(_OPEN):
            return
        if request.headers.get("Authorization") != f"Bot {self._token}":
            raise unauthorized()


def answer(body: Any, status: int = 200, headers: Mapping[str, str] = _NONE) -> web.Response:
    """Return a response with JSON, 204 where there is nothing to say."""
    if body is None:
        return web.Response(status=204, headers=headers)
    # discord.py reads JSON only where the type is exactly this one, without a charset.
    told = dict(headers) | {"Content-Type": "application/json"}
    if status == 429:
        # Without this one discord.py takes it for a ban by the proxy in front, and gives up.
        told["Via"] = "1.1 google"
    return web.Response(body=encode(body), status=status, headers=told)
