"""Status lines of assistants, and the sessions of agents with their Stop button.

https://docs.slack.dev/reference/methods/assistant.threads.setStatus and
https://docs.slack.dev/ai/agent-sessions
"""

import time
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.doubles.slack.channels import Channel
from tests.doubles.slack.talk import Talk
from tests.doubles.slack.users import User
from tests.doubles.slack.world import World

Json = dict[str, Any]
State = Literal["processing", "active", "suspended", "closed"]
STATES: tuple[State, ...] = ("processing", "active", "suspended", "closed")
Where = tuple[Channel, str]


@dataclass(frozen=True, slots=True)
class Status:
    """A line such as "is thinking..." under a thread, since `at` (`time.monotonic`)."""

    text: str
    at: float
    loading: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Session:
    """An agent's session in a thread; `states` are all it had, with when they began."""

    channel: Channel
    thread_ts: str
    title: str = ""
    initiator: User | None = None
    states: list[tuple[float, State]] = field(default_factory=list)
    # When people pressed Stop.
    stops: list[float] = field(default_factory=list)

    @property
    def state(self) -> State:
        """The state that it has now."""
        return self.states[-1][1]


class Agents:
    """What stands under threads besides messages."""

    def __init__(self, world: World, talk: Talk) -> None:
        self.sessions: dict[Where, Session] = {}
        self.titles: dict[Where, str] = {}
        # (channel, thread or None) -> the prompts that are suggested there, and their title.
        self.prompts: dict[tuple[Channel, str | None], Json] = {}
        # Every status there was, also those that were cleared: where, and what.
        self.ever: list[tuple[Where, Status]] = []
        self._statuses: dict[Where, Status] = {}
        self._world = world
        self._talk = talk

    @property
    def standing(self) -> dict[Where, Status]:
        """The status lines that people see now; each is gone after two minutes."""
        since = time.monotonic() - self._world.rules.status_lasts
        return {where: each for where, each in self._statuses.items() if each.at > since}

    @property
    def processing(self) -> list[Session]:
        """The sessions that look as if the bot were at work."""
        return [each for each in self.sessions.values() if each.state == "processing"]

    def set_status(
        self, channel: Channel, thread_ts: str, text: str, loading: tuple[str, ...] = ()
    ) -> None:
        """Show a status, or none."""
        where = (channel, thread_ts)
        self._statuses.pop(where, None)
        if text:
            self._statuses[where] = Status(text, time.monotonic(), loading)
            self.ever.append((where, self._statuses[where]))
        self._world.changes.changed()

    def answered(self, channel: Channel, thread_ts: str | None) -> None:
        """Take the status off, as every message of the bot does."""
        if thread_ts is not None:
            self.set_status(channel, thread_ts, "")

    def set_state(
        self,
        channel: Channel,
        thread_ts: str,
        state: State,
        *,
        title: str = "",
        initiator: User | None = None,
    ) -> Session:
        """Set the state of a session, which begins when there is none yet."""
        session = self.sessions.get((channel, thread_ts))
        if session is None:
            session = Session(channel, thread_ts, title, initiator)
            self.sessions[channel, thread_ts] = session
        session.states.append((time.monotonic(), state))
        root = channel.get(thread_ts)
        if root is not None and self._world.rules.tells_parent:
            before = self._world.writer.in_channel(root)
            self._talk.tell_change(root, before)
        self._world.changes.changed()
        return session
