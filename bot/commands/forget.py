"""`/forget`: the bot lets go of what was said here, of a person, or of a whole server."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.channels import far
from bot.commands import Command, Kind, Option
from bot.commands.check import MANAGE
from bot.errors import NotPermitted
from bot.messages import Choice, Choices, Event, Notice
from bot.retention import LEDGER_DAYS
from bot.store import State

if TYPE_CHECKING:
    from bot.context import Context

# How many items on the desks are shown anew, without the words.
_MOST_SHOWN = 1_000
_ME = (
    "Delete all your questions with their answers, on every server here, and whatever else is kept "
    "of you? This cannot be undone. `/export me` hands it to you before."
)
_SERVER = (
    "Delete everything that is kept of this server: conversations, settings, glossary, moderation "
    "log and usage? This cannot be undone. `/export server` hands it to you before."
)


async def run(context: "Context") -> AsyncIterator[Event]:
    """Delete what is meant; more than one conversation only when a button says so."""
    options = context.message.options
    if options.get("server"):
        if context.message.approved:
            yield Notice(await _server(context))
        else:
            yield _sure(_SERVER, "server")
    elif options.get("me"):
        if context.message.approved:
            yield Notice(await _person(context))
        else:
            yield _sure(_ME, "me")
    else:
        yield Notice(await _here(context))


async def _here(context: "Context") -> str:
    """Delete the turns and the summary of this place, and what failed there."""
    message, store = context.message, context.store
    if not (message.direct or message.person.admin):
        raise NotPermitted(MANAGE)
    # A summary that is being written must not arrive after the old one was deleted.
    context.memory.forget(message.place)
    try:
        await store.summaries.clear(message.place)
        await store.failed.clear(message.place)
        await store.offers.drop(place_keys=[message.place.key])
        count = await store.turns.clear(message.place)
    finally:
        # Again, because somebody may have read the store meanwhile.
        context.memory.forget(message.place)
    await context.retention.spread()
    if count == 0:
        return "There was nothing to forget here."
    return f"Forgotten: {_counted(count)}, and what was summed up of them."


async def _person(context: "Context") -> str:
    message, store = context.message, context.store
    platform, person = message.place.platform, message.person.id
    within = far(context.channels, message.place)
    shown = await store.flags.of_person(within, person, limit=_MOST_SHOWN)
    gone = await store.privacy.forget_person(
        message.place,
        person,
        within=within,
        name=message.person.name,
        ledger_before=datetime.now(UTC) - timedelta(days=LEDGER_DAYS),
    )
    for place in gone.places:
        # A summary that was being written may have been kept meanwhile.
        context.memory.forget(place)
        await store.summaries.clear(place)
        context.memory.forget(place)
    context.offering.forget(platform, person)
    context.transcriber.forget()
    await context.retention.spread()
    if context.album is not None:
        await context.album.erase_person(platform, person, within=within)
    for flag in shown:
        if flag.shown_as is not None and flag.state is not State.OPEN:
            context.office.posting.again(flag.id)
    return (
        f"Forgotten: {_counted(gone.turns)} of yours or about what you said, and what else was "
        f"kept of you. What you used is counted for {LEDGER_DAYS} days more, and what lies open "
        "with the moderators stays until they have decided. What you wrote for a server, its "
        "settings, glossary and personas, stays with it."
    )


async def _server(context: "Context") -> str:
    server = context.message.place.server_key
    gone = await context.store.privacy.erase_server(server)
    await context.retention.forgotten(server, gone.places)
    return f"Forgotten: {_counted(gone.turns)}, and everything else of this server."


def _counted(count: int) -> str:
    return "1 question with its answer" if count == 1 else f"{count:,} questions with answers"


def _sure(question: str, option: str) -> Choices:
    yes = Choice(
        "Delete it all", command="forget", options={option: True}, approved=True, style="danger"
    )
    return Choices(question, (yes,))


command = Command(
    name="forget",
    description="Delete what the bot remembers of this conversation, or of you",
    run=run,
    options=(
        Option("me", "Everything that is kept of you, on all servers here", Kind.FLAG),
        Option("server", "Everything that is kept of this server", Kind.FLAG, admin=True),
    ),
    examples=("/forget", "/forget me"),
    private=True,
    changes_window=True,
    tool="forget all that was said in this conversation, or all that is kept of the person",
    changes=True,
)
