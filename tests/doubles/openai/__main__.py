"""The double as a process of its own: `python -m tests.doubles.openai --port 0`.

Prints its base URL in the first line of standard output, serves until SIGTERM or SIGINT, and shows
its counts at `/record`.
"""

import argparse
import asyncio

from tests.doubles.openai.script import DEFAULT_TEXT, Reply, cut
from tests.doubles.openai.server import KEY, OpenAIDouble
from tests.doubles.process import add_flags, serve, until_stopped


def main() -> None:
    """Read the flags and serve."""
    asyncio.run(_serve(_flags().parse_args()))


async def _serve(flags: argparse.Namespace) -> None:
    stopped = until_stopped(with_stdin=flags.with_stdin)
    double = OpenAIDouble(key=flags.key, lenient=flags.lenient, port=flags.port)
    double.script.default = Reply(
        _tokens(flags.text, flags.tokens), first_delay=flags.first_delay, delay=flags.delay
    )
    double.moderation.delay = flags.moderation_delay
    double.moderation.flag(*flags.flag)
    await serve(double, "http://127.0.0.1:{port}/v1", stopped)


def _tokens(text: str, wanted: int | None) -> list[str]:
    tokens = cut(text)
    if wanted is None or not tokens:
        return tokens
    return (tokens * (wanted // len(tokens) + 1))[:wanted]


def _flags() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.doubles.openai", description=__doc__)
    add_flags(parser)
    add = parser.add_argument
    add("--key", default=KEY, help="the only key that is accepted")
    add("--lenient", action="store_true", help="accept any key and any model")
    add("--text", default=DEFAULT_TEXT, help="what every answer says")
    add("--tokens", type=int, help="how long every answer is; the text is repeated or cut")
    add("--first-delay", type=float, default=0, help="seconds before the first token")
    add("--delay", type=float, default=0, help="seconds between two tokens")
    add("--moderation-delay", type=float, default=0, help="seconds before a verdict")
    add("--flag", action="append", default=[], help="a word that moderation flags")
    return parser


if __name__ == "__main__":
    main()
