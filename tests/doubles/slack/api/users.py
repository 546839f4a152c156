"""People: https://docs.slack.dev/reference/methods/users.info and its like."""

from tests.doubles.slack.api.call import Call, Json
from tests.doubles.slack.api.methods import Method, Methods
from tests.doubles.slack.api.pages import metadata, page
from tests.doubles.slack.errors import Refused
from tests.doubles.slack.wire import people


async def info(call: Call) -> Json:
    """Tell of one member."""
    return {"user": people.user(call.user())}


async def members(call: Call) -> Json:
    """Tell of all members, a page at a time."""
    users = [user for each in call.installation.workspaces for user in each.users.values()]
    most = call.parts.rules.list_most
    found, cursor = page(users, call.text("cursor"), call.limit(most, most), name="users")
    return {"members": [people.user(user) for user in found], **metadata(cursor)}


async def bot(call: Call) -> Json:
    """Tell of a bot."""
    wanted = call.need("bot")
    for workspace in call.installation.workspaces:
        for user in workspace.users.values():
            if user.bot_id == wanted:
                return {"bot": people.bot_profile(user)}
    raise Refused("bot_not_found")


_READ = ("users:read",)
METHODS: Methods = {
    "users.info": Method(info, tier=4, scopes=_READ),
    "users.list": Method(members, tier=2, scopes=_READ),
    "bots.info": Method(bot, tier=3, scopes=_READ),
}
