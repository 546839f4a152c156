"""What Slack finds wrong with blocks: https://docs.slack.dev/reference/block-kit/blocks.

Each problem is worded as Slack words it, with a pointer to the field.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from tests.doubles.slack import elements
from tests.doubles.slack.measures import Json, Place, between, required, text, words

_WHERE = {
    "message": {
        "actions", "alert", "call", "card", "carousel", "container", "context", "context_actions",
        "data_table", "divider", "file", "header", "image", "input", "markdown", "plan",
        "rich_text", "section", "table", "task_card", "video",
    },
    "modal": {
        "actions", "alert", "context", "divider", "header", "image", "input", "rich_text",
        "section", "table", "video",
    },
}  # fmt: skip
_WHERE["home"] = _WHERE["modal"]
_ROWS, _COLUMNS = 100, 20


def problems(
    blocks: Sequence[Any], *, surface: str = "message", most: int = 50, at: str = "/blocks"
) -> list[str]:
    """Return what is wrong with blocks on a surface: "message", "modal" or "home"."""
    found: list[str] = []
    if len(blocks) > most:
        found.append(f"no more than {most} items allowed [json-pointer:{at}]")
    for number, block in enumerate(blocks):
        found += _problems(block, Place(f"{at}/{number}"), surface)
    for twice in _repeated(block.get("block_id") for block in blocks if isinstance(block, dict)):
        found.append(f"`block_id` already exists: {twice} [json-pointer:{at}]")
    return found


def text_of(blocks: Iterable[Json], kind: str | None = None) -> int:
    """Return how many characters of text blocks have, or those of one kind."""
    chosen = [block for block in blocks if kind is None or block.get("type") == kind]
    return sum(_characters(block) for block in chosen)


def _characters(part: Any) -> int:
    if isinstance(part, dict):
        own = part.get("text")
        inner = (value for value in part.values() if isinstance(value, dict | list))
        return (len(own) if isinstance(own, str) else 0) + sum(map(_characters, inner))
    return sum(map(_characters, part)) if isinstance(part, list) else 0


def _repeated(ids: Iterable[str | None]) -> Iterator[str]:
    seen: set[str] = set()
    for each in ids:
        if each is not None and each in seen:
            yield each
        seen.add(each or "")


def _problems(block: Any, place: Place, surface: str) -> Iterator[str]:
    if not isinstance(block, dict):
        yield place.says("must be an object")
        return
    kind = block.get("type")
    if kind not in _WHERE[surface]:
        yield place.says(f"unsupported type: {kind}")
        return
    yield from words(block, "block_id", place, most=255)
    check = _CHECKS.get(str(kind))
    if check is not None:
        yield from check(block, place)


def _section(block: Json, place: Place) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield place.says("missing required field: text")
    yield from text(block, "text", place, most=3000)
    fields = block.get("fields") or []
    yield from between(fields, place.at("fields"), 0, 10)
    for number, field in enumerate(fields):
        yield from text({"field": field}, "field", place.at("fields", number), most=2000)
    if block.get("accessory") is not None:
        yield from elements.problems(block["accessory"], place.at("accessory"))


def _header(block: Json, place: Place) -> Iterator[str]:
    yield from required(block, "text", place)
    yield from text(block, "text", place, most=150, plain=True)


def _image(block: Json, place: Place) -> Iterator[str]:
    yield from required(block, "alt_text", place)
    yield from words(block, "alt_text", place, most=2000)
    yield from words(block, "image_url", place, most=3000)
    yield from text(block, "title", place, most=2000, plain=True)


def _context(block: Json, place: Place) -> Iterator[str]:
    inside = block.get("elements") or []
    yield from between(inside, place.at("elements"), 1, 10)
    for number, element in enumerate(inside):
        if element.get("type") != "image":
            there = place.at("elements", number)
            yield from text({"text": element}, "text", there, most=2000)


def _actions(block: Json, place: Place) -> Iterator[str]:
    yield from _elements(block, place, most=25)


def _context_actions(block: Json, place: Place) -> Iterator[str]:
    yield from _elements(block, place, most=5)
    for number, element in enumerate(block.get("elements") or []):
        if element.get("type") not in {"feedback_buttons", "icon_button"}:
            there = place.at("elements", number)
            yield there.says(f"unsupported type: {element.get('type')}")


def _elements(block: Json, place: Place, *, most: int) -> Iterator[str]:
    inside = block.get("elements") or []
    yield from between(inside, place.at("elements"), 1, most)
    for number, element in enumerate(inside):
        yield from elements.problems(element, place.at("elements", number))
    for twice in _repeated(element.get("action_id") for element in inside):
        yield place.at("elements").says(f"`action_id` already exists: {twice}")


def _input(block: Json, place: Place) -> Iterator[str]:
    yield from required(block, "label", place)
    yield from text(block, "label", place, most=2000, plain=True)
    yield from text(block, "hint", place, most=2000, plain=True)
    if block.get("element") is None:
        yield place.says("missing required field: element")
    else:
        yield from elements.problems_of_input(block["element"], place.at("element"))


def _markdown(block: Json, place: Place) -> Iterator[str]:
    yield from required(block, "text", place)
    # Together they may have no more than that either, which a message is asked for as a whole.
    yield from words(block, "text", place, most=12_000)


def _table(block: Json, place: Place) -> Iterator[str]:
    rows = block.get("rows") or []
    yield from between(rows, place.at("rows"), 1, _ROWS)
    for number, row in enumerate(rows):
        yield from between(row, place.at("rows", number), 1, _COLUMNS)


_CHECKS: Mapping[str, Callable[[Json, Place], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "image": _image,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "markdown": _markdown,
    "table": _table,
}
