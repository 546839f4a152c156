"""Answering interactions: the first answer, and what follows it.

https://docs.discord.com/developers/interactions/receiving-and-responding#endpoints
"""

import time
from collections.abc import Callable
from dataclasses import replace

from tests.doubles.discord import components, forms
from tests.doubles.discord.drafts import Draft
from tests.doubles.discord.errors import (
    Problems,
    Refused,
    invalid_form,
    required,
    unknown,
    wrong_length,
)
from tests.doubles.discord.interactions import Interaction
from tests.doubles.discord.kinds import (
    CallbackKind,
    InteractionKind,
    MessageFlag,
    MessageKind,
)
from tests.doubles.discord.mentions import read_allowed
from tests.doubles.discord.messages import Message, refer
from tests.doubles.discord.permissions import Permission, in_channel
from tests.doubles.discord.rest.call import Call, Json
from tests.doubles.discord.rest.router import Routes
from tests.doubles.discord.talk import Origin
from tests.doubles.discord.wire import interactions as wire

_SETTABLE = (
    MessageFlag.SUPPRESS_EMBEDS
    | MessageFlag.EPHEMERAL
    | MessageFlag.SUPPRESS_NOTIFICATIONS
    | MessageFlag.VOICE
    | MessageFlag.COMPONENTS_V2
)
_MOST_FOLLOWUPS_ELSEWHERE = 5
_MOST_CHOICES = 25

_ANSWERS = {
    InteractionKind.COMMAND: {4, 5, 9},
    InteractionKind.COMPONENT: {4, 5, 6, 7, 9},
    InteractionKind.AUTOCOMPLETE: {8},
    InteractionKind.MODAL: {4, 5, 6, 7},
}


async def callback(call: Call) -> Json | None:
    """Give the first answer to an interaction."""
    waiting = call.parts.interactions
    interaction = waiting.to_acknowledge(call.id("interaction"), call.names["token"])
    raw = call.json()
    possible = _ANSWERS[interaction.kind]
    if interaction.kind == InteractionKind.MODAL and interaction.source is None:
        possible = possible - {6, 7}
    if raw.get("type") not in possible:
        words = f"Value must be one of {possible}."
        raise invalid_form({"type": ("BASE_TYPE_CHOICES", words)})
    kind = CallbackKind(raw["type"])
    _CALLBACKS[kind](call, interaction, raw.get("data") or {})
    interaction.callback = kind
    interaction.acknowledged_at = time.monotonic()
    call.parts.world.changes.changed()
    return _resource(call, interaction, kind) if call.query.get("with_response") else None


def _resource(call: Call, interaction: Interaction, kind: CallbackKind) -> Json:
    about: Json = {"id": str(interaction.id), "type": interaction.kind.value}
    resource: Json = {"type": kind.value}
    message = interaction.original
    if message is not None:
        about |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.is_loading,
            "response_message_ephemeral": message.only_for is not None,
        }
        resource["message"] = call.parts.world.writer.write(message)
    return {"interaction": about, "resource": resource}


def _message(call: Call, interaction: Interaction, data: Json) -> None:
    draft = forms.read_new(call, data, interaction.channel, flags=_SETTABLE)
    forms.require_something(draft)
    interaction.original = _post(call, interaction, draft)


def _deferred(call: Call, interaction: Interaction, data: Json) -> None:
    chosen = MessageFlag(data.get("flags") or 0) & MessageFlag.EPHEMERAL
    draft = Draft(flags=chosen | MessageFlag.LOADING)
    interaction.original = _post(call, interaction, draft)


def _deferred_update(call: Call, interaction: Interaction, data: Json) -> None:
    interaction.original = interaction.source


def _update(call: Call, interaction: Interaction, data: Json) -> None:
    interaction.original = interaction.source
    if interaction.source is not None:
        _edit(call, interaction.source, data)


def _choices(call: Call, interaction: Interaction, data: Json) -> None:
    choices = data.get("choices") or []
    problems: dict[str, tuple[str, str]] = {}
    if len(choices) > _MOST_CHOICES:
        problems["data.choices"] = wrong_length(0, _MOST_CHOICES)
    for number, choice in enumerate(choices):
        for key in ("name", "value"):
            text = choice.get(key)
            if isinstance(text, str) and not 1 <= len(text) <= 100:
                problems[f"data.choices.{number}.{key}"] = wrong_length(1, 100)
    if problems:
        raise invalid_form(problems)
    interaction.choices = list(choices)


def _modal(call: Call, interaction: Interaction, data: Json) -> None:
    problems = _modal_problems(data)
    if problems:
        raise invalid_form(problems)
    numbered = components.numbered(data["components"])
    interaction.modal = data | {"components": list(numbered)}


