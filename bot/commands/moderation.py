"""`/moderation`: how a server is moderated, tried out, looked back on, and shared."""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, get_args

from bot.commands import Command, Kind, Option
from bot.errors import InputError
from bot.messages import Event, File, Notice, OptionValue
from bot.moderation import overview, records, sharing, simulation, trying
from bot.screening import Action
from bot.screening.presets import Preset
from bot.settings import Category, Values, fitting, id_in, parse, setting
from bot.store import Wanted

if TYPE_CHECKING:
    from bot.context import Context

_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_ITEMS, _FEW, _MANY, _MOST = 10, 20, 500, 5_000
_LONGEST_TEXT = 4_000


async def run(context: "Context") -> AsyncIterator[Event]:
    """Do what was asked for."""
    view = context.message.options.get("view", "overview")
    if view != "test" and "text" in context.message.options:
        raise InputError(
            "Only /moderation test takes a text. Name what you look for, as in "
            "/moderation log category=hate, and write csv last."
        )
    match view:
        case "items":
            count = min(int(context.message.options.get("count", _ITEMS)), _ITEMS)
            desk = context.office.desk
            yield Notice(await overview.items(desk, context.message, limit=count))
        case "test":
            yield Notice(await _tested(context))
        case "log":
            for event in await _log(context):
                yield event
        case "simulate":
            yield Notice(await _simulated(context))
        case "automod":
            yield Notice(await sharing.listed(context.office.desk, context.message))
        case "share":
            yield Notice(await sharing.shared(context.office.desk, context.message))
        case _:
            place = context.message.place
            yield Notice(await overview.overview(context.office.desk, place, context.values))


async def _tested(context: "Context") -> str:
    text = str(context.message.options.get("text", ""))
    if not text.strip():
        raise InputError("Write the text that is to be tested behind it: /moderation test …")
    values = _changed(context)
    return trying.told(await trying.tried(context.office.screening, text, values), values)


async def _log(context: "Context") -> list[Event]:
    message, options = context.message, context.message.options
    as_file = bool(options.get("csv"))
    limit = int(options.get("count", _MOST if as_file else _FEW))
    found = await records.recorded(
        context.store, message.place.server_key, _wanted(options, message.sent_at), limit=limit
    )
    if not found:
        return [Notice("Nothing was found that fits.")]
    if not as_file:
        return [Notice(records.table(found[:_FEW]))]
    name = f"moderation-{message.sent_at:%Y-%m-%d}.csv"
    # Nothing in it was said by anybody; the rules are the admins' own.
    return [File(name, "text/csv", records.as_csv(found), judged=True)]


def _wanted(options: Mapping[str, OptionValue], now: datetime) -> Wanted:
    period, action = options.get("period"), options.get("action")
    person, category = options.get("person"), options.get("category")
    return Wanted(
        since=now - timedelta(days=_DAYS[str(period)]) if period in _DAYS else None,
        person=str(id_in(str(person))) if person else None,
        category=str(category) if category else None,
        action=Action(str(action)) if action else None,
    )


async def _simulated(context: "Context") -> str:
    values, limit = _changed(context), int(context.message.options.get("count", _MANY))
    server = context.message.place.server_key
    rows = await context.store.screenings.newest(server, limit)
    policy = context.office.screening.policy(values)
    tried = "The changed policy" if values is not context.values else "Today's policy here"
    return simulation.told(simulation.simulate(rows, policy), policy=tried)


def _changed(context: "Context") -> Values:
    """The settings of the place, with those that are only tried out; raises `InputError`."""
    options = context.message.options
    changes: dict[str, object] = {}
    if preset := options.get("preset"):
        changes["moderation_preset"] = fitting(setting("moderation_preset"), preset)
    for option, name in (
        ("thresholds", "moderation_thresholds"),
        ("actions", "moderation_actions"),
        ("blocked", "blocked_words"),
    ):
        if option in options:
            changes[name] = parse(setting(name), str(options[option]))
    return context.values.model_copy(update=changes) if changes else context.values


command = Command(
    name="moderation",
    description="See how this place is moderated, try out a text or a change, or read the log",
    run=run,
    options=(
        Option(
            "view",
            "What to see; how things stand if not given",
            Kind.CHOICE,
            choices=("overview", "items", "test", "log", "simulate", "automod", "share"),
        ),
        Option("preset", "A preset to try out", Kind.CHOICE, choices=tuple(Preset), named=True),
        Option(
            "thresholds",
            "Scores to try out, such as harassment=0.4, hate=0.3",
            maximum=1_000,
            admin=True,
            screened=False,
            named=True,
        ),
        Option(
            "actions",
            "Actions to try out, such as violence=flag",
            maximum=1_000,
            admin=True,
            screened=False,
            named=True,
        ),
        Option(
            "blocked",
            "Blocked words to try out, with commas between them",
            maximum=2_000,
            admin=True,
            screened=False,
            named=True,
        ),
        Option("person", "Whose decisions to look for", Kind.PERSON, named=True),
        Option(
            "category",
            "The category to look for",
            Kind.CHOICE,
            choices=get_args(Category),
            named=True,
        ),
        Option(
            "action",
            "The action to look for",
            Kind.CHOICE,
            choices=("allow", "flag", "refuse"),
            named=True,
        ),
        Option("period", "How far to look back", Kind.CHOICE, choices=tuple(_DAYS), named=True),
        Option(
            "count",
            "How many decisions to look at",
            Kind.WHOLE,
            minimum=1,
            maximum=_MOST,
            named=True,
        ),
        Option(
            "text",
            "The text to test; nobody else sees it, and it is not kept",
            maximum=_LONGEST_TEXT,
            rest=True,
            admin=True,
            screened=False,
        ),
        Option("csv", "The log as a file for table programs", Kind.FLAG),
    ),
    examples=(
        "/moderation",
        "/moderation test You are an apple",
        "/moderation log person=@sam category=hate period=week",
        "/moderation log csv",
        "/moderation simulate preset=strict count=1000",
        "/moderation automod",
    ),
    private=True,
    admin=True,
    topic="moderation",
)
