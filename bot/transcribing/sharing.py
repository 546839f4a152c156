"""What was heard a moment ago: a voice message that is wanted twice is heard and paid for once."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.transcribing.transcript import Transcript

_MOST = 100


@dataclass(slots=True)
class Hearing:
    """One sound of one message. `transcript` is None until it was heard."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    transcript: Transcript | None = None


class Lately:
    """The newest sounds, by the message that they came with."""

    def __init__(self) -> None:
        self._hearings: OrderedDict[str, Hearing] = OrderedDict()

    def forget(self, message_keys: Collection[str] | None) -> None:
        """Let go of what was heard in those messages, or in all."""
        for key in list(self._hearings):
            if message_keys is None or key.partition(" ")[0] in message_keys:
                del self._hearings[key]

    @asynccontextmanager
    async def of(self, message_key: str, name: str, data: bytes) -> AsyncIterator[Hearing]:
        """One sound of a message, for whoever comes first; the others wait."""
        digest = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
        hearing = self._hearings.setdefault(f"{message_key} {digest} {name}", Hearing())
        while len(self._hearings) > _MOST:
            self._hearings.popitem(last=False)
        async with hearing.lock:
            yield hearing
