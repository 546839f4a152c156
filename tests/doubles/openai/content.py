"""Reads the messages of a request, and refuses what the service would refuse.

The part types of the two dialects differ, and each refuses the other's (openai/types/chat/
chat_completion_content_part_param.py; openai/types/responses/response_input_content_param.py).
"""

import base64
import binascii
import io
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from PIL import Image, UnidentifiedImageError

from tests.doubles.openai.errors import Problem, Rejected, missing
from tests.doubles.openai.models import ModelSpec
from tests.doubles.openai.question import Json, Turn


class _Parts(NamedTuple):
    """The types of content parts that a message may have."""

    texts: tuple[str, ...]
    images: tuple[str, ...] = ()


LARGEST_IMAGE = 20 * 1024 * 1024

_CHAT_ROLES = ("system", "developer", "user", "assistant", "tool", "function")
_RESPONSES_ROLES = ("system", "developer", "user", "assistant")
_RESPONSES_KEYS = {"type", "role", "content", "id", "status", "phase"}
_CHAT_PARTS = {
    "user": _Parts(("text",), ("image_url",)),
    "assistant": _Parts(("text", "refusal")),
}
_RESPONSES_PARTS = {"assistant": _Parts(("output_text", "refusal"))}
_FORMATS = {"PNG", "JPEG", "GIF", "WEBP"}
_DATA_URL = re.compile(r"data:image/[\w.+-]+;base64,(.+)", re.DOTALL)
# Speakers' names are refused with blanks or with one of <|\/>.
_NAME = re.compile(r"[^\s<|\\/>]+")


def chat_turns(messages: Any, model: ModelSpec) -> tuple[Turn, ...]:
    """Read `messages` of a request to /v1/chat/completions."""
    if messages is None:
        raise Rejected(missing("messages"))
    if not isinstance(messages, list) or not messages:
        said = "Invalid 'messages': empty array. Expected an array with minimum length 1, but got "
        raise Rejected(
            Problem(400, said + "an empty array instead.", code="empty_array", param="messages")
        )
    return tuple(_chat_turn(item, f"messages[{at}]", model) for at, item in enumerate(messages))


def responses_turns(body: Json, model: ModelSpec) -> tuple[Turn, ...]:
    """Read `instructions` and `input` of a request to /v1/responses."""
    given, turns = body.get("input"), []
    if body.get("instructions"):
        turns.append(Turn("system", body["instructions"]))
    if isinstance(given, str):
        turns.append(Turn("user", given))
    elif isinstance(given, list):
        for at, item in enumerate(given):
            if item.get("type", "message") == "message":
                turns.append(_responses_turn(item, f"input[{at}]", model))
    if not turns or not given:
        said = "One of 'input' or 'previous_response_id' or 'prompt' must be provided."
        raise Rejected(Problem(400, said, code="missing_required_parameter"))
    return tuple(turns)


def image(url: str, param: str) -> bytes:
    """Return the file inside a data URL, which must be a picture that can be decoded."""
    found = _DATA_URL.fullmatch(url)
    if found is None:
        said = (
            f"Invalid '{param}'. Expected a base64-encoded data URL with an image MIME type "
            "(e.g. 'data:image/png;base64,aW1nIGJ5dGVzIGhlcmU='), but got something else."
        )
        raise Rejected(Problem(400, said, code="invalid_value", param=param))
    try:
        data = base64.b64decode(found[1], validate=True)
        with Image.open(io.BytesIO(data)) as picture:
            known = picture.format in _FORMATS
            # verify() raises SyntaxError for a broken PNG.
            picture.verify()
    except (binascii.Error, UnidentifiedImageError, OSError, SyntaxError, ValueError):
        known, data = False, b""
    if not known or len(data) > LARGEST_IMAGE:
        said = (
            "You uploaded an unsupported image. Please make sure your image is below 20 MB in "
            "size and is of one the following formats: ['png', 'jpeg', 'gif', 'webp']."
        )
        raise Rejected(Problem(400, said, code="invalid_image_format"))
    return data


def _chat_turn(message: Json, param: str, model: ModelSpec) -> Turn:
    role = _role(message, param, _CHAT_ROLES)
    name = message.get("name")
    if name is not None and not _NAME.fullmatch(name):
        said = (
            f"Invalid '{param}.name': string does not match pattern. "
            r"Expected a string that matches the pattern '^[^\s<|\\/>]+$'."
        )
        raise Rejected(Problem(400, said, code="invalid_value", param=f"{param}.name"))
    content = message.get("content")
    if content is None and role == "assistant":
        return Turn(role, "")
    if content is None:
        said = f"Invalid value for '{param}.content': expected a string, got null."
        raise Rejected(Problem(400, said, param=f"{param}.content"))
    parts = _CHAT_PARTS.get(role, _Parts(("text",)))
    return _turn(role, content, f"{param}.content", parts, model)


def _responses_turn(item: Json, param: str, model: ModelSpec) -> Turn:
    role = _role(item, param, _RESPONSES_ROLES)
    for key in item:
        if key not in _RESPONSES_KEYS:
            said = f"Unknown parameter: '{param}.{key}'."
            raise Rejected(Problem(400, said, code="unknown_parameter", param=f"{param}.{key}"))
    if item.get("content") is None:
        raise Rejected(missing(f"{param}.content"))
    parts = _RESPONSES_PARTS.get(role, _Parts(("input_text",), ("input_image",)))
    return _turn(role, item["content"], f"{param}.content", parts, model)


def _role(message: Json, param: str, known: tuple[str, ...]) -> str:
    role = message.get("role")
    if role not in known:
        said = f"Invalid value: '{role}'. Supported values are: {_listed(known)}."
        raise Rejected(Problem(400, said, code="invalid_value", param=f"{param}.role"))
    return str(role)


def _turn(role: str, content: Any, param: str, parts: _Parts, model: ModelSpec) -> Turn:
    if isinstance(content, str):
        return Turn(role, content)
    texts, images = [], []
    for at, part in enumerate(content):
        kind = part.get("type")
        if kind in parts.texts:
            texts.append(part["refusal" if kind == "refusal" else "text"])
        elif kind in parts.images:
            images.append(_picture(part, f"{param}[{at}]", model))
        else:
            known = _listed(parts.texts + parts.images)
            said = f"Invalid value: '{kind}'. Supported values are: {known}."
            raise Rejected(Problem(400, said, code="invalid_value", param=f"{param}[{at}]"))
    return Turn(role, "\n".join(texts), tuple(images))


def _picture(part: Json, param: str, model: ModelSpec) -> bytes:
    if not model.images:
        said = f"Invalid content type. {part['type']} is only supported by certain models."
        raise Rejected(Problem(400, said, param=f"{param}.type"))
    url = part.get("image_url")
    if isinstance(url, Mapping):
        return image(str(url.get("url")), f"{param}.image_url.url")
    if part["type"] == "image_url":
        # /chat/completions wants an object here, /responses a string.
        said = f"Invalid type for '{param}.image_url': expected an object, but got a string."
        raise Rejected(Problem(400, said, code="invalid_type", param=f"{param}.image_url"))
    return image(str(url), f"{param}.image_url")


def _listed(words: tuple[str, ...]) -> str:
    quoted = [f"'{word}'" for word in words]
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
