"""Typing and pins.

https://docs.discord.com/developers/resources/channel#trigger-typing-indicator, and
https://docs.discord.com/developers/resources/message#get-channel-pins
"""

from tests.doubles.discord.errors import missing_permissions
from tests.doubles.discord.messages import Message
from tests.doubles.discord.permissions import Permission, in_channel
from tests.doubles.discord.rest.call import Call, Json
from tests.doubles.discord.rest.router import Routes


async def typing(call: Call) -> None:
    """Show that the bot is typing."""
    call.parts.gestures.types(call.channel(Permission.SEND_MESSAGES), call.bot)


async def pin(call: Call) -> None:
    """Pin a message."""
    message = _pinnable(call)
    if message.pinned_at is None:
        call.parts.gestures.pin(message, call.bot)


async def unpin(call: Call) -> None:
    """Take a pin off."""
    call.parts.gestures.unpin(_pinnable(call))


def _pinnable(call: Call) -> Message:
    channel = call.channel()
    granted = in_channel(channel, call.bot)
    if not granted & (Permission.PIN_MESSAGES | Permission.MANAGE_MESSAGES):
        raise missing_permissions()
    return call.message(channel)


async def pins(call: Call) -> Json:
    """Return the pinned messages, the newest pin first."""
    channel = call.channel(Permission.READ_MESSAGE_HISTORY)
    pinned = [message for message in channel.messages if message.pinned_at is not None]
    pinned.sort(key=lambda message: message.pinned_at or 0, reverse=True)
    limit = call.limit(usual=50, most=50)
    return {
        "items": [call.pinned(message) for message in pinned[:limit]],
        "has_more": len(pinned) > limit,
    }


_PINS = "/channels/{channel}/messages/pins"
ROUTES: Routes = {
    "POST /channels/{channel}/typing": typing,
    f"GET {_PINS}": pins,
    f"PUT {_PINS}/{{message}}": pin,
    f"DELETE {_PINS}/{{message}}": unpin,
}
