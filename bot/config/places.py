"""Where configuration files are looked for."""

from pathlib import Path

import platformdirs

NAME = "config.yaml"


def shipped() -> Path:
    """Name the file that comes with the program: in the wheel, or at the top of the repository."""
    packaged = Path(__file__).with_name(NAME)
    return packaged if packaged.is_file() else Path(__file__).parents[2] / NAME


def find(folder: Path) -> Path | None:
    """Find the operator's own file: in the folder, else in the person's folder of configuration."""
    for candidate in (folder / NAME, personal()):
        if candidate.exists():
            return candidate
    return None


def personal() -> Path:
    """Name the file in the person's own folder of configuration."""
    return platformdirs.user_config_path("causerie") / NAME


def data(name: str = "") -> Path:
    """Name a folder for what the program keeps for itself: the database, models, tokenizers."""
    return platformdirs.user_data_path("causerie") / name
