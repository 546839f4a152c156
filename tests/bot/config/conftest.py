from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.config.load import Loaded, load
from bot.errors import ConfigError, Problem

Load = Callable[..., Loaded]
Problems = Callable[..., list[Problem]]


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture(name="loaded")
def _loaded(folder: Path) -> Load:
    """Load what stands in `config.yaml` and `.env` of the folder, and the given variables."""

    def run(
        yaml: str | bytes | None = None,
        *,
        dotenv: str = "",
        env: Mapping[str, str] | None = None,
        flags: Mapping[str, object] | None = None,
        secret_names: tuple[str, ...] = (),
    ) -> Loaded:
        if yaml is not None:
            data = yaml if isinstance(yaml, bytes) else yaml.encode()
            (folder / "config.yaml").write_bytes(data)
        if dotenv:
            (folder / ".env").write_text(dotenv, encoding="utf-8")
        return load(env=env or {}, flags=flags, folder=folder, secret_names=secret_names)

    return run


@pytest.fixture(name="problems")
def _problems(loaded: Load) -> Problems:
    """Load, and give back what was wrong."""

    def run(*args: object, **kwargs: object) -> list[Problem]:
        with pytest.raises(ConfigError) as caught:
            loaded(*args, **kwargs)
        return list(caught.value.problems)

    return run
