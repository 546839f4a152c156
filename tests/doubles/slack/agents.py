"""Status lines of assistants, and the sessions of agents with their Stop button.

https://docs.slack.dev/reference/methods/assistant.threads.setStatus and
https://docs.slack.dev/ai/agent-sessions
"""

import time
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.doubles.slack.channels import Channel
from tests.doubles.slack.messages import Message
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
        world.writer.of_root = self._tell_of

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
        root = channel.get(thread_ts)
        before = self._world.writer.in_channel(root) if root else {}
        session = self.sessions.get((channel, thread_ts))
        if session is None:
            session = Session(channel, thread_ts, title, initiator)
            self.sessions[channel, thread_ts] = session
        session.states.append((time.monotonic(), state))
        if root is not None and self._world.rules.tells_parent:
            self._talk.tell_change(root, before)
        self._world.changes.changed()
        return session

    @property
    def stoppable(self) -> bool:
        """Whether people see a Stop button while a session is processing."""
        return self._world.app.agent and "agent_session_stopped" in self._world.app.events

    def stop(self, channel: Channel, thread_ts: str, user: User) -> None:
        """Press Stop: streams of the thread are closed, the state of the session stays."""
        session = self.sessions.get((channel, thread_ts))
        if session is None or session.state != "processing" or not self.stoppable:
            raise LookupError("there is no Stop button")
        session.stops.append(time.monotonic())
        streaming = [each for each in channel.thread(thread_ts) if each.is_streaming]
        for message in streaming:
            if message.stream is not None:
                message.stream.ended = "stopped_by_user"
        self._world.tell(
            channel.workspace,
            "agent_session_stopped",
            channel=channel.id,
            thread_ts=thread_ts,
            user=user.id,
            streaming_message_ts=[message.ts for message in streaming],
        )

    def _tell_of(self, root: Message) -> Json:
        session = self.sessions.get((root.channel, root.ts))
        bot = self._world.bot(root.channel.workspace)
        if session is None or bot is None:
            return {}
        own: Json = {"agent_bot_user_id": bot.id, "status": session.state}
        told: Json = {"status": session.state, "agent_bot_user_ids": [bot.id]}
        told["title"] = session.title
        return {
            "agent_session": told | {"agent_statuses": [own | {"is_stoppable": self.stoppable}]}
        }
