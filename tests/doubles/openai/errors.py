"""Errors as api.openai.com words them: `{"error": {"message", "type", "param", "code"}}`.

The SDK reads `code`, `param` and `type` out of that object (openai/_exceptions.py, `APIError`).
Wordings are those that people quote in public bug reports of the years 2024 to 2026.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One error object and the HTTP status it travels with."""

    status: int
    message: str
    type: str = "invalid_request_error"
    code: str | None = None
    param: str | None = None

    def fields(self) -> dict[str, Any]:
        """Return the error object itself, as it stands in streams."""
        return {
            "message": self.message,
            "type": self.type,
            "param": self.param,
            "code": self.code,
        }

    def body(self) -> dict[str, Any]:
        """Return the JSON body of an error response."""
        return {"error": self.fields()}


class Rejected(Exception):
    """The request is refused with `problem`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


RATE_LIMIT = Problem(
    429,
    "Rate limit reached for gpt-4o in organization org-double on tokens per min (TPM): "
    "Limit 30000, Used 25265, Requested 8020. Please try again in 6.57s.",
    type="tokens",
    code="rate_limit_exceeded",
)
QUOTA = Problem(
    429,
    "You exceeded your current quota, please check your plan and billing details.",
    type="insufficient_quota",
    code="insufficient_quota",
)
# The wording of 2026: type and code no longer agree.
CREDIT = Problem(
    429,
    "You have no credits remaining. Add credits to continue using the API.",
    type="insufficient_quota",
    code="credit_balance_exhausted",
)
SERVER_ERROR = Problem(
    500,
    "The server had an error while processing your request. Sorry about that!",
    type="server_error",
    code="server_error",
)

_USUAL: Mapping[int, Problem] = {
    400: Problem(400, "We could not parse the JSON body of your request."),
    401: Problem(401, "Incorrect API key provided: wrong-key.", code="invalid_api_key"),
    403: Problem(
        403,
        "Project does not have access to this model.",
        code="model_not_found",
    ),
    404: Problem(404, "The model does not exist.", code="model_not_found"),
    408: Problem(408, "Request timed out.", type="timeout"),
    409: Problem(409, "The resource was changed meanwhile.", code="conflict"),
    429: RATE_LIMIT,
    500: SERVER_ERROR,
    502: Problem(502, "Bad gateway.", type="server_error"),
    503: Problem(
        503,
        "The engine is currently overloaded, please try again later.",
        type="server_error",
        code="service_unavailable",
    ),
}


def usual(status: int) -> Problem:
    """Return what the service usually says with this HTTP status."""
    return _USUAL.get(status) or Problem(status, f"HTTP status {status}.", type="server_error")


def wrong_key(key: str) -> Problem:
    """Return the answer to a key that is missing (an empty string) or wrong."""
    if not key:
        return Problem(401, "You didn't provide an API key.")
    shown = key if len(key) < 8 else f"{key[:4]}{'*' * (len(key) - 8)}{key[-4:]}"
    return Problem(401, f"Incorrect API key provided: {shown}.", code="invalid_api_key")


def unknown_model(model: str) -> Problem:
    """Return the answer to a model that this endpoint does not have."""
    said = f"The model `{model}` does not exist or you do not have access to it."
    return Problem(404, said, code="model_not_found")


def unknown_path(method: str, path: str) -> Problem:
    """Return the answer to a path that does not exist."""
    return Problem(404, f"Invalid URL ({method} {path})")


def missing(param: str) -> Problem:
    """Return the answer to a request without a parameter that is required."""
    said = f"Missing required parameter: '{param}'."
    return Problem(400, said, code="missing_required_parameter", param=param)


def unsupported(param: str, hint: str = "") -> Problem:
    """Return the answer to a parameter that the model does not take."""
    said = f"Unsupported parameter: '{param}' is not supported with this model."
    return Problem(400, f"{said} {hint}".strip(), code="unsupported_parameter", param=param)
