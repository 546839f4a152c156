"""Errors as Slack answers them: HTTP status 200 and `{"ok": false, "error": ...}`.

Names are those of the methods' pages at https://docs.slack.dev/reference/methods.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from aiohttp import web
from msgspec.json import encode


class Answer(web.Response):
    """The answer to a call, with the error that it tells of."""

    error: str | None = None


def answer(
    body: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Answer:
    """Return an answer in JSON."""
    written = Answer(
        body=encode(body),
        status=status,
        headers=headers,
        content_type="application/json",
        charset="utf-8",
    )
    written.error = body.get("error")
    return written


class Refused(Exception):
    """A call that is answered with an error; `more` are further fields of the answer."""

    def __init__(self, error: str, *, status: int = 200, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.more = more
        self.headers: dict[str, str] = {}

    def body(self) -> dict[str, Any]:
        """Return the JSON of the answer."""
        return {"ok": False, "error": self.error, **self.more}


def explained(error: str, messages: Iterable[str]) -> Refused:
    """Return an error that says in words what is wrong."""
    said = list(messages)
    more: dict[str, Any] = {"response_metadata": {"messages": [f"[ERROR] {each}" for each in said]}}
    if error == "invalid_blocks":
        more["errors"] = said
    return Refused(error, **more)


def missing(name: str) -> Refused:
    """Return the answer to a call without an argument that it needs."""
    return explained("invalid_arguments", [f"missing required field: {name}"])


def rate_limited(retry_after: int) -> Refused:
    """Return the answer to one call too many; `retry_after` is in seconds."""
    refused = Refused("ratelimited", status=429)
    refused.headers["Retry-After"] = str(retry_after)
    return refused
