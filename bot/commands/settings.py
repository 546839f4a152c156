"""`/settings`: every setting with its value and where that comes from, and a way to change it."""

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option, Options, carrying, menu, profile
from bot.commands.belonging import ids_of, named, with_names
from bot.commands.override import RESET, SERVER, changed, here, taken_back
from bot.messages import Event, Notice, Text
from bot.moderation.overview import desk_state
from bot.settings import SETTINGS, Held, Origin, Setting, server_of, setting, takes, write

if TYPE_CHECKING:
    from bot.context import Context

_SHOWN_ENTRIES = 100
# Each of them may have to be asked for.
_SHOWN_NAMES = 25
# A list of a thousand ids has as many.
_LONGEST = 25_000


async def run(context: "Context") -> AsyncIterator[Event]:
    """List the settings, show one, or change one."""
    options = context.message.options
    name = str(options.get("name", ""))
    if action := options.get("action"):
        async for event in _done(context, str(action)):
            yield event
    elif topic := str(options.get("topic", "")):
        origins = await context.settings.origins(context.message.place)
        of_topic = [held for held in origins if held.setting.topic == topic]
        yield Notice(await with_names(context, _listed(of_topic), *of_topic))
        yield await menu.of_topic(context, of_topic)
    elif not name:
        origins = await context.settings.origins(context.message.place)
        yield Notice(await with_names(context, _listed(origins), *origins))
        yield menu.topics()
    elif options.get("reset"):
        yield Notice(await taken_back(context, name))
    elif "value" in options:
        yield Notice(await changed(context, name, options["value"]))
        if setting(name).name == "desk_channel":
            # Who chooses a channel that everybody reads should know it now.
            yield Notice(await desk_state(context.office.desk, context.message.place))
    elif context.message.form:
        # Where there are no forms, what was to be filled in is typed.
        yield Notice(_typed(setting(name), server=bool(options.get(SERVER.name))))
    else:
        async for event in _one(context, name):
            yield event


async def _one(context: "Context", name: str) -> AsyncIterator[Event]:
    """Show one setting, and what can be done with it."""
    held = await context.settings.held(context.message.place, name)
    wide = await context.settings.held(server_of(context.message.place), name)
    yield Notice(await with_names(context, _described(held, wide), held, wide))
    for event in await _whole(context, held):
        yield event
    if (change := menu.of_setting(context, held, wide)) is not None:
        yield change


async def _done(context: "Context", action: str) -> AsyncIterator[Event]:
    """Do what is done with all settings at once."""
    match action:
        case "export":
            yield await carrying.exported(context)
        case "import":
            yield await carrying.imported(context)
        case "undo":
            yield Notice(await profile.undone(context))
        case "history":
            yield Notice(await profile.log_of_changes(context))
        case _:
            yield Notice(await profile.differing(context))


def _listed(origins: Sequence[Held]) -> str:
    lines = []
    for topic in dict.fromkeys(held.setting.topic for held in origins):
        lines += ["", f"**{topic}**"]
        lines += [
            f"- `{held.setting.name}` {here(held)}"
            for held in origins
            if held.setting.topic == topic
        ]
    return "\n".join(lines[1:])


def _typed(declared: Setting, *, server: bool) -> str:
    where = f"{SERVER.name} " if server else ""
    line = f"/settings {where}{declared.name} VALUE"
    return f"Type `{line}`. It takes {takes(declared)}."


def _described(held: Held, wide: Held) -> str:
    declared = held.setting
    scope = "" if declared.scope == "channel" else " It counts for the whole server."
    if held.origin is Origin.CHANNEL:
        scope = f" Elsewhere it is {here(wide)}."
    who = " Admins change it." if declared.admin else ""
    return (
        f"`{declared.name}`: {declared.description}.\n"
        f"It is {here(held)}, and takes {takes(declared)}.{scope}{who}"
    )


