"""Which delivery of Slack's goes where."""

import logging
from collections.abc import Callable, Mapping

from adapters.slack.asking import Asking
from adapters.slack.blocks import RUN
from adapters.slack.forms import FORM
from adapters.slack.home import Home
from adapters.slack.past import Past
from adapters.slack.pressing import Pressing
from adapters.slack.receiving import Recent, Take
from adapters.slack.tasks import Tasks
from adapters.slack.team import Team
from adapters.slack.wire import Json

log = logging.getLogger(__name__)


class Routing:
    """Takes deliveries in, each of them once; none of its ways waits for anything."""

    def __init__(self, team: Team, *, prefix: str = "") -> None:
        self._team = team
        self._recent = Recent()
        self._tasks = Tasks()
        self._past = Past(team)
        self._asking = Asking(team, self._tasks, prefix=prefix)
        self._pressing = Pressing(team, self._tasks)
        home = Home(team, self._tasks)
        self.takes: Mapping[str, Take] = {
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
            "user_change": self._changed,
            **self._past.takes,
        }

    async def close(self, seconds: float) -> None:
        """Let what is under way end within so many seconds."""
        await self._tasks.close(seconds)

    def _event(self, body: Json) -> None:
        event = body.get("event") or {}
        take = self._events.get(str(event.get("type")))
        if body.get("team_id") not in (None, self._team.me.team):
            # A shared channel tells of another workspace; nothing of that is answered here.
            log.info("an event of the workspace %s is left alone", body.get("team_id"))
        elif take is not None and not self._recent.seen(str(body.get("event_id"))):
            take(event)

    def _message(self, event: Json) -> None:
        if not self._past.message(event):
            self._team.hear(event)

    def _pressed(self, body: Json) -> None:
        for action in body.get("actions") or ():
            if str(action.get("action_id")).startswith(RUN):
                self._asking.pressed(body, str(action.get("value")))
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
