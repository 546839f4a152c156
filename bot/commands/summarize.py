"""`/summarize`: what was said in a channel, or what a page, a file or a message says, in short."""

from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from bot.commands import Command, Kind, Option
from bot.errors import InputError
from bot.messages import Choice, Choices, Event, Text
from bot.summaries.prompts import Wish
from bot.summaries.reducing import Summing
from bot.summaries.sources import Sources
from bot.translating.languages import language, offers

if TYPE_CHECKING:
    from bot.context import Context

_POINTS = {
    "decisions": "decisions",
    "open questions": "questions",
    "who does what": "tasks",
    "all": "all",
}
# What is offered in the place of something very large.
_FEWER = 1_000
_LONGEST = 500


async def run(context: "Context") -> AsyncIterator[Event]:
    """Read what is meant, and sum it up; before something very large the person is asked."""
    wish = _wish(context)
    bounds = context.config.summaries
    approved = context.message.approved
    most = bounds.messages if approved else bounds.ask_messages
    sources = Sources(context, most, asks=not approved)
    async for event in sources.events():
        yield event
    if sources.more and not approved:
        yield _question(context, f"There are more than {sources.count:,} messages.")
        return
    reading = sources.reading
    if reading is None:
        raise InputError("There is nothing to be summed up.")
    summing = Summing(context, reading, wish)
    requests = await summing.requests()
    if requests > summing.most and not approved:
        yield _question(context, f"That is long: it takes {requests:,} requests to the model.")
        return
    async for event in summing.events():
        yield event
    if reading.said:
        yield Text(f"\n\n*{reading.said}*")


def _wish(context: "Context") -> Wish:
    options = context.message.options
    found = language(str(options.get("language", "")))
    return Wish(
        length=str(options.get("length", "short")),
        points=_POINTS.get(str(options.get("points", "")), ""),
        audience=str(options.get("audience", "")),
        focus=str(options.get("focus", "")),
        language=found.name if found else "",
    )


def _question(context: "Context", told: str) -> Choices:
    """Ask before it begins: all of it, or the newest."""
    options = dict(context.message.options)
    ranged = ("since", "from", "until", "to", "what")
    fewer = {name: value for name, value in options.items() if name not in ranged}
    name = context.message.command
    choices = [Choice("Sum up all", command=name, options=options, approved=True, style="primary")]
    if not (context.material and context.material.files) and not options.get("url"):
        label = f"Only the newest {_FEWER:,}"
        choices.append(Choice(label, command=name, options={**fewer, "last": str(_FEWER)}))
    return Choices(f"{told} Sum up all the same?", tuple(choices))


async def _languages(_: "Context", typed: str) -> Sequence[str]:
    return offers(typed)


command = Command(
    name="summarize",
    description="Sum up a channel, a thread, a message, a web page or a file",
    run=run,
    options=(
        Option(
            "what",
            "A time, a channel, or an address; without it what was said here",
            maximum=20_000,
            rest=True,
        ),
        Option("channel", "The channel or thread, this one if not given", Kind.CHANNEL),
        Option("message", "One message: its link, or its id", maximum=_LONGEST),
        Option("url", "A page or document on the web", maximum=4_000),
        Option("file", "A file: text, PDF, Word, PowerPoint or Excel", Kind.FILE),
        Option(
            "since", "From when on: yesterday, 2 hours, 3d, a date, a message", maximum=_LONGEST
        ),
        Option("until", "Until when, like since", maximum=_LONGEST),
        Option("last", "The last messages or the last time: 100, or 2 hours", maximum=_LONGEST),
        Option("from", "The same as since", maximum=_LONGEST),
        Option("to", "The same as until", maximum=_LONGEST),
        Option(
            "length",
            "How long the summary is; short if not given",
            Kind.CHOICE,
            choices=("sentence", "short", "long"),
        ),
        Option(
            "points",
            "Decisions, open questions, who does what, or all of them",
            Kind.CHOICE,
            choices=tuple(_POINTS),
        ),
        Option("audience", "Whom it is for, such as a second grader", maximum=_LONGEST),
        Option("focus", "What you want to know", maximum=_LONGEST),
        Option("language", "In which language", Kind.LANGUAGE, complete=_languages),
    ),
    examples=(
        "/summarize",
        "/summarize yesterday",
        "/summarize https://example.org/report.pdf length=sentence",
        '/summarize since=3d points="open questions"',
    ),
    tries=("/summarize", "/summarize yesterday", '/summarize since=3d points="open questions"'),
    raw_files=True,
    slash_only=True,
    tool=(
        "sum up what was said in this channel or thread, such as what somebody missed, a page of "
        "the web, or a file that came with the message"
    ),
)
