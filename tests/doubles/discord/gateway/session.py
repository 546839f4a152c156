"""A session: what one shard of the bot hears, kept for when it comes back."""

import secrets
import time
from collections import deque
from typing import Any

from msgspec.json import encode

from tests.doubles.discord.events import Event
from tests.doubles.discord.gateway.line import Line
from tests.doubles.discord.kinds import Intent

# How many frames wait for a client that is away.
_KEPT = 50_000


class Session:
    """One shard (number, of how many) with its intents, its line, and what was sent to it."""

    def __init__(self, shard: tuple[int, int], intents: Intent) -> None:
        self.id = secrets.token_hex(16)
        self.shard = shard
        self.intents = intents
        self.left_at: float | None = None
        self._line: Line | None = None
        self.sequence = 0
        self.presence: dict[str, Any] | None = None
        self._sent: deque[tuple[int, bytes]] = deque(maxlen=_KEPT)

    @property
    def line(self) -> Line | None:
        """The line of the client, None while it is away."""
        return self._line

    @line.setter
    def line(self, line: Line | None) -> None:
        if line is None and self._line is not None:
            self.left_at = time.monotonic()
        self._line = line

    def has(self, guild_id: int | None) -> bool:
        """Return whether a server (None: direct messages) belongs to this shard.

        https://docs.discord.com/developers/events/gateway#sharding
        """
        number, count = self.shard
        return (0 if guild_id is None else (guild_id >> 22) % count) == number

    def hear(self, event: Event) -> None:
        """Send an event on, if this session is to hear of it."""
        if not self.has(event.guild_id) or (event.intent and not event.intent & self.intents):
            return
        hidden = event.blank is not None and Intent.CONTENT not in self.intents
        self.dispatch(event.name, event.blank() if hidden and event.blank else event.data)

    def dispatch(self, name: str, data: dict[str, Any]) -> None:
        """Send a dispatch, or keep it until the client is back."""
        self.sequence += 1
        frame = encode({"op": 0, "t": name, "s": self.sequence, "d": data})
        self._sent.append((self.sequence, frame))
        if self._line is not None:
            self._line.send(frame)

    def received(self, sequence: int) -> None:
        """Forget what the client says that it has."""
        while self._sent and self._sent[0][0] <= sequence:
            self._sent.popleft()

    def can_replay(self, sequence: int) -> bool:
        """Return whether everything after a sequence number is still there."""
        return not self._sent or self._sent[0][0] <= sequence + 1

    def replay(self, sequence: int) -> None:
        """Send again what came after a sequence number."""
        if self._line is not None:
            for number, frame in self._sent:
                if number > sequence:
                    self._line.send(frame)
