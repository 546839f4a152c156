"""Values that a setting may have, for properties of all settings."""

from typing import Any

from hypothesis import strategies as st

from bot.commands import Kind
from bot.settings import Setting, Values

_IDS = ["1170123456789012345", "C0123ABCD", "U0123ABCD", "7", "-", "general"]


def one_of(declared: Setting) -> st.SearchStrategy[Any]:
    """A single value, or a single entry of a list or a table."""
    match declared.kind:
        case Kind.FLAG:
            return st.booleans()
        case Kind.CHOICE:
            return st.sampled_from(declared.choices)
        case Kind.NUMBER:
            return st.floats(declared.minimum, declared.maximum)
        case Kind.WHOLE:
            return st.integers(int(declared.minimum or 0), int(declared.maximum or 0))
        case Kind.LANGUAGE:
            return st.sampled_from(["", "en", "zh-CN", "sr-Latn-RS"])
        case Kind.CHANNEL if not declared.many:
            return st.sampled_from(_IDS)
    length = {"min_size": int(declared.minimum or 0), "max_size": min(60, int(declared.maximum))}
    return st.text(**length)


def values_of(declared: Setting) -> st.SearchStrategy[Any]:
    """Values of every kind that the declaration allows, in its own type."""
    return _raw(declared).map(
        lambda raw: getattr(Values.model_validate({declared.name: raw}), declared.name)
    )


def _raw(declared: Setting) -> st.SearchStrategy[Any]:
    one = one_of(declared)
    if declared.name == "blocked_patterns":
        one = st.sampled_from(
            [r"a{1,3}\s+b", "[,.]x", "(?i)ab|cd", '"q"', "[a-z]+", "none", "x, y"]
        )
        return st.lists(one, max_size=6).map(tuple)
    if declared.name == "budget":
        lines = [
            "50000 tokens a day for each person",
            "$0.25 hour role 7",
            "3 images day channel C1",
        ]
        return st.lists(st.sampled_from(lines), unique=True).map(tuple)
    if declared.keys:
        return st.dictionaries(st.sampled_from(declared.keys), one)
    if declared.many:
        marks = st.text(st.sampled_from('a, ]["{}\n\\'), min_size=1, max_size=8)
        one = one | st.sampled_from(_IDS) | marks
        return st.lists(one, max_size=6).map(tuple)
    return one | st.none() if declared.optional else one
