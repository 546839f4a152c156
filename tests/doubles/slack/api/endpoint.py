"""The HTTP side of the Web API: reads a call, lets it run, answers, and remembers."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.doubles.slack.api import router
from tests.doubles.slack.api.call import Call, read
from tests.doubles.slack.api.methods import Method
from tests.doubles.slack.errors import Answer, Refused, answer
from tests.doubles.slack.faults import Faults, Gone
from tests.doubles.slack.limits import Limits
from tests.doubles.slack.parts import Parts
from tests.doubles.slack.record import Record, Request


class Endpoint:
    """Serves every method, and what else is asked for over HTTP."""

    def __init__(self, parts: Parts, *, record: Record, limits: Limits, faults: Faults) -> None:
        self._parts = parts
        self._record = record
        self._limits = limits
        self._faults = faults

    async def serve(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        """Answer a call of a method."""
        entry = Request(name, verb=request.method)
        return await self._recorded(request, entry, lambda: self._answer(request, entry))

    async def serve_other(
        self,
        request: web.BaseRequest,
        name: str,
        work: Callable[[web.BaseRequest], Awaitable[web.Response]],
    ) -> web.StreamResponse:
        """Answer another request, which is remembered under a name of ours."""
        entry = Request(name, verb=request.method)
        return await self._recorded(request, entry, lambda: work(request))

    async def _recorded(
        self,
        request: web.BaseRequest,
        entry: Request,
        work: Callable[[], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        self._record.began(entry)
        try:
            response = await self._faults.answer(request, entry.method, work)
            entry.status = response.status
            entry.error = response.error if isinstance(response, Answer) else None
            return response
        except Gone:
            return web.Response()
        finally:
            self._record.ended(entry)

    async def _answer(self, request: web.BaseRequest, entry: Request) -> web.Response:
        headers: dict[str, str] = {}
        try:
            call = await read(request, self._parts, entry.method)
            entry.args = call.args
            method = router.find(entry.method)
            router.admit(call, method)
            entry.team = call.team
            headers = _scopes(call, method)
            channel = call.text("channel")
            self._limits.count(entry.method, method.tier, team=entry.team, channel=channel)
            return answer(await router.run(call, method), headers=headers)
        except Refused as refused:
            return answer(refused.body(), refused.status, headers | refused.headers)


def _scopes(call: Call, method: Method) -> dict[str, str]:
    if method.token != "bot":
        return {}
    return {
        "x-oauth-scopes": ",".join(call.installation.scopes),
        "x-accepted-oauth-scopes": ",".join(method.scopes),
    }
