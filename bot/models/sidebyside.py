"""Several streams of pieces run side by side, a bounded number of them at once."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TypeVar

_T = TypeVar("_T")


async def side_by_side(
    streams: Sequence[AsyncGenerator[_T, None]], *, most: int
) -> AsyncGenerator[_T, None]:
    """Yield the pieces of all streams as they come; closing it ends all of them.

    A stream that fails does not end the others; the first error is raised when all are done.
    """
    pieces: asyncio.Queue[_T | None] = asyncio.Queue()
    free = asyncio.Semaphore(most)

    async def drain(stream: AsyncGenerator[_T, None]) -> None:
        try:
            async with free, aclosing(stream):
                async for piece in stream:
                    pieces.put_nowait(piece)
        finally:
            pieces.put_nowait(None)

    tasks = [asyncio.create_task(drain(stream)) for stream in streams]
    try:
        left = len(tasks)
        while left:
            piece = await pieces.get()
            if piece is None:
                left -= 1
            else:
                yield piece
        for failed in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(failed, BaseException):
                raise failed
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
