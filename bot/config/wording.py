"""What a value should have been, in plain words, and which name a wrong one is nearest to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from bot.config.layers import Path
from bot.config.secrets import masked

Node = Mapping[str, Any]

_FORMATS = {"date": "a date such as 2027-01-14", "path": "a path", "uri": "an address"}
_LONGEST_FOUND = 40


class Wording:
    """The words for a schema. It is drawn up only when there is something to say."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    @cached_property
    def _schema(self) -> Node:
        return self._model.model_json_schema()

    def expected(self, path: Path) -> str:
        """Say what belongs at the path: `a whole number from 1 to 20`."""
        return " or ".join(dict.fromkeys(map(self._say, self._at(path)))) or "something else"

    def may_be_null(self, path: Path) -> bool:
        """Whether null is a value at the path."""
        return any(node.get("type") == "null" for node in self._at(path, nulls=True))

    def keys(self, path: Path) -> list[str]:
        """List the keys that the section at the path knows."""
        return [key for node in self._at(path) for key in node.get("properties", ())]

    def leaves(self, path: Path = ()) -> Iterator[Path]:
        """Find the path of every value that has a fixed name."""
        for key in self.keys(path):
            here = (*path, key)
            inner = list(self.leaves(here))
            yield from inner or [here]

    def _at(self, path: Path, *, nulls: bool = False) -> list[Node]:
        """Find the schemas that hold at the path; several where it takes several kinds."""
        nodes: list[Node] = [self._schema]
        for part in path:
            nodes = [
                inner for node in self._kinds(nodes) if (inner := _inside(node, part)) is not None
            ]
        return [node for node in self._kinds(nodes) if nulls or node.get("type") != "null"]

    def _kinds(self, nodes: Iterable[Node]) -> Iterator[Node]:
        for node in nodes:
            if "$ref" in node:
                name = str(node["$ref"]).rpartition("/")[2]
                yield from self._kinds([self._schema["$defs"][name]])
            elif "anyOf" in node:
                yield from self._kinds(node["anyOf"])
            else:
                yield node

    def _say(self, node: Node) -> str:
        if said := node.get("expected"):
            return str(said)
        if choices := node.get("enum"):
            return "one of " + ", ".join(map(str, choices))
        if "const" in node:
            return str(node["const"])
        say = _KINDS.get(node.get("type", ""))
        return say(node) if say is not None else "something else"


def nearest(word: str, known: Iterable[str]) -> str:
    """Find the known word that a mistyped one is most like; "" when none is."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")


def found(value: object) -> str:
    """Say a value as a person wrote it, shortened, and without what looks like a secret."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case Mapping():
            return "a section"
        case list() | tuple():
            return "a list"
    text = masked(repr(value) if isinstance(value, str) else str(value))
    return text if len(text) <= _LONGEST_FOUND else text[: _LONGEST_FOUND - 1] + "…"


def _inside(node: Node, part: str | int) -> Node | None:
    if isinstance(part, int):
        items: Node | None = node.get("items")
        return items
    inner: Node | None = node.get("properties", {}).get(part)
    others = node.get("additionalProperties")
    return others if inner is None and isinstance(others, Mapping) else inner


def _text(node: Node) -> str:
    said = _FORMATS.get(node.get("format", ""), "text")
    if "maxLength" in node:
        said += f" of at most {node['maxLength']:,} characters"
    return said


def _section(node: Node) -> str:
    keys = ", ".join(node.get("properties", ()))
    return f"a section with {keys}" if keys else "a section with names of your own"


def _bounds(node: Node) -> str:
    low, above = node.get("minimum"), node.get("exclusiveMinimum")
    high, below = node.get("maximum"), node.get("exclusiveMaximum")
    if low is not None and high is not None:
        return f" from {_number(low)} to {_number(high)}"
    said = [
        f"{word} {_number(bound)}"
        for word, bound in (("from", low), ("above", above), ("up to", high), ("below", below))
        if bound is not None
    ]
    return (" " + " and ".join(said)) if said else ""


def _number(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


_KINDS: Mapping[str, Callable[[Node], str]] = {
    "integer": lambda node: "a whole number" + _bounds(node),
    "number": lambda node: "a number" + _bounds(node),
    "boolean": lambda _: "true or false",
    "string": _text,
    "array": lambda _: "a list",
    "object": _section,
}
