"""What all answers in a workspace share: whether there are streams, and how often one writes."""

import asyncio
from dataclasses import dataclass

# https://docs.slack.dev/apis/web-api/rate-limits: tier 4 is 100 in a minute, tier 3 is 50.
_APPEND_SECONDS = 0.6
_UPDATE_SECONDS = 1.2
_SHORTEST = 0.75


@dataclass(slots=True)
class Room:
    """The state of Slack's limits for one installation, as far as its answers have met them.

    `stream_seconds` is for how long a message is streamed before another one is begun.
    """

    stream_seconds: float = 240.0
    streams: bool = True
    sessions: bool = True
    writing: int = 0
    _rests_until: float = 0.0

    @property
    def rests(self) -> bool:
        """Whether Slack wants no new streams for now; then answers are posted whole."""
        return asyncio.get_running_loop().time() < self._rests_until

    def rest(self, seconds: float | None) -> None:
        """Begin no new streams for so many seconds."""
        until = asyncio.get_running_loop().time() + (seconds or 1.0)
        self._rests_until = max(self._rests_until, until)

    def interval(self, *, streaming: bool) -> float:
        """Seconds between two writes of one answer, so that all together stay within the limit."""
        each = _APPEND_SECONDS if streaming else _UPDATE_SECONDS
        return max(_SHORTEST, each * self.writing)
