"""From which message on a channel may hold something that never came over the gateway."""

from collections.abc import Callable, Mapping

from adapters.discord.convert import channel_id, guild_id
from bot.messages import Place


class Marks:
    """The newest message seen in each channel, and the channels in which none can be missing.

    `floor` is a message id: in a channel without a mark, what is older was said before the bot
    listened there. `session` counts how often what was known to be complete has changed.
    """

    def __init__(self, floor: int) -> None:
        self.session = 0
        self._floor = floor
        self._newest: dict[int, int] = {}
        # Channel -> its server, 0 for a direct conversation.
        self._sure: dict[int, int] = {}
        self._direct: set[int] = set()

    def restore(self, seen: Mapping[Place, str], *, floor: int) -> None:
        """Take over what was seen before the program was started, `floor` 0 where it never was."""
        self._newest = {channel_id(place): int(newest) for place, newest in seen.items()}
        self._direct = {channel_id(place) for place in seen if guild_id(place) is None}
        if floor or self._newest:
            self._floor = max(floor, *self._newest.values(), 0)

    def began(self, concerns: Callable[[int], bool]) -> None:
        """A session began anew in the servers it concerns: what was said before it is missing."""
        self.session += 1
        self._floor = self.newest
        self._sure = {one: server for one, server in self._sure.items() if not concerns(server)}

    def missing_from(self, channel: int) -> int | None:
        """The message behind which some may be missing; None where none can be."""
        return None if channel in self._sure else self._newest.get(channel, self._floor)

    def complete(self, channel: int, server: int) -> None:
        """Nothing is missing in the channel of that server, 0 for none, from now on."""
        self._sure[channel] = server

    def saw(self, channel: int, message: int) -> bool:
        """Move the mark of a channel; False where something before the message is missing."""
        if channel not in self._sure:
            return False
        self._newest[channel] = max(message, self._newest.get(channel, 0))
        if not self._sure[channel]:
            self._direct.add(channel)
        return True

    def forget(self, channel: int) -> None:
        """The channel is gone."""
        self._newest.pop(channel, None)
        self._sure.pop(channel, None)
        self._direct.discard(channel)

    def since(self, behind: int) -> set[int]:
        """The channels in which something was seen behind that message id."""
        return {channel for channel, newest in self._newest.items() if newest > behind}

    def conversations(self, behind: int) -> list[int]:
        """The direct ones among them, where it was seen last first."""
        return sorted(self.since(behind) & self._direct, key=self._newest.__getitem__)[::-1]

    @property
    def newest(self) -> int:
        """The newest message of all that were seen, or the floor."""
        return max(self._newest.values(), default=self._floor)
