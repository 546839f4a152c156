"""The double as a process of its own: `python -m tests.doubles.slack --port 0`.

Prints its address in the first line of standard output (the Web API is at /api/), serves until
SIGTERM or SIGINT, and shows its counts at `/record`. Another process can ask the bot questions
there, through `tests.doubles.slack.process.Remote`.
"""

import argparse
import asyncio

from tests.doubles.process import add_flags, serve, until_stopped
from tests.doubles.slack.server import SlackDouble


def main() -> None:
    """Read the flags and serve."""
    asyncio.run(_serve(_flags().parse_args()))


async def _serve(flags: argparse.Namespace) -> None:
    stopped = until_stopped(with_stdin=flags.with_stdin)
    double = SlackDouble(port=flags.port)
    people = [double.user(f"Person {number}") for number in range(flags.people)]
    for number in range(flags.channels):
        double.channel(f"channel-{number}", *people)
    if flags.url:
        double.posts_to(flags.url)
    if flags.limits:
        double.limits.enforce()
    await serve(double, "http://127.0.0.1:{port}", stopped)


def _flags() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.doubles.slack", description=__doc__)
    add_flags(parser)
    add = parser.add_argument
    add("--channels", type=int, default=1, help="how many channels there are")
    add("--people", type=int, default=1, help="how many people are in them")
    add("--url", default="", help="where the app listens, if not in Socket Mode")
    add("--limits", action="store_true", help="hold calls to their limits")
    return parser


if __name__ == "__main__":
    main()
