"""Layers of configuration: values as they were written, and where each was written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""The way to a value: `("models", "retry", "attempts")`; a number is a place in a list."""

Tree = dict[str, object]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was written. `name` is what it is called there, if not by its path."""

    source: str
    line: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source says."""

    tree: Tree = field(default_factory=dict)
    origins: dict[Path, Origin] = field(default_factory=dict)

    def origin(self, path: Path) -> Origin | None:
        """Where the value at the path was written, or the nearest section around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.origins:
                return self.origins[path[:end]]
        return None


def of_one_origin(tree: Tree, origin: Origin) -> Layer:
    """Build a layer whose every value was written in the same place."""
    origins: dict[Path, Origin] = {}

    def mark(value: object, path: Path) -> None:
        if path:
            origins[path] = origin
        if isinstance(value, Mapping):
            for key, inner in value.items():
                mark(inner, (*path, str(key)))

    mark(tree, ())
    return Layer(tree, origins)


def merge(lower: Layer, upper: Layer, *, may_be_null: Callable[[Path], bool]) -> Layer:
    """Lay one layer over another: sections are joined key by key, anything else is replaced.

    A section that says nothing (`store:` and no more) leaves the lower one as it is, unless null is
    a value there.
    """
    tree = dict(lower.tree)
    origins = dict(lower.origins)

    def join(below: Tree, above: Mapping[str, object], path: Path) -> None:
        for key, value in above.items():
            here = (*path, key)
            old = below.get(key)
            if isinstance(old, dict) and isinstance(value, Mapping):
                below[key] = old = dict(old)
                join(old, value, here)
                continue
            if isinstance(old, dict) and value is None and not may_be_null(here):
                continue
            for stale in [known for known in origins if known[: len(here)] == here]:
                del origins[stale]
            below[key] = value

    join(tree, upper.tree, ())
    origins.update(upper.origins)
    return Layer(tree, origins)
