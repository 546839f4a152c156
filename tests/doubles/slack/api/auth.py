"""Who calls: https://docs.slack.dev/reference/methods/auth.test, and connections of Socket Mode."""

from tests.doubles.slack.api.call import Call, Json
from tests.doubles.slack.api.methods import Method, Methods
from tests.doubles.slack.wire import people


async def test(call: Call) -> Json:
    """Tell who the token belongs to."""
    installation = call.installation
    workspace = installation.workspace
    said: Json = {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": call.bot.name,
        "team_id": workspace.id,
        "user_id": call.bot.id,
        "bot_id": call.bot.bot_id,
        "is_enterprise_install": installation.enterprise is not None,
    }
    if workspace.enterprise is not None:
        said["enterprise_id"] = workspace.enterprise.id
    if installation.enterprise is not None:
        said |= {"team_id": installation.enterprise.id, "team": installation.enterprise.name}
    return said


async def open_connection(call: Call) -> Json:
    """Return an address for Socket Mode."""
    return {"url": call.parts.sockets.ticket()}


async def team(call: Call) -> Json:
    """Tell of the workspace."""
    wanted = call.text("team") or call.text("team_id")
    installation = call.installation
    found = next((each for each in installation.workspaces if each.id == wanted), None)
    return {"team": people.workspace(found or installation.workspace)}


METHODS: Methods = {
    "auth.test": Method(test, tier=0),
    "apps.connections.open": Method(open_connection, tier=3, token="app"),
    "team.info": Method(team, tier=3, scopes=("team:read",)),
}
