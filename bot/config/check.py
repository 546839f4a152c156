"""Turning what is wrong with a configuration into problems that a person can mend."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.config import environment, wording
from bot.config.environment import Variable
from bot.config.layers import Layer, Origin, Path
from bot.config.schema import Config
from bot.config.secrets import SECRET_NAMES, looks_secret, proper_name
from bot.config.wording import Wording
from bot.errors import Problem


class Check:
    """Says what is wrong, where it was written, and what was expected there."""

    def __init__(self, model: type[BaseModel]) -> None:
        self.wording = Wording(model)

    def problems(self, error: ValidationError, layer: Layer) -> list[Problem]:
        """Every problem that the schema has with the merged layers."""
        details: list[Any] = error.errors(include_url=False)
        return list(dict.fromkeys(self._problem(detail, layer) for detail in details))

    def unknown_variable(self, variable: Variable) -> Problem:
        """Say what is wrong with a variable that begins as ours do, and sets nothing."""
        bare = variable.name.upper().removeprefix(environment.PREFIX)
        if bare in SECRET_NAMES or looks_secret(bare):
            expected = _belongs((bare,))
        else:
            known = [environment.name_of(path) for path in self.wording.leaves()]
            near = wording.nearest(variable.name.upper(), known)
            expected = _unknown(near, "every key of config.yaml is CAUSERIE_SECTION__KEY")
        return Problem(variable.source, variable.line, variable.name, expected)

    def misread(self, config: Config, layer: Layer) -> list[Problem]:
        """Find what the schema took but nobody can have meant: a yes where a number belongs."""
        found: list[Problem] = []
        for path, value in _misread(layer.tree, config, ()):
            expected = f"{self.wording.expected(path)}; found {wording.found(value)}"
            found.append(_at(layer.origin(path), path, expected))
        found += _outside_catalogue(config, layer)
        return found

    def _problem(self, detail: Any, layer: Layer) -> Problem:
        path = _path(detail, layer.tree)
        origin = layer.origin(path)
        match detail["type"]:
            case "extra_forbidden":
                expected = self._unknown_key(path, origin)
            case "missing":
                expected = f"{self.wording.expected(path)}; it is missing"
            case "value_error":
                expected = str(detail["ctx"]["error"])
            case _:
                found = wording.found(detail["input"])
                expected = f"{self.wording.expected(path)}; found {found}"
                if origin is not None and origin.name and found != "a list":
                    expected += self._as_json(path)
        return _at(origin, path, expected)

    def _unknown_key(self, path: Path, origin: Origin | None) -> str:
        key = str(path[-1])
        if looks_secret(key):
            return _belongs(path)
        known = self.wording.keys(path[:-1])
        near = wording.nearest(key.lower(), known)
        if near and origin is not None and origin.name.upper().startswith(environment.PREFIX):
            near = environment.name_of((*path[:-1], near))
        return _unknown(near, "known here: " + ", ".join(known))

    def _as_json(self, path: Path) -> str:
        """How a list or a section is written in a variable."""
        expected = self.wording.expected(path)
        if expected.startswith("a list"):
            return ', written as JSON: ["one", "two"]'
        return ', written as JSON: {"key": "value"}' if expected.startswith("a section") else ""


def _path(detail: Any, tree: Mapping[str, object]) -> Path:
    """Follow a location of pydantic through the values; what is no step there names a type."""
    path: list[str | int] = []
    here: object = tree
    location = list(detail["loc"])
    for place, part in enumerate(location):
        last = place == len(location) - 1
        if isinstance(here, Mapping) and (part in here or (last and detail["type"] == "missing")):
            path.append(str(part))
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            path.append(part)
            here = here[part]
    return tuple(path)


def _at(origin: Origin | None, path: Path, expected: str) -> Problem:
    dotted = ".".join(map(str, path))
    if origin is None:
        return Problem("configuration", None, dotted, expected)
    return Problem(origin.source, origin.line, origin.name or dotted, expected)


def _unknown(near: str, otherwise: str) -> str:
    return f"no such key; did you mean {near}?" if near else f"no such key ({otherwise})"


def _belongs(path: Path) -> str:
    name = proper_name(path) or "its own name, such as " + SECRET_NAMES[0]
    return f"no secret here; set {name} in the environment or in .env, and delete this"


def _misread(raw: object, value: object, path: Path) -> Iterator[tuple[Path, object]]:
    if isinstance(raw, Mapping):
        for key, inner in raw.items():
            got = value.get(key) if isinstance(value, Mapping) else getattr(value, key, None)
            yield from _misread(inner, got, (*path, key))
    elif isinstance(raw, list) and isinstance(value, list | tuple) and len(raw) == len(value):
        for place, (inner, got) in enumerate(zip(raw, value, strict=True)):
            yield from _misread(inner, got, (*path, place))
    elif isinstance(raw, bool | int | float) and isinstance(raw, bool) != isinstance(value, bool):
        yield path, raw


def _outside_catalogue(config: Config, layer: Layer) -> Iterator[Problem]:
    embedded = config.models.embedded
    if embedded.path is not None or not embedded.catalogue:
        return
    for key in ("model", "small"):
        name = getattr(embedded, key)
        if name not in embedded.catalogue:
            path = ("models", "embedded", key)
            known = ", ".join(embedded.catalogue)
            expected = f"a name from the catalogue ({known}); found {wording.found(name)}"
            yield _at(layer.origin(path), path, expected)
