"""What a method is: its handler, who may call it and how often."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.doubles.slack.api.call import Call

Json = dict[str, Any]
Handler = Callable[[Call], Awaitable[Json]]
Token = Literal["bot", "app", "none"]


@dataclass(frozen=True, slots=True)
class Method:
    """A method. One of `scopes` is needed; `tier` is its rate limit, 0 for a special one.

    https://docs.slack.dev/apis/web-api/rate-limits
    """

    handler: Handler
    tier: int = 3
    scopes: tuple[str, ...] = ()
    token: Token = "bot"


Methods = Mapping[str, Method]
READ = ("channels:read", "groups:read", "im:read", "mpim:read")
HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
