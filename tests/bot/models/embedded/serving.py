"""A process that serves the small model and says where, to be ended in one way or another."""

import asyncio
import json
import signal
import sys
from pathlib import Path

from bot.models.embedded.server import Server
from tests.bot.models.embedded.launching import launch


async def serve(file: Path, how: str) -> None:
    server = Server(launch(file))
    endpoint = await server.start()
    sys.stdout.write(json.dumps({"base_url": endpoint.base_url}) + "\n")
    sys.stdout.flush()
    if how == "wait":
        await asyncio.Event().wait()
    if how == "stop":
        await server.stop()


if __name__ == "__main__":
    # Who starts the tests in the background has it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2]))
