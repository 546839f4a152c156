"""The door through which everything comes in: acknowledged at once, and handed on."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Protocol

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.wire import Json
from bot.errors import CauserieError

_REMEMBERED = 20_000

log = logging.getLogger(__name__)


class Taker(Protocol):
    """Takes deliveries in."""

    async def take(self, kind: str, body: Json) -> Json | None:
        """Take one in, soon; returns what to answer besides that it has come, if any."""
        ...


class Door(AsyncMiddleware):
    """Stands in Bolt before everything but the check of signatures.

    Bolt itself runs listeners in tasks that nobody owns, and leaves unacknowledged what has none.
    """

    def __init__(self, taker: Taker) -> None:
        self._taker = taker

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002  # the base's
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  # the base's
    ) -> BoltResponse | None:
        """Take it in and acknowledge it; what is no delivery goes on to Bolt."""
        kind = kind_of(req.body)
        if not kind:
            return await next()
        try:
            answer = await self._taker.take(kind, req.body)
        except CauserieError:
            # Not acknowledged, it comes again.
            raise
        except Exception:
            # What is not as Slack describes it would only come again as it is.
            log.exception("a delivery (%s) cannot be taken in", kind)
            answer = None
        return BoltResponse(status=200, body=answer if answer is not None else "")


def kind_of(body: Json) -> str:
    """What a delivery is: "event", "command", "action", ..., "" where it is none."""
    match body.get("type"):
        case "event_callback":
            return "event"
        case "block_actions":
            return "action"
        case "view_submission" | "view_closed" | "message_action" | "shortcut" as kind:
            return str(kind)
        case None if body.get("command"):
            return "command"
        case None | "url_verification" | "ssl_check":
            return ""
    return "other"


class Recent:
    """What came lately, so that what comes again is known."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, None] = OrderedDict()

    def seen(self, key: str) -> bool:
        """Whether it came before; from now on it has."""
        if key in self._known:
            return True
        self._known[key] = None
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return False