def _modal_problems(data: Json) -> Problems:
    problems: dict[str, tuple[str, str]] = {}
    for key, most in (("title", 45), ("custom_id", 100)):
        if not 1 <= len(data.get(key) or "") <= most:
            problems[f"data.{key}"] = wrong_length(1, most)
    if not 1 <= len(data.get("components") or ()) <= 5:
        problems["data.components"] = wrong_length(1, 5)
    for path, each in components.walk(data.get("components") or (), "data.components"):
        if each["type"] == components.LABEL and not 1 <= len(each.get("label") or "") <= 45:
            problems[f"{path}.label"] = wrong_length(1, 45)
        if each["type"] == components.TEXT_INPUT and not each.get("custom_id"):
            problems[f"{path}.custom_id"] = required()
    return problems


_CALLBACKS: dict[CallbackKind, Callable[[Call, Interaction, Json], None]] = {
    CallbackKind.MESSAGE: _message,
    CallbackKind.DEFERRED_MESSAGE: _deferred,
    CallbackKind.DEFERRED_UPDATE: _deferred_update,
    CallbackKind.UPDATE: _update,
    CallbackKind.CHOICES: _choices,
    CallbackKind.MODAL: _modal,
}


def _post(call: Call, interaction: Interaction, draft: Draft) -> Message:
    channel, person = interaction.channel, interaction.person
    outside = Permission.USE_EXTERNAL_APPS not in in_channel(channel, person)
    if interaction.only_installed_by_person and outside:
        # https://docs.discord.com/developers/topics/permissions: such answers only they see.
        draft = replace(draft, flags=draft.flags | MessageFlag.EPHEMERAL)
    ephemeral = MessageFlag.EPHEMERAL in draft.flags
    origin = Origin(
        metadata=wire.metadata(interaction),
        webhook_id=call.parts.world.application.id,
        only_for=person if ephemeral else None,
    )
    return call.parts.talk.post(channel, call.bot, _placed(interaction, draft), origin)


def _placed(interaction: Interaction, draft: Draft) -> Draft:
    answered = interaction.original or interaction.source
    if answered is not None:
        return replace(draft, kind=MessageKind.REPLY, reference=refer(answered), answers=answered)
    on_message = interaction.data.get("type", 1) != 1
    return replace(draft, kind=MessageKind.CONTEXT_MENU if on_message else MessageKind.SLASH)


def _edit(call: Call, message: Message, raw: Json) -> Message:
    version = forms.read_edit(call, raw, message, time.monotonic())
    allowed = read_allowed(raw.get("allowed_mentions"))
    return call.parts.talk.edit(message, version, allowed=allowed)


async def follow_up(call: Call) -> Json:
    """Say something more; while nothing was said yet, this is what was waited for."""
    interaction = _acknowledged(call)
    raw = call.json()
    original = interaction.original
    if original is not None and original.is_there and original.is_loading:
        return _written(call, _edit(call, original, raw))
    elsewhere = interaction.only_installed_by_person
    if elsewhere and len(interaction.followups) >= _MOST_FOLLOWUPS_ELSEWHERE:
        words = "This interaction has reached the maximum number of follow-up messages"
        raise Refused(400, 40094, words)
    draft = forms.read_new(call, raw, interaction.channel, flags=_SETTABLE)
    forms.require_something(draft)
    message = _post(call, interaction, draft)
    interaction.followups.append(message)
    return _written(call, message)


async def get(call: Call) -> Json:
    """Return a message of an interaction."""
    return _written(call, _found(call, _acknowledged(call)))


async def edit(call: Call) -> Json:
    """Edit a message of an interaction."""
    return _written(call, _edit(call, _found(call, _acknowledged(call)), call.json()))


async def delete(call: Call) -> None:
    """Delete a message of an interaction."""
    call.parts.talk.delete(_found(call, _acknowledged(call)))


def _acknowledged(call: Call) -> Interaction:
    if call.id("application") != call.parts.world.application.id:
        raise unknown("webhook")
    return call.parts.interactions.acknowledged(call.names["token"])


def _found(call: Call, interaction: Interaction) -> Message:
    if call.names["message"] == "@original":
        found = interaction.original
    else:
        wanted = call.id("message")
        mine = [interaction.original, interaction.source, *interaction.followups]
        found = next((each for each in mine if each is not None and each.id == wanted), None)
    if found is None or not found.is_there:
        raise unknown("message")
    return found


def _written(call: Call, message: Message) -> Json:
    shown: Json = call.parts.world.writer.write(message)
    return shown


_WEBHOOK = "/webhooks/{application}/{token}"
ROUTES: Routes = {
    "POST /interactions/{interaction}/{token}/callback": callback,
    f"POST {_WEBHOOK}": follow_up,
    f"GET {_WEBHOOK}/messages/{{message}}": get,
    f"PATCH {_WEBHOOK}/messages/{{message}}": edit,
    f"DELETE {_WEBHOOK}/messages/{{message}}": delete,
}
