"""What was filled into the fields of a form, whatever a platform calls each part of them.

A field may take several parts: a text that is longer than one holds, or more lists to pick from
than one. The id of each says to which it belongs.
"""

import re
from collections.abc import Iterable, Sequence

from adapters.parting import joined
from bot.forms import Sent

_ID = re.compile(r"(?P<name>.{1,60})-(?P<number>\d)(?:-(?P<joint>[sx]))?", re.DOTALL)


def entry_id(name: str, number: int, joint: str = "") -> str:
    """The id of a part of a field; `joint` is what lies between a text and the part before it."""
    return f"{name}-{number}-{joint}" if joint else f"{name}-{number}"


def collected(entries: Iterable[tuple[str, str | Sequence[str]]]) -> Sent:
    """What was filled in, by the name of the field, given each part by its id.

    A part is a text, or what was picked from a list. What is no field of ours is passed by.
    """
    found: dict[str, list[tuple[int, str, str | Sequence[str]]]] = {}
    for part_id, value in entries:
        if read := _ID.fullmatch(part_id):
            part = (int(read["number"]), read["joint"] or "", value)
            found.setdefault(read["name"], []).append(part)
    # Nobody promises in which order a platform hands them over.
    return {name: _whole(sorted(parts, key=lambda part: part[0])) for name, parts in found.items()}


def _whole(parts: Sequence[tuple[int, str, str | Sequence[str]]]) -> tuple[str, ...]:
    """All that was picked, and the text at the end."""
    picked = [one for _, _, value in parts if not isinstance(value, str) for one in value]
    text = joined((joint, value) for _, joint, value in parts if isinstance(value, str))
    return (*picked, text) if text.strip() else tuple(picked)
