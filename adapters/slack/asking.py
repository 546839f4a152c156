"""Commands: typed behind a slash, filled into a form, or picked from the menu of a message."""

import logging
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from adapters.slack import words
from adapters.slack.choosing import chosen, setting_form
from adapters.slack.contents import spelled, unescaped, without_marks
from adapters.slack.convert import PLATFORM, attachment_of, message_id
from adapters.slack.forms import (
    About,
    completed,
    filled,
    first_field,
    form,
    own_form,
    problems,
)
from adapters.slack.menus import MENUS, Menu, is_enough
from adapters.slack.opening import show, update
from adapters.slack.replying import ForOne
from adapters.slack.sayings import people_in, quote
from adapters.slack.surface import InThread
from adapters.slack.tasks import Tasks
from adapters.slack.team import Team
from adapters.slack.wire import Json, WireError
from bot.commands import Command, Kind, Options
from bot.commands.check import check
from bot.commands.parse import parse
from bot.errors import CauserieError, InputError
from bot.messages import Attachment, Message, Place, Quote
from bot.permission import may_use
from bot.sentences import sentence

log = logging.getLogger(__name__)


class Asking:
    """Takes commands in. Each is acknowledged before this is called, and done in a task of ours."""

    def __init__(self, team: Team, tasks: Tasks, *, prefix: str = "") -> None:
        self._team = team
        self._tasks = tasks
        self._prefix = prefix
        self._menus = {menu.callback_id: menu for menu in MENUS}

    def command(self, body: Json) -> None:
        """Take in a slash command."""
        self._start(self._typed(body), body)

    def shortcut(self, body: Json) -> None:
        """Take in an entry of a menu."""
        menu = self._menus.get(str(body.get("callback_id")))
        command = self._team.bot.commands.get(menu.command) if menu else None
        if menu is not None and command is not None:
            self._start(self._picked(body, menu, command), body)

    def pressed(self, body: Json, name: str) -> None:
        """Take in a button that runs a command, with a form where it takes anything."""
        command = self._team.bot.commands.get(name)
        if command is None:
            return
        if command.ask is not None:
            work = self._show(body, command, About(name), _ready(setting_form(About(name))))
        elif command.options:
            work = self.open(body, command, About(name), {})
        else:
            work = self._run(body, command, {}, About(name))
        self._start(work, body)

    def chosen(self, body: Json, action: Json) -> None:
        """Take in that a setting was picked, whose form takes the place of the list."""
        view = body.get("view") or {}
        about = About.read(view.get("private_metadata") or "[]")
        command = self._team.bot.commands.get(about.command)
        if command is not None and command.ask is not None:
            about = replace(about, options=chosen(action))
            self._start(self.ask(body, command, about, instead_of=str(view.get("id"))), body)

    def submitted(self, body: Json) -> Json | None:
        """Take in a form; returns what is wrong with it, for Slack to show there."""
        view = body["view"]
        about = About.read(view.get("private_metadata") or "[]")
        command = self._team.bot.commands[about.command]
        if about.options is not None:
            if found := problems(command, about, view):
                return {"response_action": "errors", "errors": found}
            options = completed(command, about, view)
            self._start(self._run(body, command, options, replace(about, options=None)), body)
            return None
        values, files = filled(view)
        try:
            options = check(command, values)
            if not files:
                _needs_file(command)
        except InputError as error:
            return {"response_action": "errors", "errors": {first_field(view): str(error)}}
        reader = self._team.files.reader
        attached = tuple(replace(attachment_of(file, reader), option=name) for name, file in files)
        self._start(self._run(body, command, options, about, attachments=attached), body)
        return None

    def _start(self, work: Coroutine[Any, Any, None], body: Json) -> None:
        self._tasks.start(work, f"what {body.get('user_id') or 'somebody'} asked for")

    async def _typed(self, body: Json) -> None:
        about = About("", str(body["channel_id"]), "", str(body.get("response_url") or ""))
        name = str(body["command"]).removeprefix(f"/{self._prefix}").removeprefix("/")
        text = str(body.get("text") or "")
        line = unescaped(without_marks(text, "")).strip()
        command = self._team.bot.commands.get(name)
        if command is not None and not line and _must_be_asked(command):
            await self.open(body, command, about, {})
            return
        try:
            command, options = parse(f"/{name} {line}", self._team.bot.commands)
            _needs_file(command)
        except InputError as error:
            await ForOne(self._team.wire, about.address, _user(body)).whisper(str(error))
            return
        options = spelled(command, options, text, await self._team.names({"text": text}))
        await self._run(body, command, options, about)

    async def _picked(self, body: Json, menu: Menu, command: Command) -> None:
        message = body.get("message") or {}
        channel = str((body.get("channel") or {}).get("id") or "")
        thread = str(message.get("thread_ts") or message.get("ts") or "")
        about = About(command.name, channel, thread, str(body.get("response_url") or ""))
        if not is_enough(menu, command):
            making = self._filled_form(menu, command, about, message)
            await self._show(body, command, about, making)
            return
        message = await self._team.files.complete(message)
        pointed = await self._pointed_at(channel, message) if message else None
        if menu.since and not message.get("thread_ts"):
            # It is in no thread, and so about what was said in the channel from there on.
            since = {menu.since: message_id(self._team.me.team, channel, str(message.get("ts")))}
            await self._run(body, command, since, replace(about, thread=""), private=True)
            return
        quotes = (pointed,) if pointed is not None and not menu.since else ()
        reader = self._team.files.reader
        files = [] if menu.since else message.get("files") or ()
        attached = tuple(attachment_of(file, reader) for file in files)
        await self._run(body, command, {}, about, attachments=attached, quotes=quotes, private=True)

    async def _filled_form(
        self, menu: Menu, command: Command, about: About, message: Json
    ) -> Json | None:
        """The form of a command with the words of the message that was pointed at."""
        pointed = await self._pointed_at(about.channel, message) if message else None
        text = pointed.text if pointed is not None else ""
        given = {menu.text: text} if text and command.option(menu.text) else {}
        return form(command, about, given)

    async def _pointed_at(self, channel: str, message: Json) -> Quote:
        team = self._team
        names = await team.people.names(people_in(message))
        profile = message.get("bot_profile") or {}
        author = names.get(str(message.get("user"))) or profile.get("name") or "somebody"
        return quote(message, str(author), me=team.me, channel=channel, names=names)

    async def open(self, body: Json, command: Command, about: About, given: Options) -> None:
        """Open the form of a command, with what is given already."""
        where = About(command.name, about.channel, about.thread, about.address)
        await self._show(body, command, about, _ready(form(command, where, given)))

    async def ask(
        self, body: Json, command: Command, about: About, *, instead_of: str = ""
    ) -> None:
        """Open the form that a command has of its own, or say why there is none.

        `instead_of` is the id of a form in whose place it is to be.
        """
        making = self._own_form(body, command, about)
        await self._show(body, command, about, making, instead_of=instead_of)

    async def _own_form(self, body: Json, command: Command, about: About) -> Json | None:
        options = about.options or {}
        message, inside = await self._message(body, command, options, about, private=True)
        try:
            form = await self._team.bot.form(message)
            return own_form(form, about) if form is not None else None
        except (CauserieError, ValueError) as error:
            said = sentence(error) if isinstance(error, CauserieError) else words.TOO_MUCH
            await self._surface(message, about, inside=inside).whisper(said)
            return None

    async def _show(
        self,
        body: Json,
        command: Command,
        about: About,
        making: Coroutine[Any, Any, Json | None],
        *,
        instead_of: str = "",
    ) -> None:
        wire = self._team.wire
        try:
            if not instead_of:
                await show(wire, str(body["trigger_id"]), making)
            elif (view := await making) is not None:
                await update(wire, instead_of, view)
        except WireError as error:
            log.info("the form of /%s cannot be opened: %s", command.name, error)
            if about.address:
                said = f"Slack did not open the form. Type what you want behind /{command.name}."
                await ForOne(wire, about.address, _user(body)).whisper(said)

    async def _run(
        self,
        body: Json,
        command: Command,
        options: Options,
        about: About,
        *,
        attachments: tuple[Attachment, ...] = (),
        quotes: tuple[Quote, ...] = (),
        private: bool = False,
    ) -> None:
        message, inside = await self._message(body, command, options, about, private=private)
        message = replace(message, attachments=attachments, quotes=quotes)
        surface = self._surface(message, about, inside=inside)
        values = await self._team.bot.values(message.place)
        channel, direct = message.place.channel, message.direct
        if may_use(values, command, person=message.person, channel=channel, direct=direct):
            await self._team.desk.begin(message, surface)
        else:
            await surface.whisper(words.NOT_HERE)

    async def _message(
        self, body: Json, command: Command, options: Options, about: About, *, private: bool
    ) -> tuple[Message, bool]:
        """The message that runs a command, and whether the bot is in that channel."""
        team, user = self._team, _user(body)
        person = await team.people.person(user, rights=True)
        channel = about.channel or await self._conversation_with(user)
        inside, direct = await self._where(channel)
        unique = str(body.get("trigger_id") or body.get("event_id")).replace("-", "_")
        message = Message(
            id=f"{team.me.team}-{channel}-{about.thread}:{unique}",
            place=Place(PLATFORM, team.me.team, channel, about.thread or None),
            person=person,
            text="",
            sent_at=datetime.now(UTC),
            command=command.name,
            options=options,
            direct=direct,
            private=(command.private or private) and not direct,
        )
        return message, inside

    def _surface(self, message: Message, about: About, *, inside: bool) -> InThread | ForOne:
        """Where it is answered: in the channel, or to the asker alone."""
        team, thread = self._team, about.thread or None
        if inside and not message.private:
            return team.surface(message, thread)
        if about.address:
            return ForOne(team.wire, about.address, message.person.id, private=message.private)
        return team.surface(message, thread, private=message.private)

    async def _where(self, channel: str) -> tuple[bool, bool]:
        """Whether the bot is in a channel, and whether it is there with one person alone."""
        try:
            found = (
                await self._team.wire.read("conversations.info", patient=False, channel=channel)
            )["channel"]
        except WireError:
            return False, False
        direct = bool(found.get("is_im"))
        return direct or bool(found.get("is_member")), direct

    async def _conversation_with(self, user: str) -> str:
        opened = await self._team.wire.call("conversations.open", {"users": user})
        return str(opened["channel"]["id"])


async def _ready(view: Json) -> Json:
    return view


def _user(body: Json) -> str:
    return str(body.get("user_id") or body["user"]["id"])


def _must_be_asked(command: Command) -> bool:
    return any(option.required for option in command.options)


def _needs_file(command: Command) -> None:
    """Raise `InputError` where a file is needed and none can be typed."""
    for option in command.options:
        if option.required and option.kind is Kind.FILE:
            raise InputError(
                f"/{command.name} needs {option.name}. Use it without words to get a form, or "
                "mention me in a message with the file."
            )
