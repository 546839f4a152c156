"""What was heard in the channels of a workspace: for where Slack lets the app read little of it.

It is in memory alone, and bounded.
"""

import time
from collections import OrderedDict

from adapters.slack.sayings import is_saying
from adapters.slack.wire import Json
from bot.messages import Place

_KEPT = (
    *("type", "subtype", "ts", "thread_ts", "user", "text", "bot_id", "bot_profile", "username"),
    *("files", "attachments"),
)
_MOST = 20_000
_MOST_LETTERS = 10_000_000
# What a message needs beside what it says, in letters.
_OVERHEAD = 200
# Slack's clock, which tells the time of messages, may be so many seconds before ours.
_ANOTHER_CLOCK = 1.0


class Transcript:
    """The messages of channels as they read now, the newest `most` of them.

    `letters` bounds how many they have together. `since` is from when on one has listened without
    a gap, in seconds since 1970.
    """

    def __init__(self, *, most: int = _MOST, letters: int = _MOST_LETTERS) -> None:
        self.since = 0.0
        self._most = most
        self._letters = letters
        self._channels: dict[str, dict[str, Json]] = {}
        # The order in which they came.
        self._order: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._length = 0
        # In which channels something was let go of, and up to when.
        self._let_go: dict[str, float] = {}
        self.interrupt()

    def hear(self, event: Json) -> None:
        """Take in what was said, by whomever."""
        if not is_saying(event) or event.get("hidden") or not event.get("channel"):
            return
        channel, ts = str(event["channel"]), str(event["ts"])
        self.forget(channel, ts)
        kept = {name: event[name] for name in _KEPT if event.get(name)}
        if event.get("bot_id"):
            # What a bot says stands in its blocks.
            kept["blocks"] = event.get("blocks") or []
        self._channels.setdefault(channel, {})[ts] = kept
        # Attachments and blocks may be much longer than the words.
        self._order[channel, ts] = _OVERHEAD + sum(len(str(value)) for value in kept.values())
        self._length += self._order[channel, ts]
        while len(self._order) > self._most or self._length > self._letters:
            channel, ts = next(iter(self._order))
            self._let_go[channel] = max(self._let_go.get(channel, 0.0), float(ts))
            self.forget(channel, ts)

    def correct(self, event: Json) -> None:
        """Take in that a message reads differently now."""
        if (str(event["channel"]), str(event["ts"])) in self._order:
            self.hear(event)

    def forget(self, channel: str, ts: str | None = None) -> None:
        """Forget a message that is gone, or all of a channel."""
        known = self._channels.get(channel, {})
        for each in [ts] if ts else list(known):
            if known.pop(each, None) is not None:
                self._length -= self._order.pop((channel, each))
        if not known:
            self._channels.pop(channel, None)

    def interrupt(self) -> None:
        """Note that something may have been missed up to now."""
        self.since = time.time() + _ANOTHER_CLOCK

    def whole_since(self, channel: str) -> float:
        """From when on nothing that was said in a channel is missing here."""
        return max(self.since, self._let_go.get(channel, 0.0))

    def between(self, place: Place, low: float, high: float) -> list[Json]:
        """What was said in a place between two moments, the oldest first."""
        known = self._channels.get(place.channel, {})
        found = [
            {**message, "channel": place.channel}
            for ts, message in known.items()
            if low < float(ts) < high and place.thread in (None, ts, message.get("thread_ts"))
        ]
        return sorted(found, key=lambda each: float(each["ts"]))
