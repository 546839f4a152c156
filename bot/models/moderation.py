"""The moderation model of an endpoint: scores for words and pictures."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx2
import msgspec

from bot.config.schema import Moderation
from bot.errors import ModelSilent, NotAnEndpoint
from bot.models import Image
from bot.models.client import Client
from bot.models.images import data_url
from bot.models.retry import retried
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


class OpenAIModerator:
    """Asks POST /moderations; pictures one at a time, texts together."""

    def __init__(self, client: Client, config: Moderation) -> None:
        self._client = client
        self._config = config

    async def close(self) -> None:
        """Close the connections; nothing happens to those that are closed."""
        await self._client.close()

    async def scores(self, words: Words) -> Scores:
        """Give the worst score of each category over all the words; raises `ModelError`."""
        inputs: list[Any] = []
        pieces = [piece for text in words.texts for piece in _pieces(text)]
        if pieces:
            inputs.append(pieces if len(pieces) > 1 else pieces[0])
        inputs += [[_picture(image)] for image in words.images]
        if len(inputs) == 1:
            return _worst(await self._judged(inputs[0]))
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._judged(one)) for one in inputs]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return _worst([result for task in tasks for result in task.result()])

    async def _judged(self, one: Any) -> list[_Result]:
        return await retried(lambda: self._asked(one), self._config.retry)

    async def _asked(self, one: Any) -> list[_Result]:
        model = self._config.model
        with self._client.translated(model):
            try:
                async with asyncio.timeout(self._config.seconds):
                    # The bytes as they came: the SDK's objects cost more than the request.
                    raw = await self._client.sdk.post(
                        "/moderations", cast_to=httpx2.Response, body={"model": model, "input": one}
                    )
                results = _decoder.decode(raw.content).results
            except TimeoutError:
                raise ModelSilent("no verdict in time") from None
            except msgspec.DecodeError as error:
                raise NotAnEndpoint("no moderation result") from error
            # What nobody judged must not count as harmless.
            if len(results) < _results_of(one) or not all(each.says_something for each in results):
                raise NotAnEndpoint("no moderation result")
            return results


def _results_of(one: Any) -> int:
    """How many results an input has: texts get one each, a picture in its list one."""
    return len(one) if isinstance(one, list) else 1


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
