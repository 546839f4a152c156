"""A process that fetches, to be killed or starved: the model as JSON, the folder, the index."""

import asyncio
import resource
import sys
from pathlib import Path

from bot.config.schema import EmbeddedModel
from bot.errors import EmbeddedError
from bot.models.embedded.fetch import Fetcher


def main() -> None:
    model = EmbeddedModel.model_validate_json(sys.argv[1])
    largest = int(sys.argv[4])
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    environ = {"PIP_INDEX_URL": sys.argv[3]}
    try:
        asyncio.run(Fetcher(model, Path(sys.argv[2]), report=lambda _: None, environ=environ).run())
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
