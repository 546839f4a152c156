"""Documents as material for a summary: read, and judged to their end."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.files import Raw, words_in
from bot.summaries.material import Line, Reading, written

if TYPE_CHECKING:
    from bot.context import Context

# Characters that are judged in one request, and that two of them share.
_JUDGED, _OVERLAP = 60_000, 500
_JUDGED_AT_ONCE = 4


async def documents(context: "Context", files: Sequence[Raw], *, kind: str, name: str) -> Reading:
    """Read files, and have their words judged; raises `InputError`, and what `admit` raises."""
    lines: list[Line] = []
    remarks: list[str] = []
    for file in files:
        document = await words_in(
            file,
            context.config.limits,
            context.reader,
            characters=context.config.summaries.characters,
        )
        await admitted(context, f"{file.name}\n{document.text}")
        lines += [Line(f"[{file.name}]")] if len(files) > 1 else []
        lines += written(document.text)
        if document.cut:
            remarks.append(
                f"Only the first {len(document.text):,} characters of {file.name} were read."
            )
    return Reading(name, kind, tuple(lines), " ".join(remarks))


async def admitted(context: "Context", text: str) -> None:
    """Have a text of any length judged, in pieces that overlap; raises what `admit` raises."""
    pieces = [text[at : at + _JUDGED + _OVERLAP] for at in range(0, len(text), _JUDGED)]
    for begin in range(0, len(pieces), _JUDGED_AT_ONCE):
        judging = [
            asyncio.ensure_future(context.admit(piece))
            for piece in pieces[begin : begin + _JUDGED_AT_ONCE]
        ]
        try:
            await asyncio.gather(*judging)
        finally:
            for task in judging:
                task.cancel()
            await asyncio.gather(*judging, return_exceptions=True)
