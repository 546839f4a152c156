"""Configuration from the environment and from .env: `CAUSERIE_SECTION__KEY`, and fixed names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict, SettingsError

from bot.config import layers
from bot.config.layers import Layer, Origin
from bot.config.schema import Config
from bot.config.secrets import OPENAI_BASE_URL
from bot.errors import Problem

PREFIX = "CAUSERIE_"
BETWEEN = "__"


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, and where it was set: `.env` with a line, or the environment."""

    name: str
    value: str
    source: str
    line: int | None = None

    @property
    def origin(self) -> Origin:
        """Where it was set, as layers say it."""
        return Origin(self.source, self.line, self.name)


class _Settings(BaseSettings, Config):
    """Config once more, as pydantic-settings wants it for taking names of variables apart."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)


def name_of(path: Iterable[object]) -> str:
    """Name the variable that sets the value at a path."""
    return PREFIX + BETWEEN.join(map(str, path)).upper()


def from_process(env: Mapping[str, str]) -> list[Variable]:
    """Collect the variables of the environment that say something; empty ones count as unset."""
    return [Variable(name, value, "environment") for name, value in env.items() if value.strip()]


def from_file(path: Path) -> tuple[list[Variable], list[Problem]]:
    """Read .env, as it stands: nothing in a value is replaced. A missing file says nothing."""
    source = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        return [], []
    except OSError as error:
        expected = f"a file that can be read; the system says: {error.strerror or error}"
        return [], [Problem(source, None, "", expected)]
    except UnicodeDecodeError:
        return [], [Problem(source, None, "", "text in UTF-8; there is a byte that is not")]
    variables: list[Variable] = []
    problems: list[Problem] = []
    for binding in parse_stream(StringIO(text)):
        line = _line(binding)
        if binding.error or (binding.key is not None and binding.value is None):
            problems.append(Problem(source, line, "", "lines of the form NAME=value"))
        elif binding.key is not None and binding.value and binding.value.strip():
            variables.append(Variable(binding.key, binding.value, source, line))
    return variables, problems


def layers_of(variables: Iterable[Variable]) -> Iterable[tuple[Variable, Layer | None]]:
    """Give each variable of ours a layer, wider ones first; None where no such section exists."""
    ours = [one for one in variables if one.name.upper().startswith(PREFIX)]
    addresses = [one for one in variables if one.name == OPENAI_BASE_URL]
    for variable in addresses:
        tree: layers.Tree = {"models": {"base_url": variable.value.strip()}}
        yield variable, layers.of_one_origin(tree, variable.origin)
    for variable in sorted(ours, key=lambda one: (one.name.count(BETWEEN), one.name)):
        parsed = _parse(variable)
        yield variable, layers.of_one_origin(parsed, variable.origin) if parsed else None


def _line(binding: Binding) -> int:
    """Find the line of a binding, which begins with the blank lines before it."""
    text = binding.original.string
    blank = len(text) - len(text.lstrip())
    return binding.original.line + text.count("\n", 0, blank)


def _parse(variable: Variable) -> layers.Tree:
    source = EnvSettingsSource(
        _Settings, case_sensitive=False, env_prefix=PREFIX, env_nested_delimiter=BETWEEN
    )
    source.env_vars = {variable.name.lower(): variable.value}
    try:
        return source()
    except SettingsError:
        return _as_written(variable)


def _as_written(variable: Variable) -> layers.Tree:
    """Keep a value that should have been JSON as text, for the check to find."""
    *sections, key = variable.name.lower().removeprefix(PREFIX.lower()).split(BETWEEN)
    tree: layers.Tree = {key: variable.value}
    for section in reversed(sections):
        tree = {section: tree}
    return tree
