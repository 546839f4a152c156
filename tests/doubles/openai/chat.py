"""The wire format of POST /v1/chat/completions.

Field names: openai/types/chat/chat_completion_chunk.py, chat_completion.py and
openai/types/completion_usage.py. A stream is a chunk with the role, one chunk for every token, one
with the finish reason, one with the usage and no choices if asked for, and `[DONE]`, which ends the
SDK's iteration (openai/_streaming.py, `AsyncStream.__stream__`).
"""

import secrets
import time
from typing import Any

from msgspec.json import encode

from tests.doubles.openai.completion import Completion, padding, wants_padding
from tests.doubles.openai.errors import Problem
from tests.doubles.openai.script import Call, Finish, Usage

_FINGERPRINT = "fp_5f2c7d9b1e"


class Chat:
    """The form of an answer to /v1/chat/completions."""

    def __init__(self, completion: Completion) -> None:
        options = completion.question.body.get("stream_options") or {}
        self._completion = completion
        self._reports_usage = bool(options.get("include_usage"))
        self._padded = wants_padding(completion.question)
        self._head = {
            "id": f"chatcmpl-{secrets.token_hex(12)}",
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": completion.model,
            "service_tier": "default",
            "system_fingerprint": _FINGERPRINT,
        }
        before, after = self._chunk([_choice({"content": "\0"})]).split(b'"\\u0000"')
        self._before, self._after = b"data: " + before, after[:-1]

    def opening(self) -> bytes:
        """Return the chunk with the role and no text."""
        delta = {"role": "assistant", "content": "", "refusal": None}
        return b"data: " + self._chunk([_choice(delta)]) + b"\n\n"

    def delta(self, token: str) -> bytes:
        """Return the chunk of one token, cut from a template: thousands are written a second."""
        end = f',"obfuscation":"{padding(token)}"}}\n\n'.encode() if self._padded else b"}\n\n"
        return b"".join((self._before, encode(token), self._after, end))

    def closing(self, finish: Finish) -> bytes:
        """Return the chunks with the finish reason and the usage, and the end mark."""
        calls = self._completion.reply.calls
        frames = [
            self._chunk([_choice({"tool_calls": [part]})])
            for index, call in enumerate(calls)
            for part in _call_parts(index, call)
        ]
        frames.append(self._chunk([_choice({}, "tool_calls" if calls else finish)]))
        if self._reports_usage:
            frames.append(self._chunk([], usage=_usage(self._completion.usage)))
        return b"".join(b"data: " + frame + b"\n\n" for frame in (*frames, b"[DONE]"))

    def noise(self) -> bytes:
        """Return a comment, a chunk without choices (Azure's first), one with unknown fields."""
        bare = encode({"id": "", "object": "", "created": 0, "model": "", "choices": []})
        odd = self._chunk([_choice({"mood": "calm"}) | {"content_filter_results": {}}], novelty=[1])
        return b": keep-alive\n\ndata: " + bare + b"\n\ndata: " + odd + b"\n\n"

    def error(self, problem: Problem, *, nested: bool) -> bytes:
        """Return the chunk that is an error; this dialect has one shape of it."""
        return b"data: " + encode(problem.body()) + b"\n\n"

    def failed(self, problem: Problem) -> bytes:
        """Return the chunk that is an error: nothing else says that an answer failed."""
        return self.error(problem, nested=True)

    def whole(self) -> bytes:
        """Return the JSON of an answer that is not streamed."""
        completion = self._completion
        message: dict[str, Any] = {
            "role": "assistant",
            "content": completion.text,
            "refusal": None,
            "annotations": [],
        }
        finish = completion.reply.finish
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        answer = self._head | {"object": "chat.completion", "choices": [choice]}
        return encode(answer | {"usage": _usage(completion.usage)})

    def _chunk(self, choices: list[dict[str, Any]], **more: Any) -> bytes:
        # With include_usage every chunk but the last says that it has none.
        usage = {"usage": None} if self._reports_usage else {}
        return encode(self._head | {"choices": choices} | usage | more)


def _call_parts(index: int, call: Call) -> list[dict[str, Any]]:
    """A call as the service sends it: its name first, then its arguments in pieces."""
    function = {"name": call.name, "arguments": ""}
    head = {"index": index, "id": call.id, "type": "function", "function": function}
    pieces = [call.arguments[at : at + 7] for at in range(0, len(call.arguments), 7)]
    return [head, *({"index": index, "function": {"arguments": piece}} for piece in pieces)]


def _choice(delta: dict[str, Any], finish: Finish | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "prompt_tokens": usage.input,
        "completion_tokens": usage.output,
        "total_tokens": usage.input + usage.output,
        "prompt_tokens_details": {"cached_tokens": usage.cached, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": usage.reasoning,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }
