"""Events that change what was: edits, deletions, and channels that are gone."""

from collections.abc import Callable, Mapping
from functools import partial

from adapters.slack.convert import PLATFORM, message_id, place_of
from adapters.slack.team import Team
from adapters.slack.wire import Json
from bot.messages import Place


class Past:
    """Takes in what became of messages and channels."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self.takes: Mapping[str, Callable[[Json], None]] = {
            "channel_archive": self._gone,
            "channel_deleted": self._gone,
            "group_archive": self._gone,
            "group_deleted": self._gone,
        }

    def message(self, event: Json) -> bool:
        """Take in an edit or a deletion; returns whether the event is one."""
        match event.get("subtype"):
            case "message_changed":
                self._changed(event)
            case "message_deleted":
                before = event.get("previous_message") or {}
                self._deleted(event, str(event.get("deleted_ts") or before.get("ts")))
            case _:
                return False
        return True

    def _changed(self, event: Json) -> None:
        now, before = event.get("message") or {}, event.get("previous_message") or {}
        if now.get("subtype") == "tombstone":
            self._deleted(event, str(now.get("ts")))
            return
        self._team.transcript.correct({**now, "channel": event["channel"], "type": "message"})
        if now.get("user") != self._team.me.user and now.get("text") != before.get("text"):
            # Slack also tells of roots whose thread has grown; their words are the same.
            edited = {**now, "channel": event["channel"], "type": "message"}
            if kind := event.get("channel_type"):
                edited["channel_type"] = kind
            self._put(edited, partial(self._team.edited, edited))

    def _deleted(self, event: Json, ts: str) -> None:
        channel, me = str(event["channel"]), self._team.me
        before = event.get("previous_message") or {}
        place = Place(PLATFORM, me.team, channel)
        thread = place_of(me.team, {**before, "channel": channel, "ts": ts}).thread
        gone = [message_id(me.team, channel, ts)]
        self._team.transcript.forget(channel, ts)
        line = {"channel": channel, "thread_ts": thread}
        self._put(line, partial(self._team.bot.delete, place, gone))

    def _gone(self, event: Json) -> None:
        place = Place(PLATFORM, self._team.me.team, str(event["channel"]))
        self._team.threads.discard(place)
        self._team.transcript.forget(place.channel)
        self._put(event, partial(self._team.bot.erase, place))

    def _put(self, event: Json, work: Callable[[], object]) -> None:
        self._team.inbox.put(f"{event['channel']} {event.get('thread_ts') or ''}", work)  # type: ignore[arg-type]  # each is a coroutine function
