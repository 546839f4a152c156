"""The endpoints: what each does with a request that has arrived."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from aiohttp import web
from msgspec.json import decode, encode

from tests.doubles.openai import pictures, transcripts
from tests.doubles.openai.chat import Chat
from tests.doubles.openai.checks import check_context, read_chat, read_responses
from tests.doubles.openai.completion import Completion, complete
from tests.doubles.openai.easel import Easel
from tests.doubles.openai.errors import Problem, Rejected, unknown_path, usual, wrong_key
from tests.doubles.openai.faults import Error, Failed, Faults, Noise, Trickle
from tests.doubles.openai.instead import Instead
from tests.doubles.openai.line import Line
from tests.doubles.openai.models import Models
from tests.doubles.openai.moderation import Moderation
from tests.doubles.openai.question import Question
from tests.doubles.openai.record import Endpoint, Exchange, Record
from tests.doubles.openai.responses import Responses
from tests.doubles.openai.script import Reply, Script
from tests.doubles.openai.stream import Break, deliver, play
from tests.doubles.openai.transcripts import Stenographer

_SSE = "text/event-stream; charset=utf-8"
_JSON = "application/json"
_LARGEST_FORM = 200_000_000
_PATHS: Mapping[tuple[str, str], Endpoint] = {
    ("POST", "/v1/chat/completions"): "chat",
    ("POST", "/v1/responses"): "responses",
    ("POST", "/v1/moderations"): "moderations",
    ("GET", "/v1/models"): "models",
    ("POST", "/v1/images/generations"): "generations",
    ("POST", "/v1/images/edits"): "edits",
    ("POST", "/v1/audio/transcriptions"): "transcriptions",
}


def endpoint_of(method: str, path: str) -> Endpoint:
    """Return which endpoint a request is for."""
    if method == "GET" and path.startswith("/v1/models/"):
        return "models"
    return _PATHS.get((method, path), "unknown")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Answers requests from the parts of the double; `key` is None where any will do."""

    key: str | None
    script: Script
    faults: Faults
    moderation: Moderation
    models: Models
    easel: Easel
    stenographer: Stenographer
    record: Record

    async def respond(self, request: web.BaseRequest, exchange: Exchange) -> web.StreamResponse:
        """Answer a request: faults first, then the key, then what was asked for.

        Raises `Rejected`.
        """
        exchange.body = await _body(request)
        faults = self.faults.take(exchange.endpoint)
        for fault in faults:
            if isinstance(fault, Instead):
                return await fault.serve(request, exchange)
        self._check_key(request)
        line = Line(request, exchange, self.record)
        for fault in faults:
            if isinstance(fault, Trickle | Noise):
                fault.dress(line)
        await self._answer(line, [fault for fault in faults if isinstance(fault, Break)])
        return line.response

    async def _answer(self, line: Line, breaks: Sequence[Break]) -> None:
        exchange = line.exchange
        match exchange.endpoint:
            case "models":
                await _send(line, encode(self._models(exchange.path)), breaks)
            case "moderations":
                body = await self.moderation.answer(_object(exchange.body))
                await _send(line, encode(body), breaks)
            case "chat":
                await self._chat(line, breaks)
            case "responses":
                await self._responses(line, breaks)
            case "generations" | "edits":
                await self._draw(line, breaks)
            case "transcriptions":
                await self._transcribe(line, breaks)
            case _:
                raise Rejected(unknown_path(exchange.method, exchange.path))

    async def _chat(self, line: Line, breaks: Sequence[Break]) -> None:
        question = read_chat(_object(line.exchange.body), self.models)
        line.exchange.question = question
        check_context(question)
        completion = complete(question, await self.script.answer(question))
        await _speak(line, completion, Chat(completion), breaks)

    async def _responses(self, line: Line, breaks: Sequence[Break]) -> None:
        question = read_responses(_object(line.exchange.body), self.models)
        line.exchange.question = question
        try:
            check_context(question)
        except Rejected as rejected:
            if not question.stream:
                raise
            await _refuse_in_stream(line, question, rejected.problem)
        else:
            completion = complete(question, await self.script.answer(question))
            await _speak(line, completion, Responses(completion), breaks)

    async def _draw(self, line: Line, breaks: Sequence[Break]) -> None:
        order = pictures.read(line.exchange, self.models)
        self.easel.orders.append(order)
        if any(word in order.prompt for word in self.easel.blocked):
            raise Rejected(pictures.BLOCKED)
        drawn = await self.easel.draw(order)
        if order.stream:
            await line.open(_SSE)
            form, reply = pictures.streamed(order, drawn, self.easel.gate)
            await play(line, form, reply, breaks)
        else:
            await _send(line, pictures.whole(order, drawn), breaks)

    async def _transcribe(self, line: Line, breaks: Sequence[Break]) -> None:
        recording = await asyncio.to_thread(transcripts.read, line.exchange.body, self.models)
        text = await self.stenographer.text(recording)
        if recording.stream:
            await line.open(_SSE)
            form = transcripts.Stream(recording, text, self.stenographer)
            await play(line, form, Reply(text), breaks)
        else:
            media_type, body = transcripts.whole(recording, text, self.stenographer)
            await _send(line, body, breaks, media_type=media_type)

    def _models(self, path: str) -> dict[str, Any]:
        _, _, name = path.partition("/v1/models/")
        return self.models.get(name).listed() if name else self.models.listed()

    def _check_key(self, request: web.BaseRequest) -> None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if self.key is not None and (scheme != "Bearer" or key != self.key):
            raise Rejected(wrong_key(key))


