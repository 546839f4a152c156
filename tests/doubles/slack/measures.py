"""Measures texts and lists of Block Kit, and words what is wrong as Slack does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a JSON document."""

    pointer: str

    def at(self, *parts: str | int) -> "Place":
        """Return the place of a part."""
        return Place("/".join((self.pointer, *map(str, parts))))

    def says(self, problem: str) -> str:
        """Return a problem together with its place."""
        return f"{problem} [json-pointer:{self.pointer}]"


def required(of: Json, key: str, place: Place) -> Iterator[str]:
    """Go through the problem that something is missing."""
    if of.get(key) is None:
        yield place.says(f"missing required field: {key}")


def words(of: Json, key: str, place: Place, *, most: int, least: int = 1) -> Iterator[str]:
    """Go through the problems of a string, which may be absent."""
    found = of.get(key)
    if found is None:
        return
    there = place.at(key)
    if not isinstance(found, str):
        yield there.says("must be a string")
    elif len(found) < least:
        yield there.says(f"must be more than {least - 1} characters")
    elif len(found) > most:
        yield there.says(f"must be less than {most + 1} characters")


def text(of: Json, key: str, place: Place, *, most: int, plain: bool = False) -> Iterator[str]:
    """Go through the problems of a text object, which may be absent."""
    found = of.get(key)
    if found is None:
        return
    there = place.at(key)
    kinds = {"plain_text"} if plain else {"plain_text", "mrkdwn"}
    if not isinstance(found, dict) or found.get("type") not in kinds:
        yield there.says("must be a valid text object")
        return
    yield from required(found, "text", there)
    yield from words(found, "text", there, most=most)


def between(found: Any, place: Place, least: int, most: int) -> Iterator[str]:
    """Go through the problems of the length of a list."""
    if not isinstance(found, list):
        yield place.says("must be an array")
    elif len(found) < least:
        yield place.says(f"no fewer than {least} items allowed")
    elif len(found) > most:
        yield place.says(f"no more than {most} items allowed")
