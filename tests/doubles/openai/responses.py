"""The wire format of POST /v1/responses.

Field names: openai/types/responses/response.py and the *_event.py files beside it. The `error`
event has two shapes: the declared one is flat (response_error_event.py) and comes out of the SDK as
an event; the one that the service sends nests its fields under `error` and is raised as `APIError`
(openai/_streaming.py, `AsyncStream.__stream__`).
"""

import secrets
import time
from typing import Any

from msgspec.json import encode

from tests.doubles.openai.completion import Completion, padding, wants_padding
from tests.doubles.openai.errors import Problem
from tests.doubles.openai.script import Call, Finish, Usage

_REASONS = {"length": "max_output_tokens", "content_filter": "content_filter"}
_ECHOED = ("instructions", "max_output_tokens", "prompt_cache_key", "safety_identifier")


class Responses:
    """The form of an answer to /v1/responses."""

    def __init__(self, completion: Completion) -> None:
        self._completion = completion
        self._padded = wants_padding(completion.question)
        self._number = 0
        self._id = f"resp_{secrets.token_hex(24)}"
        self._created = int(time.time())
        self._thinks = completion.reply.reasoning > 0
        # Where a model reasons, the message is the second item of the output.
        self._place: dict[str, Any] = {
            "item_id": f"msg_{secrets.token_hex(24)}",
            "output_index": int(self._thinks),
            "content_index": 0,
        }
        self._middle = encode(self._place)[1:-1]

    def opening(self) -> bytes:
        """Return the events that come before the first token."""
        response = {"response": self._response("in_progress")}
        frames = [self._event("response.created", response)]
        frames.append(self._event("response.in_progress", response))
        if self._thinks:
            item = {"output_index": 0, "item": self._reasoning()}
            frames.append(self._event("response.output_item.added", item))
            frames.append(self._event("response.output_item.done", item))
        added = {"output_index": self._place["output_index"], "item": self._item("in_progress")}
        frames.append(self._event("response.output_item.added", added))
        frames.append(self._event("response.content_part.added", self._place | {"part": _part("")}))
        return b"".join(frames)

    def delta(self, token: str) -> bytes:
        """Return the event of one token, cut from a template: thousands are written a second."""
        head = (
            "event: response.output_text.delta\n"
            f'data: {{"type":"response.output_text.delta","sequence_number":{self._number},'
        )
        self._number += 1
        tail = f',"logprobs":[],"obfuscation":"{padding(token)}"}}\n\n'
        if not self._padded:
            tail = ',"logprobs":[]}\n\n'
        return b"".join((head.encode(), self._middle, b',"delta":', encode(token), tail.encode()))

    def closing(self, finish: Finish) -> bytes:
        """Return the events that come after the last token."""
        text = self._completion.text
        status = "completed" if finish == "stop" else "incomplete"
        done = {"output_index": self._place["output_index"], "item": self._item(status, text)}
        return b"".join(
            (
                self._event("response.output_text.done", self._place | _words(text)),
                self._event("response.content_part.done", self._place | {"part": _part(text)}),
                self._event("response.output_item.done", done),
                *self._called(),
                self._event(f"response.{status}", {"response": self._finished()}),
            )
        )

    def _called(self) -> list[bytes]:
        """The events of the tools that the model asks for."""
        frames = []
        for number, call in enumerate(self._completion.reply.calls, 1):
            place = {"output_index": self._place["output_index"] + number}
            item = _function_call(call)
            begun = item | {"arguments": "", "status": "in_progress"}
            frames.append(self._event("response.output_item.added", place | {"item": begun}))
            words = place | {"item_id": item["id"], "delta": call.arguments}
            frames.append(self._event("response.function_call_arguments.delta", words))
            whole = place | {"item_id": item["id"], "arguments": call.arguments}
            frames.append(self._event("response.function_call_arguments.done", whole))
            frames.append(self._event("response.output_item.done", place | {"item": item}))
        return frames

    def noise(self) -> bytes:
        """Return a comment, an event of an unknown type, and one with unknown fields."""
        place = self._place | {"delta": "", "logprobs": [], "novelty": {"deep": [1]}}
        return (
            b": keep-alive\n\n"
            + self._event("response.something_new.added", {"item_id": "new_1"})
            + self._event("response.output_text.delta", place)
        )

    def error(self, problem: Problem, *, nested: bool) -> bytes:
        """Return the error event, nested as the service sends it or flat as it is declared."""
        fields = problem.fields()
        if not nested:
            del fields["type"]
        return self._event("error", {"error": fields} if nested else fields)

    def failed(self, problem: Problem) -> bytes:
        """Return the event of a response that failed."""
        error = {"code": problem.code or "server_error", "message": problem.message}
        return self._event(
            "response.failed", {"response": self._response("failed") | {"error": error}}
        )

    def whole(self) -> bytes:
        """Return the JSON of an answer that is not streamed."""
        return encode(self._finished())

    def refused(self, problem: Problem) -> bytes:
        """Return the events of a stream that is refused after it has begun."""
        response = {"response": self._response("in_progress")}
        frames = (self._event("response.created", response), self.error(problem, nested=True))
        return b"".join((*frames, self.failed(problem)))

    def _finished(self) -> dict[str, Any]:
        reply = self._completion.reply
        status = "completed" if reply.finish == "stop" else "incomplete"
        reason = _REASONS.get(reply.finish)
        output = [self._reasoning()] if self._thinks else []
        return self._response(status) | {
            "completed_at": int(time.time()) if status == "completed" else None,
            "incomplete_details": {"reason": reason} if reason else None,
            "output": [
                *output,
                self._item(status, self._completion.text),
                *map(_function_call, reply.calls),
            ],
            "usage": _usage(self._completion.usage),
        }

    def _event(self, kind: str, fields: dict[str, Any]) -> bytes:
        data = encode({"type": kind, "sequence_number": self._number} | fields)
        self._number += 1
        return b"event: " + kind.encode() + b"\ndata: " + data + b"\n\n"

    def _item(self, status: str, text: str | None = None) -> dict[str, Any]:
        return {
            "id": self._place["item_id"],
            "type": "message",
            "status": status,
            "content": [] if text is None else [_part(text)],
            "role": "assistant",
        }

    def _reasoning(self) -> dict[str, Any]:
        thought = {"id": self._id.replace("resp", "rs"), "type": "reasoning", "summary": []}
        wanted = self._completion.question.body.get("include") or ()
        sealed = "reasoning.encrypted_content" in wanted
        return thought | ({"encrypted_content": "gAAAA-thought"} if sealed else {})

    def _response(self, status: str) -> dict[str, Any]:
        body = self._completion.question.body
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._created,
            "status": status,
            "background": False,
            "completed_at": None,
            "error": None,
            "incomplete_details": None,
            **{name: body.get(name) for name in _ECHOED},
            "model": self._completion.model,
            "output": [],
            "parallel_tool_calls": True,
            "previous_response_id": None,
            "reasoning": {"effort": None, "summary": None},
            "service_tier": "default",
            "store": body.get("store", True),
            "temperature": body.get("temperature", 1.0),
            "text": {"format": {"type": "text"}, "verbosity": "medium"},
            "tool_choice": "auto",
            "tools": [],
            "top_p": 1.0,
            "truncation": body.get("truncation", "disabled"),
            "usage": None,
            "metadata": {},
        }


def _function_call(call: Call) -> dict[str, Any]:
    return {
        "id": call.id.replace("call", "fc"),
        "type": "function_call",
        "status": "completed",
        "arguments": call.arguments,
        "call_id": call.id,
        "name": call.name,
    }


def _part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "annotations": [], "logprobs": [], "text": text}


def _words(text: str) -> dict[str, Any]:
    return {"text": text, "logprobs": []}


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "input_tokens": usage.input,
        "input_tokens_details": {"cache_write_tokens": 0, "cached_tokens": usage.cached},
        "output_tokens": usage.output,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning},
        "total_tokens": usage.input + usage.output,
    }
