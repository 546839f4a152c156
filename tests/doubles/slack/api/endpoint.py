"""The HTTP side of the Web API: reads a call, lets it run, answers, and remembers."""

from aiohttp import web
from msgspec.json import encode

from tests.doubles.slack.api import router
from tests.doubles.slack.api.call import Call, read
from tests.doubles.slack.api.methods import Method
from tests.doubles.slack.errors import Refused
from tests.doubles.slack.parts import Parts
from tests.doubles.slack.record import Record, Request


class Endpoint:
    """Serves every method."""

    def __init__(self, parts: Parts, record: Record) -> None:
        self._parts = parts
        self._record = record

    async def serve(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        """Answer a call of a method."""
        entry = Request(name, verb=request.method)
        self._record.began(entry)
        try:
            return await self._answer(request, entry)
        finally:
            self._record.ended(entry)

    async def _answer(self, request: web.BaseRequest, entry: Request) -> web.StreamResponse:
        call: Call | None = None
        headers: dict[str, str] = {}
        try:
            call = await read(request, self._parts, entry.method)
            entry.args = call.args
            method = router.find(entry.method)
            router.admit(call, method)
            entry.team = call.team
            headers = _scopes(call, method)
            body = await router.run(call, method)
            status = 200
        except Refused as refused:
            entry.error, status, body = refused.error, refused.status, refused.body()
            headers |= refused.headers
        entry.status = status
        return web.Response(
            status=status,
            body=encode(body),
            content_type="application/json",
            charset="utf-8",
            headers=headers,
        )


def _scopes(call: Call, method: Method) -> dict[str, str]:
    if method.token != "bot":
        return {}
    return {
        "x-oauth-scopes": ",".join(call.installation.scopes),
        "x-accepted-oauth-scopes": ",".join(method.scopes),
    }
