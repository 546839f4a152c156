"""Fetches the small model into the folder that is named: tests with a real model need it once."""

import asyncio
import sys
from pathlib import Path

import yaml

from bot.config.schema import Config
from bot.errors import EmbeddedError
from bot.models.embedded.fetch import Fetcher


def main() -> None:
    written = yaml.safe_load(Path("config.yaml").read_text("utf-8"))
    settings = Config.model_validate({"models": written["models"]}).models.embedded
    model = settings.catalogue[settings.small]
    try:
        asyncio.run(Fetcher(model, Path(sys.argv[1]), report=lambda _: None).run())
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
