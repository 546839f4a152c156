"""What follows the first answer to an interaction.

https://docs.discord.com/developers/interactions/receiving-and-responding#followup-messages
"""

from typing import Any

from tests.doubles.discord import forms
from tests.doubles.discord.errors import Refused, unknown
from tests.doubles.discord.interactions import Interaction
from tests.doubles.discord.messages import Message
from tests.doubles.discord.rest import webhooks
from tests.doubles.discord.rest.answering import SETTABLE, edit_answer, post_answer
from tests.doubles.discord.rest.call import Call, Json
from tests.doubles.discord.rest.router import Handler, Routes

_MOST_FOLLOWUPS_ELSEWHERE = 5


async def follow_up(call: Call) -> Json:
    """Say something more; while nothing was said yet, this is what was waited for."""
    interaction = _acknowledged(call)
    raw = call.json()
    original = interaction.original
    if original is not None and original.is_there and original.is_loading:
        return _written(call, edit_answer(call, original, raw))
    elsewhere = interaction.only_installed_by_person
    if elsewhere and len(interaction.followups) >= _MOST_FOLLOWUPS_ELSEWHERE:
        words = "This interaction has reached the maximum number of follow-up messages"
        raise Refused(400, 40094, words)
    draft = forms.read_new(call, raw, interaction.channel, flags=SETTABLE)
    forms.require_something(draft)
    message = post_answer(call, interaction, draft)
    interaction.followups.append(message)
    return _written(call, message)


async def get(call: Call) -> Json:
    """Return a message of an interaction."""
    return _written(call, _found(call, _acknowledged(call)))


async def edit(call: Call) -> Json:
    """Edit a message of an interaction."""
    return _written(call, edit_answer(call, _found(call, _acknowledged(call)), call.json()))


async def delete(call: Call) -> None:
    """Delete a message of an interaction."""
    call.parts.talk.delete(_found(call, _acknowledged(call)))


def _acknowledged(call: Call) -> Interaction:
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


def _either(of_interaction: Handler, of_webhook: Handler) -> Handler:
    """Do the one for the application's own id, and the other for that of a webhook."""

    async def handler(call: Call) -> Any:
        own = call.id("application") == call.parts.world.application.id
        return await (of_interaction if own else of_webhook)(call)

    return handler


_WEBHOOK = "/webhooks/{application}/{token}"
ROUTES: Routes = {
    f"POST {_WEBHOOK}": _either(follow_up, webhooks.execute),
    f"GET {_WEBHOOK}/messages/{{message}}": _either(get, webhooks.get),
    f"PATCH {_WEBHOOK}/messages/{{message}}": _either(edit, webhooks.edit),
    f"DELETE {_WEBHOOK}/messages/{{message}}": _either(delete, webhooks.delete),
}
