"""Modals and home tabs: https://docs.slack.dev/surfaces/modals.

A modal is opened with a trigger, which a person gives by doing something, and for a moment only.
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.slack.errors import Refused
from tests.doubles.slack.users import User
from tests.doubles.slack.world import World

Json = dict[str, Any]
_DEEPEST = 3


@dataclass(slots=True, eq=False)
class View:
    """What one person sees: a modal or a home tab. `contents` are all it showed, oldest first."""

    id: str
    user: User
    contents: list[Json]
    hash: str
    previous: "View | None" = None
    opened_at: float = field(default_factory=time.monotonic)
    is_open: bool = True
    # What the app found wrong with what was filled in, by block.
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def content(self) -> Json:
        """What it shows now, as the app gave it."""
        return self.contents[-1]

    @property
    def blocks(self) -> list[Json]:
        """The blocks that it shows now."""
        found: list[Json] = self.content.get("blocks") or []
        return found

    @property
    def title(self) -> str:
        """The title of a modal."""
        return str((self.content.get("title") or {}).get("text") or "")

    @property
    def callback_id(self) -> str:
        """The callback id."""
        return str(self.content.get("callback_id") or "")

    @property
    def root(self) -> "View":
        """The view at the bottom of the stack."""
        return self.previous.root if self.previous else self

    def show(self, content: Json) -> None:
        """Show something else."""
        self.contents.append(content)
        self.hash = _hash()
        self.errors = {}


@dataclass(slots=True, eq=False)
class _Trigger:
    user: User
    until: float
    used: bool = False


class Views:
    """The views of everybody. `modals` are stacks by user, `homes` the home tabs."""

    def __init__(self, world: World) -> None:
        self.all: dict[str, View] = {}
        self.homes: dict[User, View] = {}
        self.modals: dict[User, list[View]] = {}
        self._world = world
        self._triggers: dict[str, _Trigger] = {}

    def trigger(self, user: User) -> str:
        """Return a trigger id that serves once, and soon."""
        trigger_id = f"{time.time_ns() // 1_000_000}.{user.id}.{secrets.token_hex(16)}"
        until = time.monotonic() + self._world.rules.trigger_lasts
        self._triggers[trigger_id] = _Trigger(user, until)
        return trigger_id

    def exchange(self, trigger_id: str) -> User:
        """Use a trigger up; raise `Refused`."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if trigger.until < time.monotonic():
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def open(self, user: User, content: Json) -> View:
        """Open a modal, which closes those that were open."""
        self.clear(user)
        return self.push(user, content)

    def push(self, user: User, content: Json) -> View:
        """Put a modal on top of those that are open; raise `Refused` when there are too many."""
        stack = self.modals.setdefault(user, [])
        if len(stack) >= _DEEPEST:
            raise Refused("push_limit_reached")
        view = self._new(user, content)
        view.previous = stack[-1] if stack else None
        stack.append(view)
        return view

    def publish(self, user: User, content: Json, hash_: str = "") -> View:
        """Show a home tab; raise `Refused` if it has changed since `hash_`."""
        view = self.homes.get(user)
        if view is None:
            view = self.homes[user] = self._new(user, content)
        else:
            _check_hash(view, hash_)
            view.show(content)
        self._world.changes.changed()
        return view

    def update(self, view: View, content: Json, hash_: str = "") -> None:
        """Show something else in a view; raise `Refused` if it has changed since `hash_`."""
        _check_hash(view, hash_)
        view.show(content)
        self._world.changes.changed()

    def close(self, view: View) -> None:
        """Close a modal; what was below it is seen again."""
        view.is_open = False
        self.modals.get(view.user, []).remove(view)
        self._world.changes.changed()

    def clear(self, user: User) -> None:
        """Close all modals of a person."""
        for view in self.modals.pop(user, []):
            view.is_open = False
        self._world.changes.changed()

    def find(self, view_id: str, external_id: str) -> View:
        """Return a view that is open; raise `Refused` where there is none."""
        for view in self.all.values():
            named = view.id == view_id or external_id == view.content.get("external_id")
            if named and view.is_open:
                return view
        raise Refused("not_found")

    def _new(self, user: User, content: Json) -> View:
        view = View(self._world.ids.new("V"), user, [content], _hash())
        self.all[view.id] = view
        self._world.changes.changed()
        return view


def _hash() -> str:
    return f"{int(time.time())}.{secrets.token_hex(4)}"


def _check_hash(view: View, hash_: str) -> None:
    if hash_ and hash_ != view.hash:
        raise Refused("hash_conflict")
