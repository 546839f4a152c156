"""Commands: typed behind a slash, filled into a form, or picked from the menu of a message."""

from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from adapters.slack import words
from adapters.slack.asked import asker_of, pointed_at, surface_for, to_message
from adapters.slack.choosing import chosen
from adapters.slack.contents import spelled, unescaped, without_marks
from adapters.slack.convert import attachment_of, message_id
from adapters.slack.forms import About, completed, filled, first_field, form, problems
from adapters.slack.menus import MENUS, Menu, is_enough
from adapters.slack.presenting import Presenting
from adapters.slack.replying import ForOne
from adapters.slack.tasks import Tasks
from adapters.slack.team import Team
from adapters.slack.wire import Json
from bot.commands import Command, Kind, Options
from bot.commands.check import check
from bot.commands.parse import parse
from bot.errors import InputError
from bot.messages import Attachment, Quote
from bot.permission import may_use


class Asking:
    """Takes commands in. Each is acknowledged before this is called, and done in a task of ours."""

    def __init__(
        self, team: Team, tasks: Tasks, presenting: Presenting, *, prefix: str = ""
    ) -> None:
        self._team = team
        self._tasks = tasks
        self._presenting = presenting
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
            work = self._presenting.choose(body, command, About(name))
        elif command.options:
            work = self._presenting.open(body, command, About(name), {})
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
            instead_of = str(view.get("id"))
            self._start(self._presenting.ask(body, command, about, instead_of=instead_of), body)

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
            await self._presenting.open(body, command, about, {})
            return
        try:
            command, options = parse(f"/{name} {line}", self._team.bot.commands)
            _needs_file(command)
        except InputError as error:
            await ForOne(self._team.wire, about.address, asker_of(body)).whisper(str(error))
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
            await self._presenting.show(body, command, about, making)
            return
        message = await self._team.files.complete(message)
        pointed = await pointed_at(self._team, channel, message) if message else None
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
        pointed = await pointed_at(self._team, about.channel, message) if message else None
        text = pointed.text if pointed is not None else ""
        given = {menu.text: text} if text and command.option(menu.text) else {}
        return form(command, about, given)

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
        message, inside = await to_message(
            self._team, body, command, options, about, private=private
        )
        message = replace(message, attachments=attachments, quotes=quotes)
        surface = surface_for(self._team, message, about, inside=inside)
        values = await self._team.bot.values(message.place)
        channel, direct = message.place.channel, message.direct
        if may_use(values, command, person=message.person, channel=channel, direct=direct):
            await self._team.desk.begin(message, surface)
        else:
            await surface.whisper(words.NOT_HERE)


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
