"""The double as a process of its own: `python -m tests.doubles.discord --port 0`.

Prints its base URL in the first line of standard output (the API is at /api/v10, files are at /cdn,
the gateway is at /), serves until SIGTERM or SIGINT, and shows its counts at `/record`. Another
process can ask the bot questions there, through `tests.doubles.discord.process.Remote`.
"""

import argparse
import asyncio

from tests.doubles.discord.permissions import ALL
from tests.doubles.discord.server import TOKEN, DiscordDouble
from tests.doubles.process import add_flags, serve, until_stopped


def main() -> None:
    """Read the flags and serve."""
    asyncio.run(_serve(_flags().parse_args()))


async def _serve(flags: argparse.Namespace) -> None:
    stopped = until_stopped(with_stdin=flags.with_stdin)
    double = DiscordDouble(token=flags.token, port=flags.port)
    double.gateway.shards = flags.shards
    for number in range(flags.guilds):
        people = [double.user(f"Person {number}-{each}") for each in range(flags.people)]
        server = double.guild(f"Server {number}", *people, permissions=ALL)
        for each in range(flags.channels):
            server.channel(f"channel-{each}")
    if flags.limits:
        double.limits.enforce()
    await serve(double, "http://127.0.0.1:{port}", stopped)


def _flags() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.doubles.discord", description=__doc__)
    add_flags(parser)
    add = parser.add_argument
    add("--token", default=TOKEN, help="the only token that is accepted")
    add("--guilds", type=int, default=1, help="how many servers there are")
    add("--channels", type=int, default=1, help="how many channels each of them has")
    add("--people", type=int, default=1, help="how many people are in each of them")
    add("--shards", type=int, default=1, help="how many shards are recommended")
    add("--limits", action="store_true", help="hold requests to their limits")
    return parser


if __name__ == "__main__":
    main()
