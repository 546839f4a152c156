"""Which delivery of Slack's goes where."""

from collections.abc import Callable, Mapping

from adapters.slack.asking import Asking
from adapters.slack.blocks import RUN
from adapters.slack.choosing import CHOOSE
from adapters.slack.forms import FORM
from adapters.slack.home import Home
from adapters.slack.past import Past
from adapters.slack.presenting import Presenting
from adapters.slack.pressing import Pressing
from adapters.slack.receiving import Recent
from adapters.slack.tasks import Tasks
from adapters.slack.team import Team
from adapters.slack.wire import Json

Take = Callable[[Json], Json | None]
"""Takes something in without waiting; returns what to answer besides that it has come, if any."""


class Routing:
    """Takes the deliveries of a workspace in, each of them once; none of its ways waits."""

    def __init__(self, team: Team, *, prefix: str = "") -> None:
        self._team = team
        self._recent = Recent()
        self._tasks = Tasks()
        self._past = Past(team)
        presenting = Presenting(team)
        self._asking = Asking(team, self._tasks, presenting, prefix=prefix)
        self._pressing = Pressing(team, self._tasks, presenting)
        home = Home(team, self._tasks)
        self._takes: Mapping[str, Take] = {
            "event": self._event,
            "command": self._asking.command,
            "shortcut": self._asking.shortcut,
            "message_action": self._asking.shortcut,
            "action": self._pressed,
            "view_submission": self._submitted,
        }
        self._events: Mapping[str, Callable[[Json], None]] = {
            "app_mention": team.hear,
            "message": self._message,
            "agent_session_stopped": self._stopped,
            "app_home_opened": home.opened,
            "reaction_added": team.reacted,
            "user_change": self._changed,
            **self._past.takes,
        }

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._tasks.is_busy

    def take(self, kind: str, body: Json) -> Json | None:
        """Take a delivery in; returns what to answer besides that it has come, if any."""
        take = self._takes.get(kind)
        return None if take is None else take(body)

    async def close(self, seconds: float) -> None:
        """Let what is under way end within so many seconds."""
        await self._tasks.close(seconds)

    def _event(self, body: Json) -> None:
        event = body.get("event") or {}
        take = self._events.get(str(event.get("type")))
        if take is not None and not self._recent.seen(str(body.get("event_id"))):
            take(event)

    def _message(self, event: Json) -> None:
        if not self._past.message(event):
            self._team.hear(event)

    def _pressed(self, body: Json) -> None:
        for action in body.get("actions") or ():
            if str(action.get("action_id")).startswith(RUN):
                self._asking.pressed(body, str(action.get("value")))
                return
            if action.get("action_id") == CHOOSE:
                self._asking.chosen(body, action)
                return
        self._pressing.take(body)

    def _submitted(self, body: Json) -> Json | None:
        if body["view"].get("callback_id") != FORM:
            return None
        return self._asking.submitted(body)

    def _stopped(self, event: Json) -> None:
        self._team.desk.stop(str(event.get("channel")), str(event.get("thread_ts")))

    def _changed(self, event: Json) -> None:
        self._team.people.changed(event.get("user") or {})