async def _whole(context: "Context", held: Held) -> list[Event]:
    """The value itself, where the description only tells its length or its id."""
    declared = held.setting
    if declared.confidential and not context.message.person.admin:
        return [Notice("Its entries are shown to admins only.")] if held.value else []
    ids = ids_of(declared, held.value)
    if declared.many or ids:
        # Not as text, which is screened: these are the very words that the screening refuses.
        entries = [f"- `{entry}`" for entry in (ids or held.value)[:_SHOWN_ENTRIES]]
        for number, entry in enumerate(ids[:_SHOWN_NAMES]):
            name = await named(context, declared.kind, entry)
            entries[number] += f" {name}" if name != entry else ""
        more = len(ids or held.value) - len(entries)
        entries += [f"… and {more:,} more"] if more > 0 else []
        return [Notice("\n".join(entries))] if entries else []
    long = declared.kind is Kind.TEXT and here(held).startswith("a text of ")
    return [Text(write(held.value))] if long else []


def _is_screened(options: Options) -> bool:
    """Whether a value is words like any others, not a list of what screening itself looks for."""
    name = str(options.get("name", "")).strip().lower()
    declared = next((one for one in SETTINGS if one.name == name), None)
    if declared is None:
        return True
    # While nobody can judge, admins must still be able to say what counts then.
    is_word = declared.kind in (Kind.TEXT, Kind.LANGUAGE) or declared.many
    return is_word and not (declared.confidential or declared.keys)


def _is_unknown(options: Options) -> bool:
    name = str(options.get("name", "")).strip().lower()
    return all(declared.name != name for declared in SETTINGS)


async def _complete_name(_: "Context", typed: str) -> Sequence[str]:
    return [declared.name for declared in SETTINGS if typed.lower() in declared.name]


def _one_more(examples: Sequence[str], typed: str) -> list[str]:
    """Examples of the last entry of a list that is being typed, behind the entries before it."""
    before, comma, last = typed.rpartition(",")
    head = f"{before}{comma} " if comma else ""
    begun = last.strip().lower()
    return [f"{head}{example}" for example in examples if begun in example]


async def _complete_value(context: "Context", typed: str) -> Sequence[str]:
    name = str(context.message.options.get("name", ""))
    declared = next((one for one in SETTINGS if one.name == name), None)
    # A setting with a command of its own is completed as there.
    own = context.commands.get(name)
    if declared is None:
        return []
    if own is not None and own.options and own.options[0].complete is not None:
        return await own.options[0].complete(context, typed)
    if declared.many and declared.examples:
        return _one_more(declared.examples, typed)
    offered = [f"{key}=" for key in declared.keys] or list(declared.choices)
    if declared.kind is Kind.FLAG:
        offered = ["on", "off"]
    return [value for value in offered if typed.lower() in value]


command = Command(
    name="settings",
    description="Show the settings of this place and where they come from, or change one",
    run=run,
    options=(
        Option(
            "action",
            "What to do with all that is set",
            Kind.CHOICE,
            choices=("diff", "history", "undo", "export", "import"),
            admin=True,
        ),
        Option("name", "The setting", complete=_complete_name, maximum=32, screened=_is_unknown),
        Option(
            "value",
            "Its new value",
            maximum=_LONGEST,
            complete=_complete_value,
            rest=True,
            admin=True,
            screened=_is_screened,
        ),
        RESET,
        SERVER,
        Option("topic", "Those of one topic only", Kind.CHOICE, choices=menu.TOPICS),
        Option("file", "For import: a file that export made", Kind.FILE, admin=True),
    ),
    examples=(
        "/settings",
        "/settings blocked_words apple, big pear",
        "/settings server moderation_thresholds violence=0.5",
        "/settings temperature reset",
        "/settings undo",
    ),
    raw_files=True,
    private=True,
    topic="settings",
    ask=menu.ask,
    fill=menu.fill,
)
