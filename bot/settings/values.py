"""What a server or a channel may set: one field per setting, which is its only declaration."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.commands import Kind
from bot.errors import InputError
from bot.screening import Action
from bot.screening.rules import check_patterns, check_terms

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


def _tag(language: str) -> str:
    if language and not _TAG.fullmatch(language):
        raise ValueError(f"{language!r} is no language tag; such are en, fr and zh-CN.")
    return language


def _usable(check: Callable[[Sequence[str]], None]) -> AfterValidator:
    """Have the screening look at its rules while they can still be mended."""

    def checked(rules: tuple[str, ...]) -> tuple[str, ...]:
        try:
            check(rules)
        except InputError as error:
            raise ValueError(str(error)) from None
        return rules

    return AfterValidator(checked)


Share = Annotated[float, Field(ge=0, le=1)]
Phrase = Annotated[str, Field(min_length=1, max_length=200)]
Pattern = Annotated[str, Field(min_length=1, max_length=1_000)]
Phrases = Annotated[tuple[Phrase, ...], _usable(check_terms)]
Patterns = Annotated[tuple[Pattern, ...], _usable(check_patterns)]

PROMPT = (
    "You are Causerie, a helpful teammate in this chat. Answer in the language of the question, "
    "briefly and to the point, and go into detail when asked to. Say so when you do not know "
    "something or cannot do it; never make up facts, quotes or links. Put code into fenced blocks "
    "that name their language."
)


def _setting(
    default: object,
    description: str,
    *,
    topic: str,
    scope: Scope = "channel",
    admin: bool = True,
    confidential: bool = False,
    kind: Kind | None = None,
    **bounds: Any,
) -> Any:
    """Declare a setting: `scope` is the smallest unit that may have a value of its own.

    `admin` settings are changed by admins only, `confidential` ones are shown to nobody else.
    `kind` is needed where the type alone does not tell it.
    """
    extra: dict[str, Any] = {"topic": topic, "scope": scope, "admin": admin, "kind": kind}
    extra["confidential"] = confidential
    return Field(default, description=description, json_schema_extra=extra, **bounds)


class Values(BaseModel):
    """The value of every setting, as it counts in one place."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    model: str = _setting(
        "auto",
        "The model that answers; auto is the one that the operator chose",
        topic="model",
        min_length=1,
        max_length=200,
    )
    temperature: Annotated[float, Field(ge=0, le=2)] | None = _setting(
        None,
        "How freely the model picks its words: 0 is strict, 2 is wild",
        topic="model",
    )
    answer_tokens: Annotated[int, Field(ge=1, le=1_000_000)] | None = _setting(
        None,
        "The longest answer, in tokens",
        topic="model",
    )
    show_usage: bool = _setting(
        False,
        "Whether tokens and cost stand under each answer",
        topic="model",
    )
    system: str = _setting(
        PROMPT,
        "What the model is told before every conversation",
        topic="prompt and persona",
        max_length=8_000,
    )
    persona: str = _setting(
        "",
        "The persona that answers; its prompt takes the place of the system prompt",
        topic="prompt and persona",
        max_length=100,
    )
    blocked_words: Phrases = _setting(
        (),
        "Words and phrases that are refused in questions and answers",
        topic="moderation",
        confidential=True,
        max_length=2_000,
    )
    blocked_patterns: Patterns = _setting(
        (),
        "Regular expressions that are refused in questions and answers",
        topic="moderation",
        confidential=True,
        max_length=200,
    )
    allowed_words: Phrases = _setting(
        (),
        "Words and phrases that the blocked words and patterns leave alone",
        topic="moderation",
        confidential=True,
        max_length=2_000,
    )
    moderation_thresholds: Mapping[Category, Share] = _setting(
        {},
        "The score from which a category counts; the moderation model decides the others",
        topic="moderation",
    )
    moderation_actions: Mapping[Category, Action] = _setting(
        {},
        "What follows when a category counts; the others are refused",
        topic="moderation",
    )
    moderation_when_down: Literal["closed", "open"] = _setting(
        "closed",
        "When the moderation service gives no verdict: closed shows nothing, open shows all",
        topic="moderation",
    )
    screening_log_text: bool = _setting(
        False,
        "Whether the screening log keeps the words that were judged",
        topic="privacy",
        scope="server",
    )
    remember: bool = _setting(
        True,
        "Whether the bot keeps the conversation; without it each question stands alone",
        topic="privacy",
    )
    language: Annotated[str, AfterValidator(_tag)] = _setting(
        "",
        "The language of the bot's own sentences; empty is each person's own",
        topic="languages",
        kind=Kind.LANGUAGE,
        max_length=35,
    )
