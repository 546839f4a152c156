"""Finds the method that is called, and checks whether the caller may."""

from tests.doubles.slack.api import (
    assistant,
    auth,
    chat,
    conversations,
    files,
    history,
    oauth,
    reactions,
    streams,
    users,
    views,
)
from tests.doubles.slack.api.call import Call, Json
from tests.doubles.slack.api.methods import Method
from tests.doubles.slack.errors import Refused

METHODS: dict[str, Method] = {
    **assistant.METHODS,
    **auth.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **history.METHODS,
    **oauth.METHODS,
    **reactions.METHODS,
    **streams.METHODS,
    **users.METHODS,
    **views.METHODS,
}


def find(name: str) -> Method:
    """Return a method; raise `Refused` where there is none."""
    if name not in METHODS:
        raise Refused("unknown_method", req_method=name)
    return METHODS[name]


def admit(call: Call, method: Method) -> None:
    """Find out who calls; raise `Refused` if they may not.

    https://docs.slack.dev/authentication/tokens
    """
    if method.token == "none":
        return
    if not call.token:
        raise Refused("not_authed")
    world = call.parts.world
    if method.token == "app":
        if call.token != world.app.app_token:
            known = call.token in world.installations
            raise Refused("not_allowed_token_type" if known else "invalid_auth")
        return
    installation = world.installations.get(call.token)
    if installation is None:
        is_app = call.token == world.app.app_token
        raise Refused("not_allowed_token_type" if is_app else "invalid_auth")
    if installation.revoked:
        raise Refused("account_inactive")
    if installation.is_expired:
        raise Refused("token_expired")
    call.installation = installation
    call.require(*method.scopes)


async def run(call: Call, method: Method) -> Json:
    """Let a method do its work and return the answer."""
    return {"ok": True, **await method.handler(call)}
