"""Errors as Discord words them.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#json, and what 50035 holds:
https://docs.discord.com/developers/reference#error-messages
"""

from collections.abc import Mapping
from typing import Any

Problems = Mapping[str, tuple[str, str]]

# Kind of thing -> code and message of its 404.
_UNKNOWN = {
    "application": (10002, "Unknown Application"),
    "channel": (10003, "Unknown Channel"),
    "guild": (10004, "Unknown Guild"),
    "member": (10007, "Unknown Member"),
    "message": (10008, "Unknown Message"),
    "role": (10011, "Unknown Role"),
    "user": (10013, "Unknown User"),
    "emoji": (10014, "Unknown Emoji"),
    "webhook": (10015, "Unknown Webhook"),
    "sticker": (10060, "Unknown Sticker"),
    "interaction": (10062, "Unknown interaction"),
    "command": (10063, "Unknown application command"),
}


class Refused(Exception):
    """A request that is answered with an error: HTTP status, code of the JSON, and message."""

    def __init__(
        self, status: int, code: int, message: str, *, more: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.headers: dict[str, str] = {}
        self.body: dict[str, Any] = {"message": message, "code": code} | dict(more or {})


def unknown(what: str) -> Refused:
    """Return the 404 for a thing that is not there, such as "message"."""
    return Refused(404, *_UNKNOWN[what])


def no_route() -> Refused:
    """Return the answer to a path that does not exist."""
    return Refused(404, 0, "404: Not Found")


def unauthorized() -> Refused:
    """Return the answer to a missing or wrong token."""
    return Refused(401, 0, "401: Unauthorized")


def missing_permissions() -> Refused:
    """Return the answer to what the bot sees but may not do."""
    return Refused(403, 50013, "Missing Permissions")


def missing_access() -> Refused:
    """Return the answer to what the bot may not even see."""
    return Refused(403, 50001, "Missing Access")


def empty_message() -> Refused:
    """Return the answer to a message without anything in it."""
    return Refused(400, 50006, "Cannot send an empty message")


def too_large() -> Refused:
    """Return the answer to a file or a request that is too big."""
    return Refused(413, 40005, "Request entity too large")


def invalid_form(problems: Problems) -> Refused:
    """Return error 50035; a key is a path such as "embeds.0.title", a value code and message."""
    errors: dict[str, Any] = {}
    for path, (code, message) in problems.items():
        node = errors
        for part in path.split("."):
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})
    return Refused(400, 50035, "Invalid Form Body", more={"errors": errors})


def too_long(limit: int) -> tuple[str, str]:
    """Return the problem of a text that is longer than allowed."""
    return "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length."


def wrong_length(least: int, most: int) -> tuple[str, str]:
    """Return the problem of a text or a list that is not between two lengths."""
    return "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length."


def required() -> tuple[str, str]:
    """Return the problem of a field that must be there."""
    return "BASE_TYPE_REQUIRED", "This field is required"


def bad_type(kind: str) -> tuple[str, str]:
    """Return the problem of a field of the wrong type."""
    return f"{kind.upper()}_TYPE_CONVERT", f"Could not interpret value as {kind.lower()}."
