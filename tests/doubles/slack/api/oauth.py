"""Installing and leaving: https://docs.slack.dev/reference/methods/oauth.v2.access."""

import time

from tests.doubles.slack.api.call import Call, Json
from tests.doubles.slack.api.methods import Method, Methods
from tests.doubles.slack.errors import Refused
from tests.doubles.slack.workspaces import Installation


async def access(call: Call) -> Json:
    """Exchange a code, or a refresh token, for a token."""
    _check_client(call)
    match call.text("grant_type"):
        case "refresh_token":
            return _answer(call, call.parts.installing.refresh(call.text("refresh_token")))
        case "" | "authorization_code":
            return _answer(call, call.parts.installing.redeem(call.text("code")))
    raise Refused("invalid_grant_type")


def _check_client(call: Call) -> None:
    app = call.parts.world.app
    given = call.basic or (call.text("client_id"), call.text("client_secret"))
    if given[0] != app.client_id:
        raise Refused("invalid_client_id")
    if given[1] != app.client_secret:
        raise Refused("bad_client_secret")


def _answer(call: Call, installation: Installation) -> Json:
    enterprise = installation.enterprise or installation.workspace.enterprise
    workspace = installation.workspace
    everywhere = installation.enterprise is not None
    installer = installation.installer
    said: Json = {
        "access_token": installation.token,
        "token_type": "bot",
        "scope": ",".join(installation.scopes),
        "bot_user_id": installation.bot.id,
        "app_id": call.parts.world.app.id,
        "team": None if everywhere else {"name": workspace.name, "id": workspace.id},
        "enterprise": {"name": enterprise.name, "id": enterprise.id} if enterprise else None,
        "authed_user": {"id": installer.id} if installer else {},
        "is_enterprise_install": everywhere,
    }
    if installation.expires_at is not None:
        left = max(0, round(installation.expires_at - time.time()))
        said |= {"expires_in": left, "refresh_token": installation.refresh_token}
    return said


async def revoke(call: Call) -> Json:
    """Take the token of the call back."""
    if call.flag("test"):
        return {"revoked": False}
    call.parts.installing.revoke(call.installation)
    return {"revoked": True}


async def uninstall(call: Call) -> Json:
    """Remove the app from the workspace of the token."""
    _check_client(call)
    call.parts.installing.uninstall(call.installation)
    return {}


METHODS: Methods = {
    "oauth.v2.access": Method(access, tier=0, token="none"),
    "auth.revoke": Method(revoke, tier=3),
    "apps.uninstall": Method(uninstall, tier=1),
}
