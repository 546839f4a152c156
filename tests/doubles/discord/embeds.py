"""What is wrong with embeds.

https://docs.discord.com/developers/resources/message#embed-object-embed-limits
"""

from collections.abc import Iterator, Sequence
from typing import Any

from tests.doubles.discord.errors import Problems, required, too_long

_MOST, _MOST_FIELDS, _MOST_TOGETHER = 10, 25, 6000
_LONGEST = {
    "title": 256,
    "description": 4096,
    "footer.text": 2048,
    "author.name": 256,
    "name": 256,
    "value": 1024,
}


def problems_of_embeds(embeds: Sequence[dict[str, Any]]) -> Problems:
    """Return what is wrong with the embeds of a message, by path."""
    problems: dict[str, tuple[str, str]] = {}
    if len(embeds) > _MOST:
        problems["embeds"] = too_long(_MOST)
    together = 0
    for number, embed in enumerate(embeds):
        path = f"embeds.{number}"
        fields = embed.get("fields") or ()
        if len(fields) > _MOST_FIELDS:
            problems[f"{path}.fields"] = too_long(_MOST_FIELDS)
        for place, text, limit in _texts(embed):
            together += len(text)
            if len(text) > limit:
                problems[f"{path}.{place}"] = too_long(limit)
        for at, field in enumerate(fields):
            problems |= {
                f"{path}.fields.{at}.{key}": required()
                for key in ("name", "value")
                if not str(field.get(key) or "").strip()
            }
    if together > _MOST_TOGETHER:
        words = f"Embed size exceeds maximum size of {_MOST_TOGETHER}"
        problems["embeds"] = ("MAX_EMBED_SIZE_EXCEEDED", words)
    return problems


def _texts(embed: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    for key in ("title", "description"):
        yield key, str(embed.get(key) or ""), _LONGEST[key]
    for key, inner in (("footer", "text"), ("author", "name")):
        place = f"{key}.{inner}"
        yield place, str((embed.get(key) or {}).get(inner) or ""), _LONGEST[place]
    for at, field in enumerate(embed.get("fields") or ()):
        for key in ("name", "value"):
            yield f"fields.{at}.{key}", str(field.get(key) or ""), _LONGEST[key]
