"""What Discord's own client does when somebody uses the application.

It offers only what is registered, possible in that place and allowed to that person.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.doubles.discord import components
from tests.doubles.discord.channels import Channel
from tests.doubles.discord.commands import Command
from tests.doubles.discord.events import Event
from tests.doubles.discord.interactions import Interaction
from tests.doubles.discord.kinds import (
    ALWAYS,
    CommandKind,
    Context,
    InteractionKind,
)
from tests.doubles.discord.messages import Json, Message
from tests.doubles.discord.permissions import Permission, in_channel
from tests.doubles.discord.resolved import Resolved
from tests.doubles.discord.users import User
from tests.doubles.discord.wire import interactions as wire

if TYPE_CHECKING:
    from tests.doubles.discord.parts import Parts

_BY_SERVER, _BY_PERSON = "0", "1"


def offered(
    parts: "Parts", person: User, channel: Channel, kind: CommandKind, name: str
) -> Command:
    """Return the command that a person is offered; raise `LookupError` or `PermissionError`."""
    guild = channel.guild
    scopes = [None] if guild is None else [guild.id, None]
    locale = person.locale
    named = [parts.commands.find(scope, kind, name, locale=locale) for scope in scopes]
    found = next((each for each in named if each is not None), None)
    if found is None:
        raise LookupError(f"no command {name} is registered for {channel}")
    if not owners(parts, person, channel, found.declared):
        raise LookupError(f"{name} is not offered in {channel}")
    if found.contexts is not None and context(parts, channel) not in found.contexts:
        raise LookupError(f"{name} is not offered in {channel}")
    _check_allowed(person, channel, found)
    return found


def _check_allowed(person: User, channel: Channel, command: Command) -> None:
    granted = in_channel(channel, person)
    guild = channel.guild
    if Permission.USE_APPLICATION_COMMANDS not in granted:
        raise PermissionError(f"{person.name} may not use commands in {channel}")
    wanted = command.declared.get("default_member_permissions")
    if guild is None or wanted is None or command.name in guild.opened:
        return
    needed = Permission(int(wanted))
    administers = Permission.ADMINISTRATOR in granted
    if not administers and (not needed or needed not in granted):
        raise PermissionError(f"{person.name} is not shown {command.name} in {channel}")


def context(parts: "Parts", channel: Channel) -> Context:
    """Return what kind of place a channel is for the application."""
    if channel.guild is not None:
        return Context.GUILD
    return Context.BOT_DM if parts.world.bot in channel.recipients else Context.PRIVATE


def owners(
    parts: "Parts", person: User, channel: Channel, declared: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """Return by which installations the application can be used there; empty for none."""
    types = (declared or {}).get("integration_types") or [0, 1]
    found: dict[str, str] = {}
    guild, bot = channel.guild, parts.world.bot
    if 0 in types:
        if guild is not None and guild.has(bot):
            found[_BY_SERVER] = str(guild.id)
        elif guild is None and bot in channel.recipients:
            found[_BY_SERVER] = "0"
    if 1 in types and person.has_installed:
        found[_BY_PERSON] = str(person.id)
    return found


def send(
    parts: "Parts",
    kind: InteractionKind,
    person: User,
    channel: Channel,
    data: Json,
    *,
    owned: dict[str, str],
    source: Message | None = None,
    trigger: Interaction | None = None,
) -> Interaction:
    """Tell the application what a person did."""
    interaction = Interaction(
        id=parts.world.ids.new(),
        kind=kind,
        person=person,
        channel=channel,
        context=context(parts, channel),
        owners=owned,
        data=data,
        changes=parts.world.changes,
        source=source,
        trigger=trigger,
    )
    parts.interactions.add(interaction)
    shown = wire.interaction(interaction, parts.world, parts.rules)
    guild = channel.guild
    event = Event("INTERACTION_CREATE", shown, guild.id if guild else None, ALWAYS)
    parts.world.emit(event, also_elsewhere=True)
    return interaction


def pressable(message: Message, named: str) -> Json:
    """Return the component with a custom id, label or emoji.

    Raises `LookupError` where it is not there, and `PermissionError` where it is greyed out.
    """
    for _, component in components.walk(message.shown.components):
        names = {component.get("custom_id"), component.get("label")}
        names.add((component.get("emoji") or {}).get("name"))
        if named in names and component["type"] in {components.BUTTON, *components.SELECTS}:
            if component.get("disabled"):
                raise PermissionError(f"{named} is greyed out under {message}")
            return component
    raise LookupError(f"there is no {named} under {message}")


def chosen(component: Json, values: tuple[Any, ...], resolved: Resolved) -> Json:
    """Return what a menu sends when these are chosen; raise `ValueError` for what it lacks."""
    least, most = component.get("min_values", 1), component.get("max_values", 1)
    if not least <= len(values) <= most:
        raise ValueError(f"{component['custom_id']} takes {least} to {most} choices")
    sent: Json = {"custom_id": component["custom_id"], "component_type": component["type"]}
    if component["type"] == components.SELECT:
        options = {option["value"] for option in component.get("options") or ()}
        labels = {option["label"]: option["value"] for option in component.get("options") or ()}
        picked = [value if value in options else labels.get(value) for value in values]
        if None in picked:
            raise ValueError(f"{component['custom_id']} has no {values}")
        return sent | {"values": picked}
    picked = [
        resolved.channel(value) if isinstance(value, Channel) else resolved.mentionable(value)
        for value in values
    ]
    return sent | {"values": picked} | resolved.write()
