"""Reads a request for an answer, and refuses parameters that the service would refuse.

The names each endpoint knows are taken from the SDK's own declarations (openai/types/chat/
completion_create_params.py, openai/types/responses/response_create_params.py).
"""

from collections.abc import Mapping
from typing import Any

from openai.types.chat.completion_create_params import CompletionCreateParamsStreaming
from openai.types.responses.response_create_params import ResponseCreateParamsStreaming

from tests.doubles.openai.content import chat_turns, responses_turns
from tests.doubles.openai.errors import Problem, Rejected, unsupported
from tests.doubles.openai.models import Models, ModelSpec
from tests.doubles.openai.question import Dialect, Json, Question, Turn
from tests.doubles.openai.script import count

_CHAT_NAMES = CompletionCreateParamsStreaming.__annotations__.keys()
_RESPONSES_NAMES = ResponseCreateParamsStreaming.__annotations__.keys()
_LEAST_OUTPUT = 16
# Every message costs a few tokens of its own, and an image some hundreds.
_FRAME, _IMAGE = 4, 765


def read_chat(body: Json, models: Models) -> Question:
    """Read a request to /v1/chat/completions. Raises `Rejected`."""
    model = _model(body, models)
    for name in body:
        if name not in _CHAT_NAMES:
            raise Rejected(Problem(400, f"Unrecognized request argument supplied: {name}"))
    if body.get("max_tokens") is not None and not model.max_tokens:
        raise Rejected(unsupported("max_tokens", "Use 'max_completion_tokens' instead."))
    if body.get("stream_options") is not None and not body.get("stream"):
        said = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
        raise Rejected(Problem(400, said, param="stream_options"))
    effort = body.get("reasoning_effort")
    _check_effort(effort, "reasoning_effort", model)
    _check_shared(body, model, effort)
    turns = chat_turns(body.get("messages"), model)
    limit = body.get("max_completion_tokens") or body.get("max_tokens")
    return _question("chat", body, model=model, turns=turns, limit=limit)


def read_responses(body: Json, models: Models) -> Question:
    """Read a request to /v1/responses. Raises `Rejected`."""
    model = _model(body, models)
    for name in body:
        if name not in _RESPONSES_NAMES:
            said = f"Unknown parameter: '{name}'."
            raise Rejected(Problem(400, said, code="unknown_parameter", param=name))
    limit = body.get("max_output_tokens")
    if limit is not None and limit < _LEAST_OUTPUT:
        said = (
            "Invalid 'max_output_tokens': integer below minimum value. "
            f"Expected a value >= {_LEAST_OUTPUT}, but got {limit} instead."
        )
        raise Rejected(
            Problem(400, said, code="integer_below_min_value", param="max_output_tokens")
        )
    reasoning = body.get("reasoning")
    effort = reasoning.get("effort") if isinstance(reasoning, Mapping) else None
    _check_effort(effort, "reasoning.effort", model)
    _check_shared(body, model, effort)
    turns = responses_turns(body, model)
    return _question("responses", body, model=model, turns=turns, limit=limit)


def prompt_tokens(question: Question) -> int:
    """Return how many tokens a prompt has, frames and images included."""
    each = (_FRAME + count(turn.text) + _IMAGE * len(turn.images) for turn in question.turns)
    return sum(each) + 3


def check_context(question: Question) -> None:
    """Refuse a prompt that is longer than the model's context. Raises `Rejected`."""
    tokens, context = prompt_tokens(question), question.model.context
    if tokens <= context or question.body.get("truncation") == "auto":
        return
    if question.dialect == "responses":
        said = (
            "Your input exceeds the context window of this model. "
            "Please adjust your input and try again."
        )
        raise Rejected(Problem(400, said, code="context_length_exceeded", param="input"))
    said = (
        f"This model's maximum context length is {context} tokens. However, your messages resulted "
        f"in {tokens} tokens. Please reduce the length of the messages."
    )
    raise Rejected(Problem(400, said, code="context_length_exceeded", param="messages"))


def _question(
    dialect: Dialect,
    body: Json,
    *,
    model: ModelSpec,
    turns: tuple[Turn, ...],
    limit: int | None,
) -> Question:
    return Question(dialect, model, turns, limit, stream=body.get("stream") is True, body=body)


def _model(body: Json, models: Models) -> ModelSpec:
    name = body.get("model")
    if not isinstance(name, str) or not name:
        raise Rejected(Problem(400, "you must provide a model parameter"))
    return models.get(name)


def _check_effort(effort: Any, param: str, model: ModelSpec) -> None:
    if effort is None or effort in model.efforts:
        return
    if not model.efforts:
        raise Rejected(unsupported(param))
    known = ", ".join(f"'{word}'" for word in sorted(model.efforts))
    said = (
        f"Unsupported value: '{param}' does not support '{effort}' with this model. "
        f"Supported values are: {known}."
    )
    raise Rejected(Problem(400, said, code="unsupported_value", param=param))


def _check_shared(body: Json, model: ModelSpec, effort: str | None) -> None:
    """Check what both dialects share: sampling, and the length of two identifiers."""
    free = model.temperature == "always" or (
        model.temperature == "without effort" and effort == "none"
    )
    for param in ("temperature", "top_p"):
        value = body.get(param)
        if value is not None and value != 1 and not free:
            said = (
                f"Unsupported value: '{param}' does not support {value} with this model. "
                "Only the default (1) value is supported."
            )
            raise Rejected(Problem(400, said, code="unsupported_value", param=param))
    if not 0 <= (body.get("temperature") or 0) <= 2:
        said = f"Invalid 'temperature': {body['temperature']} is not between 0 and 2."
        raise Rejected(Problem(400, said, code="decimal_above_max_value", param="temperature"))
    for param, longest in (("prompt_cache_key", 64), ("safety_identifier", 128)):
        length = len(body.get(param) or "")
        if length > longest:
            said = (
                f"Invalid '{param}': string too long. Expected a string with maximum length "
                f"{longest}, but got a string with length {length} instead."
            )
            raise Rejected(Problem(400, said, code="string_above_max_length", param=param))
