"""Buttons under answers: whether it was good, "Go on", "Again", and answers to questions."""

import logging
from dataclasses import replace
from datetime import UTC, datetime

from adapters.slack import words
from adapters.slack.blocks import (
    AGAIN,
    GOOD,
    MORE,
    PICK,
    PICK_OFTEN,
    RATE,
    Button,
    notes,
    preview,
    read_button,
    read_offer,
)
from adapters.slack.convert import PLATFORM
from adapters.slack.forms import About
from adapters.slack.presenting import Presenting
from adapters.slack.replying import ForOne
from adapters.slack.surface import InThread
from adapters.slack.tasks import Tasks
from adapters.slack.team import Team
from adapters.slack.wire import Json, WireError
from bot.errors import CauserieError
from bot.messages import TALK, Message, Place
from bot.permission import may_use
from bot.sentences import sentence

_COMMANDS = {MORE: "continue", AGAIN: "retry"}

log = logging.getLogger(__name__)


class Pressing:
    """Takes in what was pressed."""

    def __init__(self, team: Team, tasks: Tasks, presenting: Presenting) -> None:
        self._team = team
        self._tasks = tasks
        self._presenting = presenting

    def take(self, body: Json) -> None:
        """Take in a button; one that nobody gave out leads to nothing."""
        for action in body.get("actions") or ():
            value = str(action.get("value") or "")
            if action.get("action_id") == RATE:
                mark, _, rest = value.partition(":")
                if (button := read_button(rest)) is not None:
                    self._tasks.start(self._rate(body, button, good=mark == GOOD), "a rating")
            elif str(action.get("action_id")).startswith(PICK):
                self._tasks.start(self._pick(body, action), "the answer to a question")
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
        if not await self._is_allowed(message):
            await surface.whisper(words.NOT_HERE)
            return
        await self._team.desk.begin(message, surface)

    async def _pick(self, body: Json, action: Json) -> None:
        """Do what the button of a question stands for; the core knows whether that may be."""
        offer_id, number, window = read_offer(action) or (0, 0, "")
        asked = await self._message(body, TALK, Button(0, window), str(action.get("action_ts")))
        surface = self._where(body, asked)
        try:
            message = await self._team.bot.pick(
                offer_id,
                number,
                message_id=asked.id,
                place=asked.place,
                person=asked.person,
                direct=asked.direct,
            )
        except CauserieError as error:
            await surface.whisper(sentence(error))
            return
        if not await self._is_allowed(message):
            await surface.whisper(words.NOT_HERE)
            return
        if message.form and body.get("trigger_id"):
            await self._fill_in(body, message)
            return
        await self._picked(body, action)
        surface = self._where(body, message)
        # What came with the question may have been taken in before a restart.
        await self._team.desk.begin(self._team.files.revived(message), surface)

    async def _fill_in(self, body: Json, message: Message) -> None:
        """Open the form for what is still missing."""
        command = self._team.bot.commands[message.command]
        channel, thread = message.place.channel, message.place.thread or ""
        about = About(command.name, channel, thread, str(body.get("response_url") or ""))
        if command.ask is None:
            await self._presenting.open(body, command, about, message.options)
        else:
            await self._presenting.ask(body, command, replace(about, options=message.options))

    async def _picked(self, body: Json, action: Json) -> None:
        """Let the question show what was picked in the place of its buttons."""
        message, where = body.get("message") or {}, body.get("channel") or {}
        label = str((action.get("text") or {}).get("text") or "")
        if str(action.get("action_id")).startswith(PICK_OFTEN) or not message:
            return
        blocks = [
            block
            for block in message.get("blocks") or ()
            if not str(block.get("block_id")).startswith(PICK)
        ]
        content: Json = {
            "text": str(message.get("text") or "") or preview([label]),
            "blocks": [*blocks, *notes([words.picked(label)])],
        }
        named: Json = {"channel": where.get("id"), "ts": message.get("ts")}
        try:
            if (body.get("container") or {}).get("is_ephemeral"):
                await self._team.wire.respond(
                    str(body.get("response_url")), {**content, "replace_original": True}
                )
            else:
                await self._team.wire.call("chat.update", {**named, **content}, patient=False)
        except WireError as error:
            log.info("the buttons of a question stay: %s", error)

    def _where(self, body: Json, message: Message) -> InThread | ForOne:
        """Where a pressed button is answered: to one person alone if only they may see it."""
        address = str(body.get("response_url") or "")
        alone = (body.get("container") or {}).get("is_ephemeral") or message.private
        if alone and address:
            return ForOne(self._team.wire, address, message.person.id)
        return self._team.surface(message, _thread(body) or None)

    async def _is_allowed(self, message: Message) -> bool:
        values = await self._team.bot.values(message.place)
        return may_use(
            values,
            self._team.bot.commands[message.command],
            person=message.person,
            channel=message.place.channel,
            direct=message.direct,
        )

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
