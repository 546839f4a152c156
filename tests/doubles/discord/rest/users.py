"""Users, the application and the gateway's address.

https://docs.discord.com/developers/resources/user, .../resources/application
"""

from tests.doubles.discord.errors import invalid_form, unknown, wrong_length
from tests.doubles.discord.permissions import in_guild
from tests.doubles.discord.rest.call import Call, Json, snowflake
from tests.doubles.discord.rest.router import Routes
from tests.doubles.discord.wire import people, places


async def me(call: Call) -> Json:
    """Return the bot."""
    return people.myself(call.bot)


async def rename(call: Call) -> Json:
    """Change the name of the bot."""
    name = call.json().get("username")
    if name is not None:
        if not 2 <= len(name) <= 32:
            raise invalid_form({"username": wrong_length(2, 32)})
        call.bot.name = name
    return people.myself(call.bot)


async def user(call: Call) -> Json:
    """Return a user."""
    return people.user(call.user())


async def guilds(call: Call) -> list[Json]:
    """Return the servers that the bot is in."""
    found = [each for each in call.parts.world.guilds.values() if each.has(call.bot)]
    return [
        places.guild(each)
        | {"owner": each.owner is call.bot, "permissions": people.bits(in_guild(each, call.bot))}
        for each in found
    ]


async def leave(call: Call) -> None:
    """Leave a server."""
    call.parts.members.leaves(call.guild(), call.bot)


async def open_dm(call: Call) -> Json:
    """Open the conversation with somebody."""
    raw = call.json().get("recipient_id")
    found = call.parts.world.users.get(snowflake(raw, path="recipient_id"))
    if found is None or found is call.bot:
        raise unknown("user")
    return places.channel(call.parts.world.dm(found))


async def application(call: Call) -> Json:
    """Return the application."""
    return call.parts.world.application.write()


async def gateway(call: Call) -> Json:
    """Return the address of the gateway."""
    return {"url": call.parts.gateway.url}


async def gateway_for_bot(call: Call) -> Json:
    """Return the address of the gateway with the recommended number of shards."""
    return call.parts.gateway.recommendation()


ROUTES: Routes = {
    "GET /users/@me": me,
    "PATCH /users/@me": rename,
    "GET /users/{user}": user,
    "GET /users/@me/guilds": guilds,
    "DELETE /users/@me/guilds/{guild}": leave,
    "POST /users/@me/channels": open_dm,
    "GET /applications/@me": application,
    "GET /oauth2/applications/@me": application,
    "PATCH /applications/@me": application,
    "GET /gateway": gateway,
    "GET /gateway/bot": gateway_for_bot,
}
