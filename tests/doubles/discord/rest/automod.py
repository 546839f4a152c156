"""The rules of AutoMod.

https://docs.discord.com/developers/resources/auto-moderation
"""

from typing import Any

from tests.doubles.discord.errors import (
    Refused,
    invalid_form,
    missing_permissions,
    required,
    wrong_length,
)
from tests.doubles.discord.guilds import Guild
from tests.doubles.discord.permissions import Permission, in_guild
from tests.doubles.discord.rest.call import Call, Json
from tests.doubles.discord.rest.router import Routes

# Kind of trigger -> how many rules of it a server has at most.
_MOST_RULES = {1: 6, 3: 1, 4: 1, 5: 1, 6: 1}
_LONGEST_NAME = 100
# Field of the metadata -> most entries, longest entry.
_LISTS = {"keyword_filter": (1000, 60), "regex_patterns": (10, 260), "allow_list": (100, 60)}


async def listed(call: Call) -> list[Json]:
    """Return the rules of a server."""
    return list(_home(call).automod.values())


async def create(call: Call) -> Json:
    """Make a rule."""
    home, raw = _home(call), call.json()
    lacking = [name for name in ("name", "event_type", "trigger_type", "actions") if not raw[name]]
    if lacking:
        raise invalid_form({name: required() for name in lacking})
    kind = int(raw["trigger_type"])
    same = [rule for rule in home.automod.values() if rule["trigger_type"] == kind]
    if len(same) >= _MOST_RULES.get(kind, 0):
        problem = ("AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED", "Max rules of this type exceeded.")
        raise invalid_form({"trigger_type": problem})
    number = call.parts.world.ids.new()
    rule = {
        "id": str(number),
        "guild_id": str(home.id),
        "creator_id": str(call.bot.id),
        "enabled": False,
        "exempt_roles": [],
        "exempt_channels": [],
    }
    home.automod[number] = _changed(rule | {"trigger_type": kind}, raw)
    return home.automod[number]


async def edit(call: Call) -> Json:
    """Change a rule."""
    home, number = _home(call), call.id("rule")
    home.automod[number] = _changed(_rule(home, number), call.json())
    return home.automod[number]


async def delete(call: Call) -> None:
    """Take a rule away."""
    home, number = _home(call), call.id("rule")
    _rule(home, number)
    del home.automod[number]


def _home(call: Call) -> Guild:
    home = call.guild()
    if Permission.MANAGE_GUILD not in in_guild(home, call.bot):
        raise missing_permissions()
    return home


def _rule(home: Guild, number: int) -> Json:
    if number not in home.automod:
        raise Refused(404, 10066, "Unknown Auto Moderation Rule")
    return home.automod[number]


def _changed(rule: Json, raw: Json) -> Json:
    fields = ("name", "event_type", "trigger_metadata", "actions", "enabled")
    changed = rule | {name: raw[name] for name in fields if name in raw}
    if not 1 <= len(changed["name"]) <= _LONGEST_NAME:
        raise invalid_form({"name": wrong_length(1, _LONGEST_NAME)})
    _check_lists(changed.get("trigger_metadata") or {})
    return changed


def _check_lists(metadata: dict[str, Any]) -> None:
    for name, (most, longest) in _LISTS.items():
        entries = metadata.get(name) or []
        if len(entries) > most:
            raise invalid_form({f"trigger_metadata.{name}": wrong_length(0, most)})
        for place, entry in enumerate(entries):
            if not 1 <= len(entry) <= longest:
                path = f"trigger_metadata.{name}.{place}"
                raise invalid_form({path: wrong_length(1, longest)})


_RULES = "/guilds/{guild}/auto-moderation/rules"
ROUTES: Routes = {
    f"GET {_RULES}": listed,
    f"POST {_RULES}": create,
    f"PATCH {_RULES}/{{rule}}": edit,
    f"DELETE {_RULES}/{{rule}}": delete,
}
