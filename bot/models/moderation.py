"""The moderation model of an endpoint: scores for words and pictures."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

from bot.config.schema import Moderation
from bot.errors import ModelSilent, NotAnEndpoint
from bot.models import Image
from bot.models.client import Client
from bot.models.images import data_url
from bot.models.retry import retried
from bot.models.together import Together
from bot.screening import Scores, Words

# Long texts are judged in pieces, since one bad sentence weighs little in a long one; the pieces
# overlap so that a sentence on the border is seen whole.
_PIECE = 8_000
_OVERLAP = 400


class _Result(msgspec.Struct):
    flagged: bool | None = None
    categories: dict[str, bool | None] = {}
    category_scores: dict[str, float | None] = {}

    @property
    def says_something(self) -> bool:
        return self.flagged is not None or bool(self.categories or self.category_scores)


class _Answer(msgspec.Struct):
    results: list[_Result]


_decoder = msgspec.json.Decoder(_Answer)


Ask = Callable[[], Awaitable[list[_Result]]]


class OpenAIModerator:
    """Asks POST /moderations; pictures one at a time, texts together."""

    def __init__(self, client: Client, config: Moderation) -> None:
        self._client = client
        self._config = config
        self._together = Together(self._asked)

    async def close(self) -> None:
        """Close the connections; nothing happens to those that are closed."""
        await self._together.close()
        await self._client.close()

    async def scores(self, words: Words) -> Scores:
        """Give the worst score of each category over all the words; raises `ModelError`."""
        pieces = [piece for text in words.texts for piece in _pieces(text)]
        asking: list[Ask] = [partial(self._together.results, pieces)] if pieces else []
        asking += [partial(self._asked, [_picture(image)]) for image in words.images]
        if len(asking) == 1:
            return _worst(await retried(asking[0], self._config.retry))
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(retried(ask, self._config.retry)) for ask in asking]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return _worst([result for task in tasks for result in task.result()])

    async def _asked(self, inputs: Sequence[Any]) -> list[_Result]:
        """Ask about texts, or about one picture; a result for each."""
        model = self._config.model
        one = inputs[0] if len(inputs) == 1 and isinstance(inputs[0], str) else inputs
        with self._client.translated(model):
            try:
                async with asyncio.timeout(self._config.seconds):
                    body = msgspec.json.encode({"model": model, "input": one})
                    answer = await self._client.post("moderations", body)
                results = _decoder.decode(answer).results
            except TimeoutError:
                raise ModelSilent("no verdict in time") from None
            except msgspec.DecodeError as error:
                raise NotAnEndpoint("no moderation result") from error
            # What nobody judged must not count as harmless.
            if len(results) < len(inputs) or not all(each.says_something for each in results):
                raise NotAnEndpoint("no moderation result")
            return results


def _pieces(text: str) -> list[str]:
    if len(text) <= _PIECE:
        return [text]
    step = _PIECE - _OVERLAP
    return [text[begin : begin + _PIECE] for begin in range(0, len(text) - _OVERLAP, step)]


def _picture(image: Image) -> Mapping[str, Any]:
    return {"type": "image_url", "image_url": {"url": data_url(image)}}


def _worst(results: list[_Result]) -> Scores:
    flags: dict[str, bool] = {}
    scores: dict[str, float] = {}
    for result in results:
        for category, flag in result.categories.items():
            flags[category] = flags.get(category, False) or bool(flag)
        for category, score in result.category_scores.items():
            scores[category] = max(scores.get(category, 0.0), score or 0.0)
        if result.flagged and not any(result.categories.values()):
            flags["flagged"] = True
    return Scores(flags, scores)
