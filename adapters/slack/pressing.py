"""Buttons under answers: whether it was good, "Go on", and "Again"."""

import logging
from datetime import UTC, datetime

from adapters.slack import words
from adapters.slack.blocks import AGAIN, GOOD, MORE, RATE, Button, read_button
from adapters.slack.convert import PLATFORM
from adapters.slack.tasks import Tasks
from adapters.slack.team import Team
from adapters.slack.wire import Json
from bot.messages import Message, Place
from bot.permission import may_talk

_COMMANDS = {MORE: "continue", AGAIN: "retry"}

log = logging.getLogger(__name__)


class Pressing:
    """Takes in what was pressed."""

    def __init__(self, team: Team, tasks: Tasks) -> None:
        self._team = team
        self._tasks = tasks

    def take(self, body: Json) -> None:
        """Take in a button; one that nobody gave out leads to nothing."""
        for action in body.get("actions") or ():
            value = str(action.get("value") or "")
            if action.get("action_id") == RATE:
                mark, _, rest = value.partition(":")
                if (button := read_button(rest)) is not None:
                    self._tasks.start(self._rate(body, button, good=mark == GOOD), "a rating")
            elif action.get("action_id") in _COMMANDS and (button := read_button(value)):
                self._tasks.start(self._run(body, action, button), "a button")

    async def _rate(self, body: Json, button: Button, *, good: bool) -> None:
        message = await self._message(body, "retry", button, "0")
        surface = self._team.surface(message, _thread(body))
        if not button.answer_id:
            await surface.whisper(words.NOT_KEPT)
            return
        new = await self._team.bot.feedback(button.answer_id, message.person, good=good)
        if not message.direct:
            await surface.whisper(words.THANKS if new else words.NOTED_BEFORE)

    async def _run(self, body: Json, action: Json, button: Button) -> None:
        command = _COMMANDS[str(action["action_id"])]
        message = await self._message(body, command, button, str(action.get("action_ts")))
        surface = self._team.surface(message, _thread(body))
        values = await self._team.bot.values(message.place)
        channel, direct = message.place.channel, message.direct
        if not may_talk(values, person=message.person, channel=channel, direct=direct):
            await surface.whisper(words.NOT_HERE)
            return
        await self._team.desk.begin(message, surface)

    async def _message(self, body: Json, command: str, button: Button, at: str) -> Message:
        team = self._team
        channel, user = str(body["channel"]["id"]), str(body["user"]["id"])
        return Message(
            id=f"{team.me.team}-{channel}-{_thread(body)}:{at}_{user}",
            place=Place(PLATFORM, team.me.team, channel, button.thread or None),
            person=await team.people.person(user, rights=True),
            text="",
            sent_at=datetime.now(UTC),
            command=command,
            direct=channel.startswith("D"),
        )


def _thread(body: Json) -> str:
    container, message = body.get("container") or {}, body.get("message") or {}
    return str(container.get("thread_ts") or message.get("thread_ts") or message.get("ts") or "")
