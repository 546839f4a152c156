"""What happens in the world and is told to the bot through the gateway."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.doubles.discord.kinds import ALWAYS, Intent


@dataclass(frozen=True, slots=True)
class Event:
    """One dispatch. Without a server it goes to shard 0.

    A session hears of it when it asked for `intent` (0: always); `blank` gives the data for one
    that may not see the content of messages, where that is not the same.
    """

    name: str
    data: dict[str, Any]
    guild_id: int | None = None
    intent: Intent = ALWAYS
    blank: Callable[[], dict[str, Any]] | None = None


Listener = Callable[[Event], None]