async def _speak(
    line: Line, completion: Completion, form: Chat | Responses, breaks: Sequence[Break]
) -> None:
    if completion.question.stream:
        await line.open(_SSE)
        await play(line, form, completion.reply, breaks)
    else:
        await _spoken(completion.reply)
        await _send(line, form.whole(), breaks)


async def _send(
    line: Line, body: bytes, breaks: Sequence[Break], *, media_type: str = _JSON
) -> None:
    for fault in breaks:
        if isinstance(fault, Error | Failed):
            # An answer that is not streamed has failed before it is sent.
            raise Rejected(fault.problem)
    await line.open(media_type)
    await deliver(line, body, breaks)


async def _spoken(reply: Reply) -> None:
    """Wait as long as it takes to say a reply."""
    pieces = reply.pieces()
    for gate in pieces:
        if isinstance(gate, asyncio.Event):
            await gate.wait()
    await asyncio.sleep(reply.first_delay + reply.delay * max(0, len(reply.tokens()) - 1))


async def _refuse_in_stream(line: Line, question: Question, problem: Problem) -> None:
    # A streamed request to /v1/responses is refused in the stream, with HTTP status 200.
    form = Responses(complete(question, Reply("")))
    line.exchange.end("refused")
    await line.open(_SSE)
    await line.write(form.refused(problem))
    await line.end()


async def _body(request: web.BaseRequest) -> Any:
    """Read the JSON of a request, or its form: every name with the list of what was given."""
    if not request.content_type.startswith("multipart/"):
        return _json(await request.content.read())
    form: dict[str, list[Any]] = {}
    # A megabyte is the most that aiohttp takes otherwise; the endpoints have bounds of their own.
    larger = request.clone(client_max_size=_LARGEST_FORM)
    for name, value in (await larger.post()).items():
        given: Any = value
        if isinstance(value, web.FileField):
            with value.file:
                given = pictures.Upload(value.filename, value.content_type, value.file.read())
        form.setdefault(name.removesuffix("[]"), []).append(given)
    return form


def _json(raw: bytes) -> Any:
    try:
        return decode(raw) if raw else None
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Rejected(usual(400))
    return body
