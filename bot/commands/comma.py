"""What was used as a file for spreadsheets, line by line."""

import csv
import io
from collections.abc import Mapping, Sequence

from bot.commands.named import channel_of
from bot.store import Spending

_HEADS = (
    "time (UTC)", "person id", "person", "channel id", "channel", "command", "model",
    "tokens in", "from the cache", "tokens out", "of reasoning", "images", "seconds of audio",
    "cost (USD)",
)  # fmt: skip
# What spreadsheets take for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def written(
    lines: Sequence[Spending], people: Mapping[str, str], channels: Mapping[str, str]
) -> bytes:
    """Write the lines as CSV in UTF-8; takes a moment where there are many."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_HEADS)
    for line in lines:
        usage, channel = line.usage, channel_of(line.channel)
        words = (
            f"{line.at:%Y-%m-%d %H:%M:%S}",
            line.person,
            people[line.person],
            channel.rpartition("/")[2],
            channels[channel],
            line.kind,
            line.model,
        )
        numbers = (
            usage.input, usage.cached, usage.output, usage.reasoning, usage.images,
            round(usage.seconds, 3), "" if line.cost is None else f"{line.cost:.8f}",
        )  # fmt: skip
        writer.writerow([*map(harmless, words), *numbers])
    # With the mark that lets spreadsheets know the encoding.
    return out.getvalue().encode("utf-8-sig")


def harmless(word: str) -> str:
    """The word as no spreadsheet takes it for a formula."""
    return f"'{word}" if word.lstrip(" ").startswith(_FORMULA) else word
