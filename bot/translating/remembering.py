"""Translations that were made before: found again by everything that matters to them."""

import hashlib
import json
from collections.abc import Awaitable, Callable

from bot.store.cache import Cache
from bot.translating.prompts import VERSION
from bot.translating.translator import Job

Tolerates = Callable[..., Awaitable[bool]]

# What is longer is hardly ever asked for twice.
_LONGEST = 20_000


class Remembered:
    """The translations of one server by one model."""

    def __init__(self, cache: Cache, server: str, model: str) -> None:
        self._cache = cache
        self._server = server
        self._model = model

    async def find(self, job: Job, text: str, tolerates: Tolerates) -> str | None:
        """The translation of the text, if it was made before and today's lists let it pass."""
        found = await self._cache.get(self._server, self._key(job, text))
        if not isinstance(found, str) or not await tolerates(found):
            return None
        return found

    async def keep(self, job: Job, text: str, translation: str) -> None:
        """Keep a translation that was shown as it is."""
        if len(text) + len(translation) <= _LONGEST:
            await self._cache.put(self._server, self._key(job, text), translation)

    def _key(self, job: Job, text: str) -> str:
        task = job.task(text)
        matters = [
            *("translation", VERSION, text, self._model, task.tone, task.small, task.target.code),
            task.source.code if task.source else "",
            # Of the glossary that what concerns the text, so that other changes leave it alone.
            [[one.kind, one.term, one.translation] for one in task.entries],
        ]
        return hashlib.sha256(json.dumps(matters).encode("utf-8", "surrogatepass")).hexdigest()
