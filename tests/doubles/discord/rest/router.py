"""Finds the handler for a path."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from tests.doubles.discord.rest.call import Call

Handler = Callable[["Call"], Awaitable[Any]]
Routes = Mapping[str, Handler]


@dataclass(slots=True)
class _Node:
    fixed: dict[str, "_Node"] = field(default_factory=dict)
    any: "tuple[str, _Node] | None" = None
    handlers: dict[str, tuple[str, Handler]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """A route with its handler and what the path says for its names."""

    route: str
    handler: Handler
    names: Mapping[str, str]


class Router:
    """Routes such as "GET /channels/{channel}/messages"; what is fixed wins over what is named."""

    def __init__(self, *tables: Routes) -> None:
        self._root = _Node()
        for table in tables:
            for route, handler in table.items():
                self._add(route, handler)

    def find(self, method: str, path: str) -> Found | None:
        """Return the route for a raw path below the base, None where there is none."""
        names: dict[str, str] = {}
        handled = _descend(self._root, method, path.strip("/").split("/"), names)
        if handled is None:
            return None
        route, handler = handled
        return Found(route, handler, names)

    def _add(self, route: str, handler: Handler) -> None:
        method, path = route.split(" ")
        node = self._root
        for part in path.strip("/").split("/"):
            if part.startswith("{"):
                if node.any is None:
                    node.any = (part[1:-1], _Node())
                node = node.any[1]
            else:
                node = node.fixed.setdefault(part, _Node())
        node.handlers[method] = (route, handler)


def _descend(
    node: _Node, method: str, parts: list[str], names: dict[str, str]
) -> tuple[str, Handler] | None:
    if not parts:
        return node.handlers.get(method)
    part, *rest = parts
    fixed = node.fixed.get(part)
    if fixed is not None:
        found = _descend(fixed, method, rest, names)
        if found is not None:
            return found
    if node.any is None:
        return None
    name, below = node.any
    names[name] = unquote(part)
    return _descend(below, method, rest, names)
