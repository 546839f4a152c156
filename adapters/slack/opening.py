"""Opens forms: what Slack gives for that serves for three seconds, however long a form takes."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from adapters.slack.blocks import plain
from adapters.slack.wire import Json, Wire

_SECONDS = 1.5
_WAIT = "One moment, please."
_NONE = "There is no form for that now. I have written to you why."


async def show(
    wire: Wire,
    trigger: str,
    making: Coroutine[Any, Any, Json | None],
    *,
    seconds: float = _SECONDS,
) -> None:
    """Show the form that is being made, None for none; raises `WireError`.

    Where making it takes longer than `seconds`, an empty one is shown first.
    """
    task = asyncio.ensure_future(making)
    try:
        await asyncio.wait({task}, timeout=seconds)
        if task.done():
            if (view := task.result()) is not None:
                await wire.call("views.open", {"trigger_id": trigger, "view": view}, patient=False)
            return
        waiting = {"trigger_id": trigger, "view": _empty(_WAIT)}
        opened = await wire.call("views.open", waiting, patient=False)
        await update(wire, str(opened["view"]["id"]), await task or _empty(_NONE))
    finally:
        task.cancel()


async def update(wire: Wire, view_id: str, view: Json) -> None:
    """Show another form in the place of one; raises `WireError`."""
    await wire.call("views.update", {"view_id": view_id, "view": view}, patient=False)


def _empty(text: str) -> Json:
    return {
        "type": "modal",
        "title": plain("Causerie"),
        "close": plain("Close"),
        "blocks": [{"type": "section", "text": plain(text)}],
    }
