"""Judging many texts that do not belong together, in few requests."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bot.screening import Verdict

JudgeTexts = Callable[[tuple[str, ...]], Awaitable[Verdict]]

# What goes into one request: so many texts, of so many characters in all. The service gives each
# text a result of its own, so that none drowns; but where one is refused all are asked for again.
_TEXTS = 64
_CHARACTERS = 16_000
_AT_ONCE = 8


async def verdicts_on(texts: Sequence[str], judge: JudgeTexts) -> list[Verdict]:
    """Give the verdict on each text; those that are refused together are judged one by one.

    `judge` gets texts that are judged together, and its errors come out.
    """
    free = asyncio.Semaphore(_AT_ONCE)

    async def judged(begin: int, end: int) -> list[Verdict]:
        async with free:
            verdict = await judge(tuple(texts[begin:end]))
        if not verdict.refused or end - begin == 1:
            return [verdict] * (end - begin)
        middle = (begin + end) // 2
        return [*await judged(begin, middle), *await judged(middle, end)]

    tasks = [asyncio.ensure_future(judged(*batch)) for batch in _batches(texts)]
    try:
        return [verdict for verdicts in await asyncio.gather(*tasks) for verdict in verdicts]
    finally:
        for task in tasks:
            task.cancel()


def _batches(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Cut the row into ranges of about as many characters."""
    batches, begin, size = [], 0, 0
    for number, text in enumerate(texts):
        full = number - begin == _TEXTS or size + len(text) > _CHARACTERS
        if number > begin and full:
            batches.append((begin, number))
            begin, size = number, 0
        size += len(text)
    return [*batches, (begin, len(texts))] if len(texts) > begin else batches
