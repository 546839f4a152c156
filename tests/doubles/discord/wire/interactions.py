"""Interactions as JSON.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object
"""

from typing import TYPE_CHECKING, Any

from tests.doubles.discord.interactions import Interaction
from tests.doubles.discord.kinds import InteractionKind
from tests.doubles.discord.permissions import in_channel
from tests.doubles.discord.wire import people, places

if TYPE_CHECKING:
    from tests.doubles.discord.rules import Rules
    from tests.doubles.discord.world import World

Json = dict[str, Any]


def interaction(which: Interaction, world: "World", rules: "Rules") -> Json:
    """Return an interaction as INTERACTION_CREATE tells of it."""
    channel, person = which.channel, which.person
    granted = people.bits(in_channel(channel, person))
    shown: Json = {
        "id": str(which.id),
        "application_id": str(world.application.id),
        "type": which.kind.value,
        "token": which.token,
        "version": 1,
        "data": which.data,
        "channel_id": str(channel.id),
        "channel": places.channel(channel, person) | {"permissions": granted},
        "app_permissions": people.bits(in_channel(channel, world.bot)),
        "locale": person.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": which.owners,
        "context": which.context.value,
        "attachment_size_limit": rules.file_size,
    }
    guild = channel.guild
    if guild is None:
        shown["user"] = people.user(person)
    else:
        shown |= {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": people.member(
                guild.members[person.id], permissions=in_channel(channel, person)
            ),
        }
    if which.source is not None:
        shown["message"] = world.writer.write(which.source)
    return shown


def metadata(which: Interaction) -> Json:
    """Return how a message tells of the interaction that it came from."""
    shown: Json = {
        "id": str(which.id),
        "type": which.kind.value,
        "user": people.user(which.person),
        "authorizing_integration_owners": which.owners,
    }
    if which.kind == InteractionKind.COMMAND:
        shown |= {"name": which.name, "command_type": which.data["type"]}
        if which.data.get("target_id"):
            key = "target_message_id" if which.data["type"] == 3 else "target_user"
            shown[key] = which.data["target_id"] if which.data["type"] == 3 else shown["user"]
    if which.kind == InteractionKind.COMPONENT and which.source is not None:
        shown["interacted_message_id"] = str(which.source.id)
    if which.trigger is not None:
        shown["triggering_interaction_metadata"] = metadata(which.trigger)
    return shown
