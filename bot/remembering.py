"""Whether a message may be remembered: where a server wants it, of people who did not opt out."""

from collections import OrderedDict

from bot.messages import Message
from bot.settings import Values
from bot.store import Store

_CAPACITY = 1_000


class Remembering:
    """Knows who opted out, for the servers that are in use."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: OrderedDict[str, frozenset[str]] = OrderedDict()

    async def allows(self, message: Message, values: Values) -> bool:
        """Whether the message and its answer may be kept; raises `StoreError`."""
        return values.remember and not await self.opted_out(message)

    async def opted_out(self, message: Message) -> bool:
        """Whether the person does not want to be remembered on this server."""
        server = message.place.server_key
        if server not in self._known:
            self._known[server] = await self._store.optouts.of(server)
            while len(self._known) > _CAPACITY:
                self._known.popitem(last=False)
        self._known.move_to_end(server)
        return message.person.id in self._known[server]

    async def opt_out(self, message: Message) -> bool:
        """Remember nothing more of the person here; False when that was so before."""
        changed = await self._store.optouts.add(message.place.server_key, message.person.id)
        self._known.pop(message.place.server_key, None)
        return changed

    async def opt_in(self, message: Message) -> bool:
        """Remember the person here as all others; False when that was so before."""
        changed = await self._store.optouts.remove(message.place.server_key, message.person.id)
        self._known.pop(message.place.server_key, None)
        return changed
