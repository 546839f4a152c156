"""The server: one address, one key, every endpoint."""

import asyncio
import logging
from collections.abc import Callable, Iterable

from aiohttp import web
from msgspec.json import encode

from tests.doubles.loopback import Loopback
from tests.doubles.openai.easel import Easel
from tests.doubles.openai.endpoints import Endpoints, endpoint_of
from tests.doubles.openai.errors import SERVER_ERROR, Rejected
from tests.doubles.openai.faults import Fault, Faults
from tests.doubles.openai.instead import refuse
from tests.doubles.openai.models import Models, ModelSpec, usual_models
from tests.doubles.openai.moderation import Moderation
from tests.doubles.openai.record import Endpoint, Exchange, Record
from tests.doubles.openai.script import Answer, Script, Speaker
from tests.doubles.openai.transcripts import Stenographer

log = logging.getLogger(__name__)

KEY = "sk-double-0123456789abcdef"


class OpenAIDouble(Loopback):
    """A stand-in for api.openai.com on 127.0.0.1.

    Use it as an async context manager. With `lenient` it takes any key and any model, as a
    compatible server does. What it does is decided by its parts `script`, `faults`, `moderation`,
    `easel` (pictures) and `models`; what happened is in `record`. An error raised by a function of
    the test (a speaker, a judge) is answered with a 500 and raised again when the context ends.
    """

    def __init__(
        self,
        *,
        key: str = KEY,
        models: Iterable[ModelSpec] | None = None,
        lenient: bool = False,
        port: int = 0,
    ) -> None:
        super().__init__(port)
        self.key = key
        self.script = Script()
        self.faults = Faults()
        self.moderation = Moderation()
        self.models = Models(usual_models() if models is None else models, lenient=lenient)
        self.easel = Easel()
        self.stenographer = Stenographer()
        self.record = Record()
        self._endpoints = Endpoints(
            key=None if lenient else key,
            script=self.script,
            faults=self.faults,
            moderation=self.moderation,
            models=self.models,
            easel=self.easel,
            stenographer=self.stenographer,
            record=self.record,
        )

    @property
    def base_url(self) -> str:
        """The address for `AsyncOpenAI(base_url=...)`."""
        return f"http://127.0.0.1:{self.port}/v1"

    def say(self, *answers: Answer) -> None:
        """Put answers into the queue of the script."""
        self.script.add(*answers)

    def speak(self, speaker: Speaker) -> None:
        """Let a function of the question answer whenever the queue is empty."""
        self.script.speaker = speaker

    def fail(self, *faults: Fault, on: Endpoint | None = None, times: int | None = 1) -> None:
        """Let the next requests go wrong, as `Faults.add` says."""
        self.faults.add(*faults, on=on, times=times)

    async def until(
        self,
        true: Callable[[Record], bool] = lambda record: True,
        *,
        requests: int = 0,
        endpoint: Endpoint | None = None,
        left: int = 0,
        seconds: float = 60,
    ) -> None:
        """Wait for the record to show something, as `Record.until` says."""
        await self.record.until(
            true, requests=requests, endpoint=endpoint, left=left, seconds=seconds
        )

    def stopping(self) -> None:
        """Mark what is open as stopped by the server."""
        self.record.stop()

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        if request.path == "/record":
            return web.json_response(body=encode(self.record.summary()))
        exchange = Exchange(
            endpoint_of(request.method, request.path),
            request.method,
            request.path,
            request.headers,
        )
        self.record.began(exchange)
        try:
            return await self._endpoints.respond(request, exchange)
        except asyncio.CancelledError:
            exchange.end("left")
            raise
        except ConnectionError:
            exchange.end("left")
            return web.Response()
        except Rejected as rejected:
            return refuse(exchange, rejected.problem)
        except Exception as error:
            log.exception("The double failed")
            self.failed(error)
            return refuse(exchange, SERVER_ERROR)
        finally:
            self.record.ended(exchange, "answered")
