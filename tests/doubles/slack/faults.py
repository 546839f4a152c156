"""What can go wrong with a call of Slack, to be had on demand."""

from dataclasses import dataclass
from fnmatch import fnmatchcase

from aiohttp import web

from tests.doubles.arming import Armory
from tests.doubles.slack.errors import answer
from tests.doubles.striking import Fault, Gone, Lost, Reset, Slow, Work

__all__ = ["Error", "Faults", "Gone", "Limited", "Lost", "Page", "Reset", "Slow", "Status"]


@dataclass(frozen=True, slots=True)
class Status:
    """An error of the service, which has done nothing: JSON with 500, a web page with others."""

    status: int = 500

    async def strike(self, request: web.BaseRequest, work: Work) -> web.Response:
        """Answer with the error."""
        if self.status == 500:
            return answer({"ok": False, "error": "internal_error"}, 500)
        page = f"<html><head><title>{self.status}</title></head><body>Sorry!</body></html>"
        return web.Response(text=page, status=self.status, content_type="text/html")


@dataclass(frozen=True, slots=True)
class Error:
    """An error with status 200, such as "internal_error" or "service_unavailable"."""

    error: str

    async def strike(self, request: web.BaseRequest, work: Work) -> web.Response:
        """Answer with the error."""
        return answer({"ok": False, "error": self.error})


@dataclass(frozen=True, slots=True)
class Limited:
    """A 429 out of turn; `retry_after` is in seconds."""

    retry_after: int = 1

    async def strike(self, request: web.BaseRequest, work: Work) -> web.Response:
        """Answer that it is too much."""
        wait = {"Retry-After": str(self.retry_after)}
        return answer({"ok": False, "error": "ratelimited"}, 429, wait)


@dataclass(frozen=True, slots=True)
class Page:
    """A web page with status 200 where JSON or a file belongs."""

    html: str = "<!DOCTYPE html><html><head><title>Maintenance</title></head></html>"

    async def strike(self, request: web.BaseRequest, work: Work) -> web.Response:
        """Answer with the page."""
        return web.Response(text=self.html, content_type="text/html")


class Faults(Armory[Fault, str]):
    """The faults to come, in order."""

    def add(self, fault: Fault, *, on: str = "*", times: int | None = 1) -> None:
        """Let the next `times` calls (None: all) of the methods that match `on` go wrong.

        Methods are matched as file names are, such as "chat.*Stream". Uploads are at
        "files.upload", downloads at "files.download", and response_urls at "response_url".
        """
        self.arm((fault,), lambda method: fnmatchcase(method, on), times)

    async def answer(self, request: web.BaseRequest, method: str, work: Work) -> web.StreamResponse:
        """Answer a request, if nothing is armed by doing what it asks for; raise `Gone`."""
        for fault in self.take(method):
            return await fault.strike(request, work)
        return await work()
