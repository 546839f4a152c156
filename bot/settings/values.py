"""What a server or a channel may set: one field per setting, which is its only declaration."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.commands import Kind
from bot.screening import Action
from bot.screening.consequences import Consequence
from bot.screening.presets import Preset
from bot.settings.kinds import Allowances, Category, Id, Language, Patterns, Phrases, Scope, Share

# No id is written like this, so that a list with it alone lets nobody in.
_NOBODY = ("-",)
_MOST_IDS = 1_000
_WHERE = "channels and people"

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
    broken: object = None,
    examples: tuple[str, ...] = (),
    **bounds: Any,
) -> Any:
    """Declare a setting: `scope` is the smallest unit that may have a value of its own.

    `admin` settings are changed by admins only, `confidential` ones are shown to nobody else.
    `kind` is needed where the type alone does not tell it. `broken` is what counts where the stored
    value cannot be used, for what must not fall open to its default. `examples` are offered while
    the value is typed.
    """
    extra: dict[str, Any] = {"topic": topic, "scope": scope, "admin": admin, "kind": kind}
    extra |= {"confidential": confidential, "broken": broken, "examples": list(examples)}
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
    image_model: str = _setting(
        "auto",
        "The model that makes pictures; auto is the one that the operator chose",
        topic="model",
        min_length=1,
        max_length=200,
    )
    image_ask_above: Annotated[float, Field(ge=0, le=1_000)] | None = _setting(
        1.0,
        "Ask before pictures are made that may cost more dollars than this; empty never asks",
        topic="budget",
        scope="server",
    )
    tools: bool = _setting(
        True,
        "Whether plain words do the same as commands: draw me, translate that, what did I miss",
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
    moderation_preset: Preset = _setting(
        Preset.STANDARD,
        "How soon the moderation model's categories count: standard is as it flags them itself",
        topic="moderation",
    )
    moderation_thresholds: Mapping[Category, Share] = _setting(
        {},
        "The score from which a category counts; the preset decides the others",
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
    auto_moderation: bool = _setting(
        False,
        "Whether messages that are not for the bot are judged as well, with edits and pictures",
        topic="moderation",
    )
    auto_actions: Mapping[Category, Consequence] = _setting(
        {},
        "What happens to a message in which a category counts; the others are only noted",
        topic="moderation",
    )
    auto_rules: Consequence = _setting(
        Consequence.DELETE,
        "What happens to a message with one of the server's blocked words or patterns",
        topic="moderation",
    )
    timeout_minutes: Annotated[int, Field(ge=1, le=40_320)] = _setting(
        10,
        "How long a time out lasts, in minutes; four weeks at most",
        topic="moderation",
    )
    desk_channel: Id | None = _setting(
        None,
        "The private channel where moderators see what was flagged, and decide",
        topic="moderation",
        scope="server",
        kind=Kind.CHANNEL,
        confidential=True,
    )
    budget: Allowances = _setting(
        (),
        "What may be spent, such as 50000 tokens a day for each person, $20 a month for the server",
        topic="budget",
        scope="server",
        examples=(
            "50000 tokens a day for each person",
            "20 dollars a month for the server",
            "10 images a day for each person",
            "60 minutes a day for each person",
            "200000 tokens a day for each channel",
            "0 images a day for each person",
        ),
        max_length=100,
    )
    rate_per_minute: Annotated[int, Field(ge=1, le=1_000)] | None = _setting(
        None,
        "How often one person may ask in a minute",
        topic="budget",
        scope="server",
    )
    screening_log_text: bool = _setting(
        False,
        "Whether the screening log keeps the words that were judged",
        topic="privacy",
        scope="server",
    )
    retention_days: Annotated[int, Field(ge=1, le=3_650)] | None = _setting(
        None,
        "For how many days conversations are kept; none means until somebody deletes them",
        topic="privacy",
        scope="server",
    )
    remember: bool = _setting(
        True,
        "Whether the bot keeps the conversation; without it each question stands alone",
        topic="privacy",
    )
    language: Language = _setting(
        "",
        "The language of the bot's own sentences; empty is each person's own",
        topic="languages",
        kind=Kind.LANGUAGE,
        max_length=35,
    )
    flag_translations: bool = _setting(
        True,
        "Whether a flag as a reaction has a message translated into its language",
        topic="languages",
    )
    admin_roles: tuple[Id, ...] = _setting(
        (),
        "The roles that may manage the bot, beside those who may manage the server",
        topic=_WHERE,
        scope="server",
        kind=Kind.ROLE,
        max_length=_MOST_IDS,
    )
    admin_people: tuple[Id, ...] = _setting(
        (),
        "The people who may manage the bot, beside those who may manage the server",
        topic=_WHERE,
        scope="server",
        kind=Kind.PERSON,
        max_length=_MOST_IDS,
    )
    watched: bool = _setting(
        False,
        "Whether every message is answered, also those that do not mention the bot",
        topic=_WHERE,
    )
    talk_channels: tuple[Id, ...] = _setting(
        (),
        "The channels where the bot answers; none means all",
        topic=_WHERE,
        scope="server",
        kind=Kind.CHANNEL,
        broken=_NOBODY,
        max_length=_MOST_IDS,
    )
    quiet_channels: tuple[Id, ...] = _setting(
        (),
        "The channels where the bot never answers",
        topic=_WHERE,
        scope="server",
        kind=Kind.CHANNEL,
        max_length=_MOST_IDS,
    )
    talk_roles: tuple[Id, ...] = _setting(
        (),
        "The roles that may talk to the bot; with no role and no person named, everybody may",
        topic=_WHERE,
        kind=Kind.ROLE,
        broken=_NOBODY,
        max_length=_MOST_IDS,
    )
    quiet_roles: tuple[Id, ...] = _setting(
        (),
        "The roles that the bot never answers",
        topic=_WHERE,
        scope="server",
        kind=Kind.ROLE,
        max_length=_MOST_IDS,
    )
    talk_people: tuple[Id, ...] = _setting(
        (),
        "The people who may talk to the bot, beside those with a role that may",
        topic=_WHERE,
        kind=Kind.PERSON,
        broken=_NOBODY,
        max_length=_MOST_IDS,
    )
    quiet_people: tuple[Id, ...] = _setting(
        (),
        "The people whom the bot never answers",
        topic=_WHERE,
        scope="server",
        kind=Kind.PERSON,
        max_length=_MOST_IDS,
    )
    direct_messages: bool = _setting(
        True,
        "Whether the bot answers direct messages",
        topic=_WHERE,
        scope="server",
        broken=False,
    )
    other_bots: bool = _setting(
        False,
        "Whether the bot answers other bots that mention it",
        topic=_WHERE,
    )
    thread_answers: bool = _setting(
        False,
        "Whether the bot opens a thread for its answer to a question in a channel",
        topic=_WHERE,
    )
    voice_messages: bool = _setting(
        False,
        "Whether what is said in voice messages is written down below them",
        topic=_WHERE,
    )
    redo_edited: bool = _setting(
        True,
        "Whether the latest answer is given again when its question is edited",
        topic=_WHERE,
    )
    admin_channel: Id | None = _setting(
        None,
        "The channel where admins are told what needs their attention",
        topic=_WHERE,
        scope="server",
        kind=Kind.CHANNEL,
    )
    error_alarm: Annotated[int, Field(ge=1, le=10_000)] | None = _setting(
        10,
        "After how many failed answers in an hour admins are told; none is never",
        topic=_WHERE,
        scope="server",
    )
