"""Reads lists of Slack's to their end, over as many pages as it takes, and within its limits."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from adapters.slack.wire import Json, TooOften, Wire

# Slack takes up to 999; the fewer calls, the fewer of them are too many.
_A_PAGE = 999
# Somebody waits for what is read. An app that may call once in a minute reads nothing in time.
LONGEST_WAIT = 90.0
# https://docs.slack.dev/changelog/2025/05/29/rate-limit-changes-for-non-marketplace-apps: what an
# app may read at a time, and once in a minute, that others have installed outside the Marketplace.
_FEW = 15
_LITTLE_WAIT = 2.0


async def pages(
    wire: Wire, method: str, key: str, *, wait: float = LONGEST_WAIT, **arguments: Any
) -> AsyncIterator[list[Json]]:
    """Yield the list under `key`, page by page as Slack gives them; raises `WireError`.

    `wait` is for how many seconds in all one waits where Slack wants that.
    """
    cursor: str | None = None
    waited = 0.0
    while True:
        try:
            given = {"limit": _A_PAGE, **arguments, "cursor": cursor}
            answer = await wire.read(method, patient=False, **given)
        except TooOften as error:
            seconds = max(error.wait or 1.0, 0.1)
            waited += seconds
            if waited > min(wait, _LITTLE_WAIT if wire.reads_little else wait):
                raise
            await asyncio.sleep(seconds)
            continue
        found = list(answer.get(key) or ())
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "") or None
        if key == "messages" and cursor and len(found) <= _FEW:
            wire.reads_little = True
        yield found
        if cursor is None:
            return
