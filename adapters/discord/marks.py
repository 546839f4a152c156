"""From which message on a channel may hold something that never came over the gateway."""

from collections.abc import Callable, Mapping

from adapters.discord.convert import channel_id
from bot.messages import Place


class Marks:
    """The newest message seen in each channel, and the channels in which none can be missing.

    `floor` is a message id: in a channel without a mark, what is older was said before the bot
    listened there.
    """

    def __init__(self, floor: int) -> None:
        self._floor = floor
        self._newest: dict[int, int] = {}
        self._sure: set[int] = set()

    def restore(self, seen: Mapping[Place, str]) -> None:
        """Take over what was seen before the program was started."""
        self._newest = {channel_id(place): int(newest) for place, newest in seen.items()}
        if self._newest:
            self._floor = max(self._newest.values())

    def began(self, concerns: Callable[[int], bool]) -> None:
        """A session began anew: whatever was said between the last one and this is missing."""
        self._floor = max(self._newest.values(), default=self._floor)
        self._sure = {channel for channel in self._sure if not concerns(channel)}

    def missing_from(self, channel: int) -> int | None:
        """The message behind which some may be missing; None where none can be."""
        return None if channel in self._sure else self._newest.get(channel, self._floor)

    def complete(self, channel: int) -> None:
        """Nothing is missing in the channel, from now on."""
        self._sure.add(channel)

    def saw(self, channel: int, message: int) -> bool:
        """Move the mark of a channel; False where something before the message is missing."""
        if channel not in self._sure:
            return False
        self._newest[channel] = max(message, self._newest.get(channel, 0))
        return True

    def forget(self, channel: int) -> None:
        """The channel is gone."""
        self._newest.pop(channel, None)
        self._sure.discard(channel)

    def latest(self, behind: int) -> list[int]:
        """The channels whose mark is behind that message id, the newest mark first."""
        late = [channel for channel, newest in self._newest.items() if newest > behind]
        return sorted(late, key=lambda channel: self._newest[channel], reverse=True)

    @property
    def newest(self) -> int:
        """The newest message of all that were seen."""
        return max(self._newest.values(), default=self._floor)
