"""`/translate`: a text, a message or a file, into another language."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.answering import answer_tokens
from bot.commands import Command, Kind, Option, tongues
from bot.commands.meaning import meant
from bot.commands.tying import TIE, tied
from bot.errors import InputError
from bot.files.material import Raw
from bot.messages import Event, File, Notice, Status, Text, Usage
from bot.translating.files import is_kept, translated
from bot.translating.glossary import Entry
from bot.translating.languages import Language, language
from bot.translating.prompts import TONES
from bot.translating.protecting import Damage, is_words
from bot.translating.remembering import Remembered
from bot.translating.translator import Job, Translator

if TYPE_CHECKING:
    from bot.context import Context

# What people write before the text although there is an option for it: `to French: …`.
_INTO = re.compile(
    r"\s*(?:in|into|to)\s+(?P<name>[^\W\d_][\w-]*)\s*[:,.]?\s+(?P<text>.+)", re.DOTALL
)
_LARGEST_PART = 1_500
_LARGEST_LOCAL_PART = 250
_SMALLEST_PART = 60
# A translation may need some more tokens than the text, and a reasoning model thinks as well.
_ROOM = 3
_THINKING = 8_000
_SHOWN = 5
# What is longer is better sent as a file.
_LONGEST = 50_000
_CACHE = "cache"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be translated: words, files, or both."""

    text: str
    files: tuple[Raw, ...]
    target: Language


async def run(context: "Context") -> AsyncIterator[Event]:
    """Translate what was given, or what was pointed at."""
    text = await meant(context)
    # Whoever points at words does not say them, and neither does a model in their name.
    typed = "" if context.by_model else context.message.options.get("text") or context.message.text
    if (channels := TIE.fullmatch(str(typed))) is not None:
        yield await tied(context, channels["one"], channels["other"])
        return
    asked = await _asked(context, text)
    job = await _job(context, asked.target)
    translator = translator_of(context)
    if asked.text:
        async for event in _words(context, translator, job, asked.text):
            yield event
    for file in asked.files:
        async for event in _file(context, translator, job, file):
            yield event


async def _asked(context: "Context", text: str) -> _Asked:
    """Find out what is meant; raises `InputError` where nothing is, or no language is."""
    target = await tongues.given(context, "to")
    if target is None and (found := _INTO.fullmatch(text)) is not None:
        target = await asyncio.to_thread(language, found["name"])
        text = found["text"] if target is not None else text
    target = target or await tongues.usual(context)
    if target is None:
        raise InputError("Say into which language, for example: /translate French Good morning!")
    files = context.material.files if context.material else ()
    # A sentence about a file names it.
    await context.admit(*(file.name for file in files))
    kept = tuple(file for file in files if is_kept(file))
    if not kept and not is_words(text):
        raise InputError(_nothing(text, files))
    return _Asked(text if is_words(text) else "", kept, target)


def _nothing(text: str, files: tuple[Raw, ...]) -> str:
    if files:
        return (
            f"The file {files[0].name} cannot be translated so that it keeps its form. "
            "Texts, Markdown, subtitles (srt, vtt) and Word documents (docx) can."
        )
    if text.strip():
        return "There are no words in it that could be translated."
    return "There is nothing to translate. Give a text or a file, or point at a message."


async def _job(context: "Context", target: Language) -> Job:
    entries: tuple[Entry, ...] = ()
    if context.message.options.get("glossary", True):
        server = context.message.place.server_key
        entries = await context.store.glossary.entries(server, target=target.code)
    return Job(
        target,
        await tongues.given(context, "from"),
        str(context.message.options.get("tone", "neutral")),
        entries,
        context.router.is_local(_model(context)),
    )


def _model(context: "Context") -> str:
    return context.router.name(context.values.model)


def translator_of(context: "Context") -> Translator:
    """Who translates in this place, with the model that answers here."""
    card = context.router.card(_model(context))
    largest = answer_tokens(context.config, card.context, card.output, context.values)
    most = _LARGEST_LOCAL_PART if context.router.is_local(_model(context)) else _LARGEST_PART
    return Translator(
        context.answers.write,
        lambda text: context.tokens.count(text, card.encoding),
        part_tokens=max(_SMALLEST_PART, min(most, largest // _ROOM)),
        thinking=0 if card.temperature or card.effort == "none" else _THINKING,
    )


async def _words(
    context: "Context", translator: Translator, job: Job, text: str
) -> AsyncIterator[Event]:
    remembered = Remembered(context.store.cache, context.message.place.server_key, _model(context))
    if (found := await remembered.find(job, text, context.tolerates)) is not None:
        context.afterwards.append(lambda: _noted(context))
        yield Text(found)
        return
    yield Status("thinking")
    written: list[str] = []
    harm: list[Damage] = []
    async for piece in translator.text(job, text):
        written.append(piece.text)
        harm += [piece.damage] if piece.damage else []
        yield Text(piece.text)
    if harm:
        yield Notice(_remark(harm))
    elif await context.remembering.allows(context.message, context.values):
        context.afterwards.append(lambda: remembered.keep(job, text, "".join(written)))


async def _file(
    context: "Context", translator: Translator, job: Job, file: Raw
) -> AsyncIterator[Event]:
    """Translate a file, and tell how far it is meanwhile."""
    steps: asyncio.Queue[Status | None] = asyncio.Queue()
    yield Status("working", "Reading the file")

    def report(done: int, parts: int) -> None:
        steps.put_nowait(Status("working", f"{file.name}: {done} of {parts} parts"))

    work = asyncio.create_task(translated(file, translator, job, context.admit, report))
    work.add_done_callback(lambda _: steps.put_nowait(None))
    try:
        while (step := await steps.get()) is not None:
            yield step
        done = await work
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    yield File(done.name, file.media_type, done.data, judged=True)
    if done.damage:
        yield Notice(f"{file.name}: {_remark(done.damage)}")


async def _noted(context: "Context") -> None:
    """Write into the ledger that a translation cost nothing this time."""
    spending = context.ledger.spending(context.message, _CACHE, context.message.command, Usage())
    await context.store.spendings.add(replace(spending, cost=0.0))


def _remark(harm: list[Damage]) -> str:
    lost = list(dict.fromkeys(piece for one in harm for piece in (*one.lost, *one.added)))
    if not lost:
        return "Check the translation: its headings, lists or emphasis are not all as in the text."
    named = ", ".join(f"`{piece.strip('`')}`" for piece in lost[:_SHOWN])
    more = f" and {len(lost) - _SHOWN} more" if len(lost) > _SHOWN else ""
    return f"Check the translation: these did not come through as they were: {named}{more}."


command = Command(
    name="translate",
    description="Translate a text, a message or a file",
    run=run,
    options=(
        tongues.option("to", "The language to translate into; yours, unless you say another"),
        Option("text", "What is to be translated", maximum=_LONGEST, rest=True),
        tongues.option("from", "The language of the text; found out, unless you say it"),
        Option("tone", "How it is to sound", Kind.CHOICE, choices=TONES),
        Option("glossary", "Whether the glossary of this server counts; it does", Kind.FLAG),
        Option("file", "A text, subtitles or a Word document", Kind.FILE),
    ),
    examples=(
        "/translate French Good morning, everybody!",
        '/translate to="Brazilian Portuguese" See you at noon. tone=casual',
        "/translate to French: the meeting is moved to Friday",
    ),
    ahead=True,
    raw_files=True,
    tool="translate a text, the message that is answered to, or a file that came with the message",
    topic="languages",
)
