"""Reading one configuration file: YAML with the line of every key, or every problem in it."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import yaml

from bot.config import layers
from bot.config.layers import Layer, Origin
from bot.errors import Problem

_LARGEST = 1_000_000


def read(path: Path) -> tuple[Layer, list[Problem]]:
    """Read a configuration file. With problems the layer holds what could be read all the same."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        return Layer(), [Problem(str(path), None, "", _unreadable(error))]
    if len(data) > _LARGEST:
        expected = f"at most {_LARGEST:,} bytes; this file is larger"
        return Layer(), [Problem(str(path), None, "", expected)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Layer(), [Problem(str(path), line, "", "text in UTF-8; there is a byte that is not")]
    return parse(text, str(path))


def parse(text: str, source: str) -> tuple[Layer, list[Problem]]:
    """Parse YAML. `source` is how the problems call the place that the text is from."""
    try:
        loader, node = _composed(text)
        if node is None:
            return Layer(), []
        if not isinstance(node, yaml.MappingNode):
            line = node.start_mark.line + 1
            return Layer(), [Problem(source, line, "", "keys with values, such as `log:`")]
        reader = _Reader(loader, source)
        tree = reader.mapping(node, ())
    except yaml.MarkedYAMLError as error:
        return Layer(), [_broken(error, source)]
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return Layer(), [Problem(source, line, "", "YAML; there is a character it does not allow")]
    except RecursionError:
        return Layer(), [Problem(source, None, "", "fewer sections inside sections")]
    return Layer(tree, reader.origins), reader.problems


_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_LONGEST_NUMBER = 100
_BOOLEAN = "tag:yaml.org,2002:bool"


class _Strict(yaml.composer.Composer):
    """YAML in which only true and false are booleans, and nothing is written by reference."""

    # YAML 1.1 reads `on`, `off`, `yes` and `no` as booleans; here `service: on` is the word.
    yaml_implicit_resolvers: ClassVar = {
        first: [
            (tag, pattern) for tag, pattern in resolvers if tag != _BOOLEAN or first.lower() in "tf"
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[attr-defined]  # of the parser beside it
        if isinstance(event, yaml.AliasEvent):
            raise _refused("references (*name) are not read here; write the value out", event)
        if getattr(event, "tag", None) not in (None, "!"):
            raise _refused("tags (!name) are not read here; leave them out", event)
        return super().compose_node(parent, index)


def _refused(said: str, event: Any) -> yaml.composer.ComposerError:
    return yaml.composer.ComposerError(None, None, said, event.start_mark)


class _Loader(_Strict, yaml.SafeLoader):
    """In plain Python."""


_LOADERS: list[Callable[[str], Any]] = [_Loader]
if yaml.__with_libyaml__:

    class _Quick(_Strict, yaml.CSafeLoader):
        """With libyaml, which takes a small part of the time."""

        def __init__(self, text: str) -> None:
            yaml.CSafeLoader.__init__(self, text)
            yaml.composer.Composer.__init__(self)

    _LOADERS.insert(0, _Quick)


def _composed(text: str) -> tuple[Any, yaml.Node | None]:
    """The loader that could read the text, and what it read."""
    *quick, thorough = _LOADERS
    # Tabs pass libyaml in places where the other refuses them.
    for one in quick if "\t" not in text else ():
        # What libyaml refuses is read once more, since the other says better what is wrong.
        with suppress(yaml.YAMLError):
            loader = one(text)
            return loader, loader.get_single_node()
    loader = thorough(text)
    return loader, loader.get_single_node()


def _is_no_number(node: yaml.Node) -> bool:
    """Whether YAML 1.1 takes for a number what nobody means as one.

    Those of base 60 (`1:30`) take minutes to be worked out where they are long.
    """
    value = str(node.value)
    return node.tag in _NUMBERS and (":" in value or len(value) > _LONGEST_NUMBER)


class _Reader:
    """Turns YAML nodes into values, and remembers the line of each."""

    def __init__(self, loader: Any, source: str) -> None:
        self.loader = loader
        self.source = source
        self.origins: dict[layers.Path, Origin] = {}
        self.problems: list[Problem] = []

    def mapping(self, node: yaml.MappingNode, path: layers.Path) -> layers.Tree:
        tree: layers.Tree = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else ""
            here = (*path, key)
            line = key_node.start_mark.line + 1
            dotted = ".".join(map(str, here))
            if not key:
                self._problem(line, ".".join(map(str, path)), "a word before the colon")
            elif key in tree:
                before = self.origins[here].line
                self._problem(line, dotted, f"every key once; it stands in line {before} too")
            else:
                self.origins[here] = Origin(self.source, line)
                tree[key] = self._value(value_node, here)
        return tree

    def _value(self, node: yaml.Node, path: layers.Path) -> object:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._item(item, (*path, place)) for place, item in enumerate(node.value)]
        if _is_no_number(node):
            return str(node.value)
        try:
            return self.loader.construct_object(node)
        except (ValueError, OverflowError):
            # A date such as 2027-02-30 has the shape of one, and is none.
            return str(node.value)

    def _item(self, node: yaml.Node, path: layers.Path) -> object:
        self.origins[path] = Origin(self.source, node.start_mark.line + 1)
        return self._value(node, path)

    def _problem(self, line: int, key: str, expected: str) -> None:
        self.problems.append(Problem(self.source, line, key, expected))


def _broken(error: yaml.MarkedYAMLError, source: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    said = error.problem or error.context or "it cannot be read"
    if "'\\t'" in said:
        said = "a tab; indent with spaces"
    if mark is None:
        return Problem(source, None, "", f"YAML: {said}")
    return Problem(source, mark.line + 1, "", f"YAML; at column {mark.column + 1}: {said}")


def _unreadable(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "a file; there is none at this path"
    if isinstance(error, IsADirectoryError):
        return "a file; this is a folder"
    if isinstance(error, PermissionError):
        return "a file that may be read; permission was denied"
    return f"a file that can be read; the system says: {error.strerror or error}"
