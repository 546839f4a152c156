"""Loading the configuration: config.yaml, then .env, then the environment, then flags.

Each source is a layer over the one before; the file that comes with the program lies at the bottom,
so that an operator's file holds only what differs. Everything that is wrong is found at once.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from pydantic import SecretStr, ValidationError

from bot.config import document, environment, layers, places
from bot.config.check import Check
from bot.config.environment import Variable
from bot.config.layers import Layer, Origin
from bot.config.schema import Config
from bot.config.secrets import SECRET_NAMES, Secrets, is_usable
from bot.errors import ConfigError, Problem


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration without a fault. `file` is the operator's own; None where there is none."""

    config: Config
    secrets: Secrets
    file: Path | None


def load(
    file: Path | None = None,
    *,
    flags: Mapping[str, object] | None = None,
    env: Mapping[str, str] | None = None,
    folder: Path | None = None,
    secret_names: Iterable[str] = (),
) -> Loaded:
    """Read and check the whole configuration.

    `flags` are dotted keys with values (`{"models.default": "small"}`). `env` is the process's own
    environment unless given. `folder` is where config.yaml and .env are looked for: the current one
    unless given. `secret_names` are more names of secrets to read, beside the fixed ones.

    Raises `ConfigError` with every problem that was found.
    """
    folder = Path() if folder is None else folder
    file = places.find(folder) if file is None else file
    check = Check(Config)
    stack, problems = _read_files(file)
    variables, unreadable = environment.from_file(folder / ".env")
    problems += unreadable
    named: list[Variable] = []
    names = {*SECRET_NAMES, *secret_names}
    for group in (variables, environment.from_process(os.environ if env is None else env)):
        settings = [variable for variable in group if variable.name not in names]
        for variable, layer in environment.layers_of(settings):
            if layer is None:
                problems.append(check.unknown_variable(variable))
            else:
                stack.append(layer)
        named += group
    stack.append(_flags(flags or {}))
    secrets, misshapen = _secrets(named, names)
    config, wrong = _validate(stack, check)
    problems += misshapen + wrong
    if problems or config is None:
        raise ConfigError(_in_order(problems))
    return Loaded(config, secrets, file)


def _in_order(problems: Sequence[Problem]) -> list[Problem]:
    """Sort problems as a person meets them: source by source, from the first line to the last."""
    sources = list(dict.fromkeys(problem.source for problem in problems))
    return sorted(
        dict.fromkeys(problems), key=lambda one: (sources.index(one.source), one.line or 0)
    )


def _read_files(file: Path | None) -> tuple[list[Layer], list[Problem]]:
    stack: list[Layer] = []
    problems: list[Problem] = []
    paths = [places.shipped()]
    if file is not None:
        paths = [paths[0], file] if not _same(paths[0], file) else [file]
    for path in paths:
        layer, found = document.read(path)
        stack.append(layer)
        problems += found
    return stack, problems


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _flags(flags: Mapping[str, object]) -> Layer:
    layer = Layer()
    for dotted, value in flags.items():
        *sections, key = dotted.split(".")
        tree: layers.Tree = {key: value}
        for section in reversed(sections):
            tree = {section: tree}
        one = layers.of_one_origin(tree, Origin("command line", None, dotted))
        layer = layers.merge(layer, one, may_be_null=lambda _: True)
    return layer


def _secrets(variables: Sequence[Variable], names: Iterable[str]) -> tuple[Secrets, list[Problem]]:
    """Pick the secrets; the same name set again, nearer to the process, wins."""
    wanted = set(names)
    found: dict[str, SecretStr] = {}
    problems: list[Problem] = []
    for variable in variables:
        if variable.name not in wanted:
            continue
        value = variable.value.strip()
        if is_usable(value):
            found[variable.name] = SecretStr(value)
            continue
        expected = "one word of plain letters, digits and signs; it holds something else"
        problems.append(Problem(variable.source, variable.line, variable.name, expected))
    fixed = {name.lower(): found.pop(name) for name in SECRET_NAMES if name in found}
    return Secrets(**fixed, others=found), problems


def _validate(stack: Sequence[Layer], check: Check) -> tuple[Config | None, list[Problem]]:
    def lay(lower: Layer, upper: Layer) -> Layer:
        return layers.merge(lower, upper, may_be_null=check.wording.may_be_null)

    merged = reduce(lay, stack, Layer())
    try:
        config = Config.model_validate(merged.tree)
    except ValidationError as error:
        return None, check.problems(error, merged)
    return config, check.misread(config, merged)
