"""Webhooks of channels: making them, and speaking through them.

https://docs.discord.com/developers/resources/webhook
"""

import secrets
import time

from tests.doubles.discord import forms
from tests.doubles.discord.channels import Channel, OwnHook
from tests.doubles.discord.errors import Refused, invalid_form, required, unknown, wrong_length
from tests.doubles.discord.mentions import read_allowed
from tests.doubles.discord.messages import Message
from tests.doubles.discord.permissions import Permission
from tests.doubles.discord.rest.call import Call, Json, snowflake
from tests.doubles.discord.rest.router import Routes
from tests.doubles.discord.talk import Origin
from tests.doubles.discord.users import User
from tests.doubles.discord.wire import people

_MOST_HOOKS = 15
_INCOMING = 1
_UNSPEAKABLE = ("discord", "clyde")


async def listed(call: Call) -> list[Json]:
    """Return the webhooks of a channel."""
    channel = call.channel(Permission.MANAGE_WEBHOOKS)
    return [_written(call, hook) for hook in _hooks(call, channel)]


async def create(call: Call) -> Json:
    """Make a webhook in a channel."""
    channel = call.channel(Permission.MANAGE_WEBHOOKS)
    if channel.is_thread:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    if len(_hooks(call, channel)) >= _MOST_HOOKS:
        raise Refused(400, 30007, "Maximum number of webhooks reached (15)")
    name = str(call.json().get("name") or "")
    _check_name(name, "name")
    world = call.parts.world
    hook = OwnHook(world.ids.new(), channel, name, secrets.token_urlsafe(50))
    world.hooks[hook.id] = hook
    return _written(call, hook)


async def execute(call: Call) -> Json | None:
    """Say something through a webhook, in a name of its own for this one message."""
    hook, raw = _hook(call), call.json()
    channel = _where(call, hook)
    name = raw.get("username") or hook.name
    _check_name(name, "username")
    draft = forms.read_new(call, raw, channel)
    forms.require_something(draft)
    speaker = User(hook.id, name, bot=True, picture=raw.get("avatar_url"))
    origin = Origin(webhook_id=hook.id, application_id=call.parts.world.application.id)
    message = call.parts.talk.post(channel, speaker, draft, origin)
    return call.written(message) if call.query.get("wait") in {"1", "true"} else None


async def get(call: Call) -> Json:
    """Return a message of a webhook."""
    return call.written(_message(call))


async def edit(call: Call) -> Json:
    """Edit a message of a webhook."""
    message, raw = _message(call), call.json()
    version = forms.read_edit(call, raw, message, time.monotonic())
    allowed = read_allowed(raw.get("allowed_mentions"))
    return call.written(call.parts.talk.edit(message, version, allowed=allowed))


async def delete(call: Call) -> None:
    """Delete a message of a webhook."""
    call.parts.talk.delete(_message(call))


async def remove(call: Call) -> None:
    """Delete a webhook."""
    hook = call.parts.world.hooks.get(call.id("application"))
    if hook is None:
        raise unknown("webhook")
    call.require(hook.channel, Permission.MANAGE_WEBHOOKS)
    del call.parts.world.hooks[hook.id]


def _hooks(call: Call, channel: Channel) -> list[OwnHook]:
    return [hook for hook in call.parts.world.hooks.values() if hook.channel is channel]


def _hook(call: Call) -> OwnHook:
    found = call.parts.world.hooks.get(call.id("application"))
    if found is None:
        raise unknown("webhook")
    if found.token != call.names["token"]:
        raise Refused(401, 50027, "Invalid Webhook Token")
    return found


def _where(call: Call, hook: OwnHook) -> Channel:
    raw = call.query.get("thread_id")
    if raw is None:
        if hook.channel.deleted:
            raise unknown("channel")
        return hook.channel
    thread = call.parts.world.channel(snowflake(raw, path="thread_id"))
    if thread.parent is not hook.channel:
        raise unknown("channel")
    call.parts.threads.wake(thread, call.bot)
    return thread


def _message(call: Call) -> Message:
    hook = _hook(call)
    found = _where(call, hook).get(call.id("message"))
    if found is None or found.webhook_id != hook.id:
        raise unknown("message")
    return found


def _check_name(name: str, path: str) -> None:
    if not name:
        raise invalid_form({path: required()})
    if len(name) > 80:
        raise invalid_form({path: wrong_length(1, 80)})
    for word in _UNSPEAKABLE:
        if word in name.lower():
            problem = ("USERNAME_INVALID_CONTAINS", f'Username cannot contain "{word}"')
            raise invalid_form({path: problem})


def _written(call: Call, hook: OwnHook) -> Json:
    return {
        "id": str(hook.id),
        "type": _INCOMING,
        "name": hook.name,
        "avatar": None,
        "channel_id": str(hook.channel.id),
        "guild_id": str(hook.channel.guild.id) if hook.channel.guild else None,
        "application_id": str(call.parts.world.application.id),
        "token": hook.token,
        "user": people.user(call.bot),
    }


ROUTES: Routes = {
    "GET /channels/{channel}/webhooks": listed,
    "POST /channels/{channel}/webhooks": create,
    "DELETE /webhooks/{application}": remove,
}
