"""People, as a test lets them act."""

from typing import Any

from tests.doubles.discord import filling, using
from tests.doubles.discord.channels import Channel
from tests.doubles.discord.components import BUTTON
from tests.doubles.discord.interactions import Interaction
from tests.doubles.discord.kinds import CommandKind, InteractionKind
from tests.doubles.discord.messages import Json, Message
from tests.doubles.discord.options import build
from tests.doubles.discord.resolved import Resolved
from tests.doubles.discord.servers import Server
from tests.doubles.discord.speaking import Speaker


class Person(Speaker):
    """Somebody at the keyboard.

    What Discord's client would not let them do raises: `LookupError` for what is not there,
    `PermissionError` for what they may not, `TypeError` and `ValueError` for what a field does not
    take.
    """

    def installs(self) -> None:
        """Install the application for oneself, to use it everywhere."""
        self.account.has_installed = True

    async def joins(self, server: Server, *, nick: str | None = None) -> None:
        """Join a server."""
        server.adds(self, nick=nick)

    async def leaves(self, server: Server) -> None:
        """Leave a server."""
        server.removes(self)

    async def slash(self, channel: Channel, command: str, /, **options: Any) -> Interaction:
        """Use a slash command, with subcommands as in "settings set".

        Options are given by their names: text, numbers, choices by name or value, people, roles,
        channels and `File`s.
        """
        return self._command(channel, command, options)

    async def autocompletes(
        self, channel: Channel, command: str, option: str, typed: str, /, **options: Any
    ) -> list[Json]:
        """Type into an option of a slash command; return the choices that are offered."""
        given = options | {option: typed}
        interaction = self._command(channel, command, given, focused=option)
        await interaction.acknowledged()
        return interaction.choices or []

    async def context_menu(
        self, name: str, target: "Message | Person", channel: Channel | None = None
    ) -> Interaction:
        """Use a command in the menu of a message, or in that of a person in a channel."""
        on_message = isinstance(target, Message)
        where = target.channel if isinstance(target, Message) else channel
        if where is None:
            raise ValueError("a person is somewhere")
        self.must_see(where)
        kind = CommandKind.MESSAGE if on_message else CommandKind.USER
        command = using.offered(self._parts, self.account, where, kind, name)
        resolved = Resolved(self._parts.world, where, self.account)
        if isinstance(target, Message):
            target_id = resolved.message(target)
        else:
            target_id = resolved.mentionable(target)
        data: Json = {"id": str(command.id), "name": command.name, "type": kind.value}
        data |= {"target_id": target_id} | resolved.write()
        return self._send(InteractionKind.COMMAND, where, data, command.declared)

    async def clicks(self, message: Message, button: str) -> Interaction:
        """Press a button, found by its custom id, label or emoji."""
        self._must_see_message(message)
        component = using.pressable(message, button)
        if component["type"] != BUTTON or "custom_id" not in component:
            raise LookupError(f"{button} is no button of the application")
        data = {"custom_id": component["custom_id"], "component_type": BUTTON}
        return self._send(InteractionKind.COMPONENT, message.channel, data, source=message)

    async def chooses(self, message: Message, menu: str, *values: Any) -> Interaction:
        """Choose from a menu: labels or values, people, roles or channels."""
        self._must_see_message(message)
        component = using.pressable(message, menu)
        resolved = Resolved(self._parts.world, message.channel, self.account)
        data = using.chosen(component, values, resolved)
        return self._send(InteractionKind.COMPONENT, message.channel, data, source=message)

    async def submits_modal(self, interaction: Interaction, /, **fields: Any) -> Interaction:
        """Fill in the form that an interaction has opened, and send it off.

        Texts, labels or values of options, and channels, roles or people, by custom id.
        """
        if interaction.person is not self.account:
            raise PermissionError(f"{interaction} is not of {self}")
        await interaction.acknowledged()
        if interaction.modal is None:
            raise LookupError(f"{interaction} has opened no form")
        resolved = Resolved(self._parts.world, interaction.channel, self.account)
        filled = filling.filled(interaction.modal, fields, resolved, interaction.channel.guild)
        data = {"custom_id": interaction.modal["custom_id"], "components": filled}
        return using.send(
            self._parts,
            InteractionKind.MODAL,
            self.account,
            interaction.channel,
            data | resolved.write(),
            owned=interaction.owners,
            source=interaction.source,
            trigger=interaction,
        )

    def _command(
        self, channel: Channel, words: str, given: dict[str, Any], *, focused: str | None = None
    ) -> Interaction:
        self.must_see(channel)
        name, *path = words.split()
        command = using.offered(self._parts, self.account, channel, CommandKind.SLASH, name)
        resolved = Resolved(self._parts.world, channel, self.account)
        options = build(command.declared, path, given, resolved, focused=focused)
        data: Json = {"id": str(command.id), "name": command.name, "type": 1}
        data |= {"options": options} | resolved.write()
        if command.scope is not None:
            data["guild_id"] = str(command.scope)
        kind = InteractionKind.AUTOCOMPLETE if focused else InteractionKind.COMMAND
        return self._send(kind, channel, data, command.declared)

    def _send(
        self,
        kind: InteractionKind,
        channel: Channel,
        data: Json,
        declared: Json | None = None,
        *,
        source: Message | None = None,
    ) -> Interaction:
        owned = using.owners(self._parts, self.account, channel, declared)
        return using.send(
            self._parts, kind, self.account, channel, data, owned=owned, source=source
        )

    def _must_see_message(self, message: Message) -> None:
        if message not in self.sees(message.channel):
            raise PermissionError(f"{self} does not see {message}")
