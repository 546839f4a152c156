"""The commands that the application has registered.

https://docs.discord.com/developers/interactions/application-commands
"""

import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.doubles.discord.declarations import problems_of
from tests.doubles.discord.errors import Refused, invalid_form, unknown
from tests.doubles.discord.kinds import CommandKind, Context
from tests.doubles.discord.rules import Rules
from tests.doubles.discord.snowflakes import Snowflakes

Json = dict[str, Any]
Scope = int | None

_MOST = {CommandKind.SLASH: 100, CommandKind.USER: 15, CommandKind.MESSAGE: 15}
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Command:
    """A registered command; `scope` is the server it is for, None for everywhere."""

    id: int
    version: int
    scope: Scope
    kind: CommandKind
    declared: Json

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.declared["name"])

    @property
    def contexts(self) -> list[int] | None:
        """The kinds of places where it is offered, None for all of them."""
        if self.declared.get("contexts") is not None:
            return list(self.declared["contexts"])
        # What `contexts` has replaced, and discord.py still sends.
        return [Context.GUILD.value] if self.declared.get("dm_permission") is False else None

    def write(self, application_id: int) -> Json:
        """Return the command as the API does."""
        shown = {
            "id": str(self.id),
            "application_id": str(application_id),
            "version": str(self.version),
            "default_member_permissions": None,
            "type": self.kind.value,
            "description": "",
            "nsfw": False,
            "integration_types": [0],
            "contexts": self.contexts,
        } | {key: value for key, value in self.declared.items() if value is not None}
        return shown | ({"guild_id": str(self.scope)} if self.scope is not None else {})


class Commands:
    """The registered commands. `syncs` counts bulk overwrites, `creates` commands that were new."""

    def __init__(self, ids: Snowflakes, rules: Rules) -> None:
        self.syncs = 0
        self.creates = 0
        self.writes: Counter[str] = Counter()
        self._ids = ids
        self._rules = rules
        self._scopes: dict[Scope, dict[int, Command]] = {}
        self._created: dict[Scope, deque[float]] = {}

    def of(self, scope: Scope) -> list[Command]:
        """Return the commands of a server, or those for everywhere."""
        return list(self._scopes.get(scope, {}).values())

    def names(self, scope: Scope = None) -> list[str]:
        """Return the names of the commands of a server, or of those for everywhere."""
        return [command.name for command in self.of(scope)]

    def get(self, scope: Scope, command_id: int) -> Command:
        """Return a command; raise `Refused` where there is none."""
        found = self._scopes.get(scope, {}).get(command_id)
        if found is None:
            raise unknown("command")
        return found

    def find(
        self, scope: Scope, kind: CommandKind, name: str, *, locale: str | None = None
    ) -> Command | None:
        """Return the command of a name, or of one in a language."""
        for each in self.of(scope):
            there = (each.declared.get("name_localizations") or {}).get(locale)
            if each.kind == kind and name in {each.name, there}:
                return each
        return None

    def overwrite(self, scope: Scope, declared: Sequence[Json]) -> list[Command]:
        """Replace all commands; one of the same name and kind keeps its id and is not new."""
        self.syncs += 1
        _check(declared)
        new = sum(self._twin(scope, each) is None for each in declared)
        self._count(scope, new)
        self._scopes[scope] = {each.id: each for each in self._made(scope, declared)}
        return self.of(scope)

    def upsert(self, scope: Scope, declared: Json) -> tuple[Command, bool]:
        """Make a command, or replace that of the same name; say whether it is new."""
        twin = self._twin(scope, declared)
        others = [each.declared for each in self.of(scope) if each is not twin]
        _check([*others, declared])
        self._count(scope, twin is None)
        command = self._make(scope, declared)
        self._scopes.setdefault(scope, {})[command.id] = command
        return command, twin is None

    def change(self, scope: Scope, command_id: int, changed: Json) -> Command:
        """Change a command."""
        old = self.get(scope, command_id)
        declared = old.declared | changed
        _check([declared])
        command = Command(old.id, self._ids.new(), scope, old.kind, declared)
        self._scopes[scope][old.id] = command
        return command

    def delete(self, scope: Scope, command_id: int) -> None:
        """Delete a command."""
        self.get(scope, command_id)
        del self._scopes[scope][command_id]

    def _made(self, scope: Scope, declared: Sequence[Json]) -> list[Command]:
        return [self._make(scope, each) for each in declared]

    def _make(self, scope: Scope, declared: Json) -> Command:
        twin = self._twin(scope, declared)
        if twin is not None and twin.declared == declared:
            return twin
        command_id = self._ids.new() if twin is None else twin.id
        return Command(command_id, self._ids.new(), scope, kind_of(declared), declared)

    def _twin(self, scope: Scope, declared: Json) -> Command | None:
        return self.find(scope, kind_of(declared), str(declared.get("name")))

    def _count(self, scope: Scope, new: int) -> None:
        created = self._created.setdefault(scope, deque())
        while created and created[0] < time.time() - _DAY:
            created.popleft()
        most = self._rules.command_creates_a_day
        if len(created) + new > most:
            words = f"Max number of daily application command creates has been reached ({most})"
            raise Refused(400, 30034, words)
        created.extend([time.time()] * new)
        self.creates += new


def kind_of(declared: Json) -> CommandKind:
    """Return what kind of command is declared."""
    return CommandKind(declared.get("type") or CommandKind.SLASH)


def _check(declared: Sequence[Json]) -> None:
    found: dict[str, tuple[str, str]] = {}
    for number, each in enumerate(declared):
        found |= problems_of(each, f"{number}." if len(declared) > 1 else "")
    if found:
        raise invalid_form(found)
    for kind, most in _MOST.items():
        if sum(kind_of(each) == kind for each in declared) > most:
            words = f"Maximum number of application commands reached ({most})."
            raise Refused(400, 30032, words)
    names = [(kind_of(each), each["name"]) for each in declared]
    if len(set(names)) < len(names):
        words = "Application command names must be unique"
        raise invalid_form({"name": ("APPLICATION_COMMANDS_DUPLICATE_NAME", words)})
