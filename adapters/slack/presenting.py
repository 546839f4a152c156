"""Opens the forms of commands, and says why where there is none."""

import logging
from collections.abc import Coroutine
from typing import Any

from adapters.slack import opening, words
from adapters.slack.asked import asker_of, surface_for, to_message
from adapters.slack.choosing import setting_form
from adapters.slack.forms import About, form, own_form
from adapters.slack.replying import ForOne
from adapters.slack.team import Team
from adapters.slack.wire import Json, WireError
from bot.commands import Command, Options
from bot.errors import CauserieError
from bot.sentences import sentence

log = logging.getLogger(__name__)


class Presenting:
    """Shows the forms of a workspace to whoever asks for them."""

    def __init__(self, team: Team) -> None:
        self._team = team

    async def choose(self, body: Json, command: Command, about: About) -> None:
        """Open the list from which an admin picks a setting."""
        await self.show(body, command, about, _ready(setting_form(about)))

    async def open(self, body: Json, command: Command, about: About, given: Options) -> None:
        """Open the form of a command, with what is given already."""
        where = About(command.name, about.channel, about.thread, about.address)
        await self.show(body, command, about, _ready(form(command, where, given)))

    async def ask(
        self, body: Json, command: Command, about: About, *, instead_of: str = ""
    ) -> None:
        """Open the form that a command has of its own, or say why there is none.

        `instead_of` is the id of a form in whose place it is to be.
        """
        making = self._own_form(body, command, about)
        await self.show(body, command, about, making, instead_of=instead_of)

    async def _own_form(self, body: Json, command: Command, about: About) -> Json | None:
        options = about.options or {}
        message, inside = await to_message(self._team, body, command, options, about, private=True)
        try:
            asked = await self._team.bot.form(message)
            return own_form(asked, about) if asked is not None else None
        except (CauserieError, ValueError) as error:
            said = sentence(error) if isinstance(error, CauserieError) else words.TOO_MUCH
            await surface_for(self._team, message, about, inside=inside).whisper(said)
            return None

    async def show(
        self,
        body: Json,
        command: Command,
        about: About,
        making: Coroutine[Any, Any, Json | None],
        *,
        instead_of: str = "",
    ) -> None:
        """Open the form that is being made, None for none; where Slack does not, say so."""
        wire = self._team.wire
        try:
            if not instead_of:
                await opening.show(wire, str(body["trigger_id"]), making)
            elif (view := await making) is not None:
                await opening.update(wire, instead_of, view)
        except WireError as error:
            log.info("the form of /%s cannot be opened: %s", command.name, error)
            if about.address:
                said = f"Slack did not open the form. Type what you want behind /{command.name}."
                await ForOne(wire, about.address, asker_of(body)).whisper(said)


async def _ready(view: Json) -> Json:
    return view
