"""The first answer to an interaction.

https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object
"""

import time
from collections.abc import Callable

from tests.doubles.discord import components, forms, modals
from tests.doubles.discord.drafts import Draft
from tests.doubles.discord.errors import invalid_form, wrong_length
from tests.doubles.discord.interactions import Interaction
from tests.doubles.discord.kinds import (
    CallbackKind,
    InteractionKind,
    MessageFlag,
)
from tests.doubles.discord.rest.answering import SETTABLE, edit_answer, post_answer
from tests.doubles.discord.rest.call import Call, Json
from tests.doubles.discord.rest.router import Routes

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
    draft = forms.read_new(call, data, interaction.channel, flags=SETTABLE)
    forms.require_something(draft)
    interaction.original = post_answer(call, interaction, draft)


def _deferred(call: Call, interaction: Interaction, data: Json) -> None:
    chosen = MessageFlag(data.get("flags") or 0) & MessageFlag.EPHEMERAL
    draft = Draft(flags=chosen | MessageFlag.LOADING)
    interaction.original = post_answer(call, interaction, draft)


def _deferred_update(call: Call, interaction: Interaction, data: Json) -> None:
    interaction.original = interaction.source


def _update(call: Call, interaction: Interaction, data: Json) -> None:
    interaction.original = interaction.source
    if interaction.source is not None:
        edit_answer(call, interaction.source, data)


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
    problems = modals.problems(data)
    if problems:
        raise invalid_form(problems)
    numbered = components.numbered(data["components"])
    interaction.modal = data | {"components": list(numbered)}


_CALLBACKS: dict[CallbackKind, Callable[[Call, Interaction, Json], None]] = {
    CallbackKind.MESSAGE: _message,
    CallbackKind.DEFERRED_MESSAGE: _deferred,
    CallbackKind.DEFERRED_UPDATE: _deferred_update,
    CallbackKind.UPDATE: _update,
    CallbackKind.CHOICES: _choices,
    CallbackKind.MODAL: _modal,
}


ROUTES: Routes = {"POST /interactions/{interaction}/{token}/callback": callback}
