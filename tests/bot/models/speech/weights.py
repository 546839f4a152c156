"""The real speech model's file: fetched into the folder that is named, by a process that may.

A speech model that is not to be had fails the tests that need it: they are the only ones that hear.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

import yaml

from bot.config.schema import Config, Speech
from bot.errors import EmbeddedError
from bot.models.embedded.fetch import Fetcher

TOP = Path(__file__).parents[4]
MEETING = Path(__file__).with_name("meeting.ogg")
"""Eleven seconds of speech that espeak-ng made of these words."""

WORDS = (
    "Good morning everybody, and welcome to the meeting. Today we talk about three things: the "
    "budget for next year, the new office in Vienna, and who will organise the summer party."
)


def settings() -> Speech:
    """What config.yaml says of the speech model."""
    written = yaml.safe_load((TOP / "config.yaml").read_text("utf-8"))
    return Config.model_validate({"models": written["models"]}).models.speech


def fetched(folder: Path) -> Path:
    """The folder with the file in it, fetched if it is not there yet."""
    chosen = settings()
    if not (folder / chosen.catalogue[chosen.model].file).exists():
        subprocess.run(
            [sys.executable, "-m", "tests.bot.models.speech.weights", str(folder)],
            cwd=TOP,
            check=True,
            timeout=300,
        )
    return folder


def main() -> None:
    chosen = settings()
    model = chosen.catalogue[chosen.model]
    try:
        asyncio.run(Fetcher(model, Path(sys.argv[1]), report=lambda _: None).run())
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
