"""Registering commands.

https://docs.discord.com/developers/interactions/application-commands#endpoints
"""

from typing import Any

from tests.doubles.discord.commands import Scope
from tests.doubles.discord.errors import Refused, bad_type, invalid_form, missing_access, unknown
from tests.doubles.discord.rest.call import Call, Json
from tests.doubles.discord.rest.response import Answer
from tests.doubles.discord.rest.router import Routes


async def listed(call: Call) -> list[Json]:
    """Return the commands."""
    return [_shown(call, each) for each in call.parts.commands.of(_scope(call))]


async def overwrite(call: Call) -> list[Json]:
    """Replace all commands."""
    if not isinstance(call.body, list):
        raise invalid_form({"_": bad_type("list")})
    made = call.parts.commands.overwrite(_scope(call), call.body)
    return [_shown(call, each) for each in made]


async def create(call: Call) -> Answer:
    """Make a command, or replace one of the same name."""
    command, new = call.parts.commands.upsert(_scope(call), call.json())
    return Answer(201 if new else 200, _shown(call, command))


async def get(call: Call) -> Json:
    """Return a command."""
    return _shown(call, call.parts.commands.get(_scope(call), call.id("command")))


async def edit(call: Call) -> Json:
    """Change a command."""
    changed = call.parts.commands.change(_scope(call), call.id("command"), call.json())
    return _shown(call, changed)


async def delete(call: Call) -> None:
    """Delete a command."""
    call.parts.commands.delete(_scope(call), call.id("command"))


async def permissions(call: Call) -> Json:
    """Return who may use a command in a server: nothing has been set."""
    raise Refused(404, 10066, "Unknown application command permissions")


async def no_emojis(call: Call) -> Json:
    """Return the emojis of the application: none."""
    _check_application(call)
    return {"items": []}


def _scope(call: Call) -> Scope:
    _check_application(call)
    if "guild" not in call.names:
        return None
    guild_id = call.id("guild")
    guild = call.parts.world.guilds.get(guild_id)
    if guild is None or not guild.has(call.bot):
        raise missing_access()
    return guild_id


def _check_application(call: Call) -> None:
    if call.id("application") != call.parts.world.application.id:
        raise unknown("application")


def _shown(call: Call, command: Any) -> Json:
    shown: Json = command.write(call.parts.world.application.id)
    return shown


_GLOBAL = "/applications/{application}/commands"
_GUILD = "/applications/{application}/guilds/{guild}/commands"
ROUTES: Routes = {
    f"{method} {base}{tail}": handler
    for base in (_GLOBAL, _GUILD)
    for method, tail, handler in (
        ("GET", "", listed),
        ("PUT", "", overwrite),
        ("POST", "", create),
        ("GET", "/{command}", get),
        ("PATCH", "/{command}", edit),
        ("DELETE", "/{command}", delete),
    )
} | {
    f"GET {_GUILD}/{{command}}/permissions": permissions,
    "GET /applications/{application}/emojis": no_emojis,
}
