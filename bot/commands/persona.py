"""`/persona`: who answers here, and the personas that a server writes for itself."""

import re
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option
from bot.commands.check import MANAGE, nearest, shown
from bot.commands.override import SERVER, changed, here
from bot.errors import InputError, NotPermitted
from bot.messages import Event, Notice, Text
from bot.prompting import VARIABLES, filled
from bot.settings import Held, setting

if TYPE_CHECKING:
    from bot.context import Context

_SETTING = setting("persona")
_NAME = re.compile(r"[\w-]{1,32}")
_MOST = 100
_SHOWN = 20


async def run(context: "Context") -> AsyncIterator[Event]:
    """Show the personas there are, choose one, or write one."""
    options = context.message.options
    name = str(options.get("name", "")).strip()
    if "prompt" in options:
        yield Notice(await _save(context, name.lower(), str(options["prompt"])))
    elif action := options.get("action"):
        async for event in _done(context, str(action), name):
            yield event
    elif options.get("off"):
        yield Notice(await changed(context, "persona", ""))
    elif name and not options.get("list"):
        yield Notice(await changed(context, "persona", name))
    else:
        held = await context.settings.held(context.message.place, "persona")
        yield Notice(await _listed(context, held))


async def _done(context: "Context", action: str, name: str) -> AsyncIterator[Event]:
    if not context.message.person.admin:
        raise NotPermitted(MANAGE)
    match action:
        case "preview":
            prompt = await _prompt(context, name)
            yield Notice(f"Asked by you, here and now, `{name}` would be told:")
            yield Text(await filled(context, prompt, context.message.person))
        case "versions":
            yield Notice(await _versions(context, name))
        case "restore":
            yield Notice(await _restore(context, name))
        case _:
            yield Notice(await _remove(context, name))


async def _save(context: "Context", name: str, prompt: str) -> str:
    """Write a persona, or a new version of one."""
    if not _NAME.fullmatch(name):
        raise InputError("A persona's name has up to 32 letters, digits, hyphens or underscores.")
    if name in context.config.personas:
        raise InputError(f"The operator's persona `{name}` cannot be changed; choose another name.")
    message, store = context.message, context.store.personas
    server = message.place.server_key
    if len(await store.all(server)) >= _MOST:
        raise InputError(f"A server has at most {_MOST} personas. Remove one first.")
    before = await store.newest(server, name)
    described = str(message.options.get("description") or (before.description if before else ""))
    number = await store.save(
        server, name, description=described, prompt=prompt, by=message.person.id
    )
    more = "" if before else f" `/persona {name}` has it answer here."
    return f"`{name}` is kept as version {number}.{more}"


async def _prompt(context: "Context", name: str) -> str:
    if persona := context.config.personas.get(name):
        return persona.prompt
    found = await context.store.personas.newest(context.message.place.server_key, name)
    if found is None or found.prompt is None:
        known = await _names(context)
        raise InputError(f"There is no persona {shown(name)}.{nearest(name, known)}")
    return found.prompt


async def _versions(context: "Context", name: str) -> str:
    versions = await context.store.personas.versions(context.message.place.server_key, name)
    if not versions:
        raise InputError(f"This server has written no persona {shown(name)}.")
    lines = [
        f"- {one.number}: {one.at:%Y-%m-%d %H:%M} UTC by {one.by}, "
        + ("removed" if one.prompt is None else f"{len(one.prompt):,} characters")
        for one in versions[-_SHOWN:]
    ]
    return "\n".join([f"Versions of `{name}`:", *lines])


async def _restore(context: "Context", name: str) -> str:
    """Write an older version once more, as the newest."""
    number = context.message.options.get("version")
    server, store = context.message.place.server_key, context.store.personas
    versions = {one.number: one for one in await store.versions(server, name)}
    if not isinstance(number, int):
        told = f"Say which version of {shown(name)}, for example version=1"
        raise InputError(f"{told}; /persona {name} versions lists them.")
    found = versions.get(number)
    if found is None or found.prompt is None:
        told = f"There is no version {number} of {shown(name)} to restore"
        raise InputError(f"{told}; /persona {name} versions lists them.")
    newest = await store.save(
        server,
        name,
        description=found.description,
        prompt=found.prompt,
        by=context.message.person.id,
    )
    return f"Version {found.number} of `{name}` counts again, as version {newest}."


async def _remove(context: "Context", name: str) -> str:
    server, store = context.message.place.server_key, context.store.personas
    found = await store.newest(server, name)
    if found is None:
        raise InputError(f"This server has written no persona {shown(name)}.")
    await store.save(
        server, name, description=found.description, prompt=None, by=context.message.person.id
    )
    return f"`{name}` is removed; where it answered, the system prompt counts. Its versions stay."


async def _listed(context: "Context", held: Held) -> str:
    own = await context.store.personas.all(context.message.place.server_key)
    described = {name: one.description for name, one in context.config.personas.items()}
    described |= {one.name: one.description or "written by this server" for one in own}
    lines = [f"The persona here is {here(held)}."]
    if not described:
        lines.append('There are no personas yet. Admins write one: /persona NAME prompt="..."')
    lines += [f"- `{name}` {described[name]}" for name in sorted(described)]
    return "\n".join(lines)


async def _names(context: "Context") -> list[str]:
    own = await context.store.personas.all(context.message.place.server_key)
    return sorted({*context.config.personas, *(one.name for one in own)})


async def _complete(context: "Context", typed: str) -> Sequence[str]:
    return [name for name in await _names(context) if typed.lower() in name.lower()]


command = Command(
    name="persona",
    description="Show the personas there are, choose who answers here, or write one",
    run=run,
    options=(
        Option("name", "Who answers", maximum=_SETTING.maximum, complete=_complete, admin=True),
        Option(
            "action",
            "What to do with it",
            Kind.CHOICE,
            choices=("preview", "versions", "restore", "remove"),
            admin=True,
        ),
        Option("version", "Which version to restore", Kind.WHOLE, minimum=1, admin=True),
        Option("description", "What it is for, in a few words", maximum=100, admin=True),
        Option("list", "Only show which personas there are", Kind.FLAG),
        Option("off", "Nobody in particular: the system prompt counts", Kind.FLAG, admin=True),
        SERVER,
        Option(
            "prompt",
            f"What it is told; {', '.join(f'{{{name}}}' for name in VARIABLES)} are filled in",
            maximum=6_000,
            rest=True,
            admin=True,
        ),
    ),
    examples=(
        "/persona",
        "/persona teacher",
        "/persona off",
        "/persona pirate prompt=You are a pirate in {channel}. Answer in {language}.",
        "/persona pirate preview",
        "/persona pirate restore version=1",
    ),
    private=True,
    tool="choose the persona that answers here from now on",
    changes=True,
    topic="settings",
)
