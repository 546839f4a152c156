"""Reactions: https://docs.slack.dev/reference/methods/reactions.add and its like."""

from tests.doubles.slack.api.call import Call, Json
from tests.doubles.slack.api.methods import Method, Methods
from tests.doubles.slack.errors import Refused
from tests.doubles.slack.messages import Message
from tests.doubles.slack.wire import messages


async def add(call: Call) -> Json:
    """React as the bot."""
    if not call.parts.talk.react(_message(call), call.bot, _name(call)):
        raise Refused("already_reacted")
    return {}


async def remove(call: Call) -> Json:
    """Take a reaction of the bot back."""
    if not call.parts.talk.unreact(_message(call), call.bot, _name(call)):
        raise Refused("no_reaction")
    return {}


async def get(call: Call) -> Json:
    """Tell of the reactions to a message."""
    message = _message(call)
    written = call.parts.world.writer.in_channel(message)
    written |= {"reactions": messages.reactions(message), "permalink": message.link}
    return {"type": "message", "channel": message.channel.id, "message": written}


def _message(call: Call) -> Message:
    if not call.text("channel") or not call.text("timestamp"):
        raise Refused("no_item_specified")
    channel = call.channel()
    if not channel.has(call.bot):
        raise Refused("channel_not_found")
    return call.message(channel, "timestamp")


def _name(call: Call) -> str:
    name = call.text("name").strip(":")
    if not name or not name.isascii():
        raise Refused("invalid_name")
    return name


_WRITE = ("reactions:write",)
METHODS: Methods = {
    "reactions.add": Method(add, tier=3, scopes=_WRITE),
    "reactions.remove": Method(remove, tier=2, scopes=_WRITE),
    "reactions.get": Method(get, tier=3, scopes=("reactions:read",)),
}
