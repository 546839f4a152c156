"""Messages that answer interactions."""

import time
from dataclasses import replace

from tests.doubles.discord import forms
from tests.doubles.discord.drafts import Draft
from tests.doubles.discord.interactions import Interaction
from tests.doubles.discord.kinds import MessageFlag, MessageKind
from tests.doubles.discord.mentions import read_allowed
from tests.doubles.discord.messages import Message, refer
from tests.doubles.discord.permissions import Permission, in_channel
from tests.doubles.discord.rest.call import Call, Json
from tests.doubles.discord.talk import Origin
from tests.doubles.discord.wire import interactions as wire

SETTABLE = (
    MessageFlag.SUPPRESS_EMBEDS
    | MessageFlag.EPHEMERAL
    | MessageFlag.SUPPRESS_NOTIFICATIONS
    | MessageFlag.VOICE
    | MessageFlag.COMPONENTS_V2
)


def post_answer(call: Call, interaction: Interaction, draft: Draft) -> Message:
    """Post a message that answers an interaction."""
    channel, person = interaction.channel, interaction.person
    outside = Permission.USE_EXTERNAL_APPS not in in_channel(channel, person)
    if interaction.only_installed_by_person and outside:
        # https://docs.discord.com/developers/topics/permissions: such answers only they see.
        draft = replace(draft, flags=draft.flags | MessageFlag.EPHEMERAL)
    ephemeral = MessageFlag.EPHEMERAL in draft.flags
    origin = Origin(
        metadata=wire.metadata(interaction),
        webhook_id=call.parts.world.application.id,
        application_id=call.parts.world.application.id,
        only_for=person if ephemeral else None,
    )
    return call.parts.talk.post(channel, call.bot, _placed(interaction, draft), origin)


def _placed(interaction: Interaction, draft: Draft) -> Draft:
    answered = interaction.original or interaction.source
    if answered is not None:
        return replace(draft, kind=MessageKind.REPLY, reference=refer(answered), answers=answered)
    on_message = interaction.data.get("type", 1) != 1
    return replace(draft, kind=MessageKind.CONTEXT_MENU if on_message else MessageKind.SLASH)


def edit_answer(call: Call, message: Message, raw: Json) -> Message:
    """Edit a message that answers an interaction, or whose button it was."""
    version = forms.read_edit(call, raw, message, time.monotonic())
    allowed = read_allowed(raw.get("allowed_mentions"))
    return call.parts.talk.edit(message, version, allowed=allowed)
