"""The models this endpoint has, what each accepts, and how they are listed.

The list's fields are those of openai/types/model.py; shutdown dates are the announced ones
(docstring of openai/types/shared/chat_model.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from tests.doubles.openai.errors import Rejected, unknown_model

CREATED = 1_760_000_000


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """What a model accepts. `context` is in tokens, `efforts` are the reasoning efforts it knows.

    `draws` is for those that make pictures, `hears` for those that make text of sound: what they
    return. `temperature` says when it may differ from 1.
    `max_tokens` says whether the deprecated parameter of that name is taken at `/chat/completions`.
    """

    id: str
    context: int = 128_000
    temperature: Literal["always", "without effort", "never"] = "always"
    max_tokens: bool = True
    images: bool = True
    efforts: frozenset[str] = frozenset()
    draws: bool = False
    hears: Literal["text", "times", "speakers"] | None = None
    shutdown: str | None = None

    def listed(self) -> dict[str, Any]:
        """Return the model as an item of `GET /v1/models`."""
        return {
            "id": self.id,
            "object": "model",
            "created": CREATED,
            "owned_by": "system",
            "shutdown_date": self.shutdown,
        }


_EFFORTS = frozenset({"low", "medium", "high", "xhigh", "max"})
_WITH_NONE = _EFFORTS | {"none"}


def usual_models() -> tuple[ModelSpec, ...]:
    """Return a handful of models: with and without reasoning, living and dying."""
    return (
        ModelSpec("gpt-6.2-sol", 1_050_000, "never", max_tokens=False, efforts=_EFFORTS),
        ModelSpec("gpt-6.1-terra", 1_050_000, "never", max_tokens=False, efforts=_WITH_NONE),
        ModelSpec("gpt-6-luna", 400_000, "without effort", max_tokens=False, efforts=_WITH_NONE),
        ModelSpec("gpt-4o", shutdown="2027-01-14"),
        ModelSpec("gpt-4o-mini", shutdown="2027-01-14"),
        ModelSpec("gpt-4-text", 8_192, images=False),
        ModelSpec("gpt-tiny", 256),
        ModelSpec("omni-moderation-latest"),
        ModelSpec("gpt-image-2.6-flare", draws=True),
        ModelSpec("gpt-image-2", draws=True),
        ModelSpec("gpt-transcribe", hears="text"),
        ModelSpec("gpt-4o-transcribe-diarize", hears="speakers", shutdown="2027-02-26"),
        ModelSpec("whisper-1", hears="times", shutdown="2027-02-26"),
    )


class Models:
    """The table. With `lenient`, a model it does not know accepts everything."""

    def __init__(self, specs: Iterable[ModelSpec], *, lenient: bool) -> None:
        self._specs = {spec.id: spec for spec in specs}
        self._lenient = lenient

    def add(self, spec: ModelSpec) -> None:
        """Add a model, or change one that is there."""
        self._specs[spec.id] = spec

    def get(self, model: str) -> ModelSpec:
        """Return what is known of a model. Raises `Rejected` with a 404."""
        spec = self._specs.get(model)
        if spec is None and self._lenient:
            return ModelSpec(model)
        if spec is None:
            raise Rejected(unknown_model(model))
        return spec

    def listed(self) -> dict[str, Any]:
        """Return the body of `GET /v1/models`."""
        return {"object": "list", "data": [spec.listed() for spec in self._specs.values()]}
