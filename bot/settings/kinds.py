"""The kinds of values that settings hold, and what each of them must be."""

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from bot.budgets.allowance import joined, no_two_alike, one_line
from bot.errors import InputError
from bot.screening.rules import check_patterns, check_terms
from bot.translating.languages import language

Scope = Literal["server", "channel"]

Category = Literal[
    "harassment",
    "harassment/threatening",
    "hate",
    "hate/threatening",
    "illicit",
    "illicit/violent",
    "self-harm",
    "self-harm/intent",
    "self-harm/instructions",
    "sexual",
    "sexual/minors",
    "violence",
    "violence/graphic",
]
"""What the moderation model looks for, under its own names."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _tag(named: str) -> str:
    """Give the tag of a language, which may also be named: `French` is `fr`."""
    if not named or _TAG.fullmatch(named):
        return named
    found = language(named)
    if found is None:
        raise ValueError(f"{named!r} is no language tag; such are en, fr and zh-CN.")
    return found.code


def _usable(check: Callable[[Sequence[str]], None]) -> AfterValidator:
    """Have the screening look at its rules while they can still be mended."""

    def checked(rules: tuple[str, ...]) -> tuple[str, ...]:
        try:
            check(rules)
        except InputError as error:
            raise ValueError(str(error)) from None
        return rules

    return AfterValidator(checked)


# `<#7>`, `<@!7>`, `<@&7>`, `<@U7|dana>` and `<!subteam^S7>`: what a platform makes of a mention.
_MENTION = re.compile(r"<(?:[#@][!&]?|!subteam\^)([A-Za-z0-9]+)(?:\|[^>]*)?>")


def id_in(given: object) -> object:
    """Take an id as it is, or as it stands in a mention."""
    mention = _MENTION.fullmatch(given.strip()) if isinstance(given, str) else None
    return mention[1] if mention else given


Share = Annotated[float, Field(ge=0, le=1)]
Phrase = Annotated[str, Field(min_length=1, max_length=200)]
Pattern = Annotated[str, Field(min_length=1, max_length=1_000)]
Language = Annotated[str, AfterValidator(_tag)]
Phrases = Annotated[tuple[Phrase, ...], _usable(check_terms)]
Patterns = Annotated[tuple[Pattern, ...], _usable(check_patterns)]
Id = Annotated[str, BeforeValidator(id_in), Field(min_length=1, max_length=100)]
_Allowance = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(one_line)]
Allowances = Annotated[
    tuple[_Allowance, ...], BeforeValidator(joined), AfterValidator(no_two_alike)
]
