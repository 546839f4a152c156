"""The double as a process of its own: `python -m tests.doubles.openai --port 0`.

Prints its base URL in the first line of standard output, serves until SIGTERM or SIGINT, and shows
its counts at `/record`.
"""

import argparse
import asyncio
import signal
import sys

from tests.doubles.openai.script import DEFAULT_TEXT, Reply, cut
from tests.doubles.openai.server import KEY, OpenAIDouble


def main() -> None:
    """Read the flags and serve."""
    asyncio.run(_serve(_flags().parse_args()))


async def _serve(flags: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    if flags.with_stdin:
        # Readable without anything written means that the other end is gone.
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), stopped.set)
    double = OpenAIDouble(key=flags.key, lenient=flags.lenient, port=flags.port)
    double.script.default = Reply(
        _tokens(flags.text, flags.tokens), first_delay=flags.first_delay, delay=flags.delay
    )
    double.moderation.delay = flags.moderation_delay
    double.moderation.flag(*flags.flag)
    async with double:
        sys.stdout.write(f"{double.base_url}\n")
        sys.stdout.flush()
        await stopped.wait()


def _tokens(text: str, wanted: int | None) -> list[str]:
    tokens = cut(text)
    if wanted is None or not tokens:
        return tokens
    return (tokens * (wanted // len(tokens) + 1))[:wanted]


def _flags() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.doubles.openai", description=__doc__)
    add = parser.add_argument
    add("--port", type=int, default=0, help="0 takes a free one")
    add("--key", default=KEY, help="the only key that is accepted")
    add("--lenient", action="store_true", help="accept any key and any model")
    add("--text", default=DEFAULT_TEXT, help="what every answer says")
    add("--tokens", type=int, help="how long every answer is; the text is repeated or cut")
    add("--first-delay", type=float, default=0, help="seconds before the first token")
    add("--delay", type=float, default=0, help="seconds between two tokens")
    add("--moderation-delay", type=float, default=0, help="seconds before a verdict")
    add("--flag", action="append", default=[], help="a word that moderation flags")
    add("--with-stdin", action="store_true", help="end when standard input does")
    return parser


if __name__ == "__main__":
    main()
