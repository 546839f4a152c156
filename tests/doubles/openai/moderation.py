"""POST /v1/moderations as omni-moderation answers it.

Shapes: openai/types/moderation_create_params.py and moderation.py. A text gives one result, an
array of texts one each, and an array of parts one for all of them together, with one image at most.
"""

import asyncio
import inspect
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.openai.content import image
from tests.doubles.openai.errors import Problem, Rejected, missing, unknown_model
from tests.doubles.openai.question import Json

# With True those that look at images as well (openai/types/moderation.py,
# `CategoryAppliedInputTypes`).
CATEGORIES: Mapping[str, bool] = {
    "harassment": False,
    "harassment/threatening": False,
    "sexual": True,
    "hate": False,
    "hate/threatening": False,
    "illicit": False,
    "illicit/violent": False,
    "self-harm/intent": True,
    "self-harm/instructions": True,
    "self-harm": True,
    "sexual/minors": False,
    "violence": True,
    "violence/graphic": True,
}
MODELS = frozenset({"omni-moderation-latest", "omni-moderation-2024-09-26"})
FLAGGED_FROM = 0.5
QUIET = 3.2e-06


@dataclass(frozen=True, slots=True)
class Judged:
    """What one result is about; `images` are the decoded files."""

    text: str
    images: tuple[bytes, ...] = ()


Scores = Mapping[str, float]
Judge = Callable[[Judged], Scores | Awaitable[Scores]]


@dataclass(slots=True)
class Moderation:
    """Judges texts by lists of words, then by `judge`, which may wait for something.

    `delay` is in seconds. While `gate` is there and not set, no request is answered. `asked` is
    everything that was to be judged, in order.
    """

    delay: float = 0
    gate: asyncio.Event | None = None
    judge: Judge | None = None
    asked: list[Judged] = field(default_factory=list)
    _words: dict[str, tuple[str, float]] = field(default_factory=dict)

    def flag(self, *words: str, category: str = "violence", score: float = 0.97) -> None:
        """Give every text with one of these words in it this score, in this category."""
        if category not in CATEGORIES:
            raise ValueError(f"{category} is not one of {', '.join(CATEGORIES)}")
        self._words |= {word.casefold(): (category, score) for word in words}

    @property
    def texts(self) -> list[str]:
        """Return the texts that were to be judged, in order."""
        return [judged.text for judged in self.asked]

    async def answer(self, body: Json) -> dict[str, Any]:
        """Return the body of the response. Raises `Rejected`."""
        model = body.get("model") or "omni-moderation-latest"
        if model not in MODELS:
            raise Rejected(unknown_model(model))
        judged = read(body)
        self.asked += judged
        if self.gate is not None:
            await self.gate.wait()
        if self.delay:
            await asyncio.sleep(self.delay)
        results = [_result(each, await self._scores(each)) for each in judged]
        return {"id": f"modr-{secrets.token_hex(16)}", "model": model, "results": results}

    async def _scores(self, judged: Judged) -> dict[str, float]:
        scores = dict.fromkeys(CATEGORIES, QUIET)
        text = judged.text.casefold()
        for word, (category, score) in self._words.items():
            if word in text:
                scores[category] = max(score, scores[category])
        if self.judge is not None:
            said = self.judge(judged)
            scores |= await said if inspect.isawaitable(said) else said
        return scores


def read(body: Json) -> list[Judged]:
    """Return what a request wants judged, one for each result. Raises `Rejected`."""
    given = body.get("input")
    if isinstance(given, str):
        return [Judged(given)]
    if not isinstance(given, list) or not given:
        raise Rejected(missing("input"))
    if all(isinstance(each, str) for each in given):
        return [Judged(each) for each in given]
    texts, images = [], []
    for at, part in enumerate(given):
        kind = part.get("type") if isinstance(part, Mapping) else None
        if kind == "text":
            texts.append(part["text"])
        elif kind == "image_url":
            images.append(image(part["image_url"]["url"], f"input[{at}].image_url.url"))
        else:
            said = f"Invalid value: '{kind}'. Supported values are: 'text' and 'image_url'."
            raise Rejected(Problem(400, said, code="invalid_value", param=f"input[{at}]"))
    if len(images) > 1:
        said = f"Number of images ({len(images)}) exceeds maximum of 1"
        raise Rejected(Problem(400, said, code="too_many_images", param="input"))
    return [Judged("\n".join(texts), tuple(images))]


def _result(judged: Judged, scores: Mapping[str, float]) -> dict[str, Any]:
    kinds = (["text"] if judged.text else []), (["image"] if judged.images else [])
    return {
        "flagged": any(score >= FLAGGED_FROM for score in scores.values()),
        "categories": {name: score >= FLAGGED_FROM for name, score in scores.items()},
        "category_scores": dict(scores),
        "category_applied_input_types": {
            name: kinds[0] + (kinds[1] if looks else []) for name, looks in CATEGORIES.items()
        },
    }
