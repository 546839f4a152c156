"""What people say to the bot on every platform, and what they must see then."""

import json
from typing import Any

from bot.config import ModelCard
from tests.adapters.dialogue import Case, Upload
from tests.bot.documents.making import pdf, word
from tests.bot.sound.recording import recorded, speaking
from tests.doubles.openai import Call, Reply
from tests.drawing import with_painter
from tests.pictures import picture

SPOKEN = recorded(speaking(1))
FORBIDDEN = "zyzzyva"
"""What the moderation model of the stand-in takes for violence."""

_KETTLE = Upload("log.txt", b"KettleError: there is no water in it")
_ORDERS = Upload("orders.txt", b"Ana ordered 3 kettles. Ben ordered 2 pots.")
_PDF = Upload("report.pdf", pdf(["The bridge is closed until Friday."]))
_WORD = Upload("report.docx", word("The bridge is closed until Friday."))
_SUBTITLES = Upload("film.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHello\n")
_CAT = Upload("cat.png", picture(), "image")
_SPEECH = Upload("talk.wav", SPOKEN)


def models() -> dict[str, Any]:
    """The models there are: one that writes and sees and knows tools, and one that draws."""
    found = with_painter()
    found["table"]["chatty"] = ModelCard(temperature=True, tools=True, images=True)
    return {"first_token_seconds": 30, "between_tokens_seconds": 30, **found}


def calling(name: str, /, **arguments: object) -> Reply:
    """The model asks for a command."""
    return Reply("", calls=(Call(name, json.dumps(arguments)),))


def _table(*columns: str, rows: list[list[str]]) -> str:
    return json.dumps({"columns": columns, "rows": rows})


TEXTS = (
    Case(
        "a question is answered",
        "/ask What is the difference between TCP and UDP?",
        says=("TCP counts what arrives.",),
        sees=("TCP counts what arrives.",),
        asks=("What is the difference between TCP and UDP?",),
    ),
    Case(
        "a question about a file is answered",
        "/ask When does the bridge open?",
        uploads=(_PDF,),
        says=("On Friday.",),
        sees=("On Friday.",),
        asks=("The bridge is closed until Friday.",),
    ),
    Case(
        "an error is explained",
        "/explain level=simple TypeError: unsupported operand type(s)",
        says=("It adds a number to a word.",),
        sees=("It adds a number to a word.",),
        asks=("TypeError: unsupported operand", "knows nothing of the field"),
    ),
    Case(
        "a file is explained",
        "/explain language=German",
        uploads=(_KETTLE,),
        says=("Es fehlt Wasser.",),
        sees=("Es fehlt Wasser.",),
        asks=("KettleError", "German"),
    ),
    Case(
        "a text is corrected",
        "/rewrite What day of the wek is it?",
        says=("What day of the week is it?",),
        sees=("What day of the week is it?",),
        asks=("What day of the wek is it?", "Correct spelling"),
    ),
    Case(
        "a file is rewritten as somebody wants it",
        '/rewrite how="half as long"',
        uploads=(_WORD,),
        says=("Bridge closed.",),
        sees=("Bridge closed.",),
        asks=("half as long", "The bridge is closed until Friday."),
    ),
    Case(
        "a text is classified by labels of one's own",
        '/classify labels="bug, question, praise" It crashes when I press Save.',
        says=('{"labels": ["bug"], "reason": "It describes a crash."}',),
        sees=("bug", "It describes a crash."),
        hides=("labels",),
        asks=("bug, question, praise", "It crashes when I press Save."),
    ),
    Case(
        "facts are taken out as a table",
        '/extract fields="who, what" Ana sends the report.',
        says=(_table("who", "what", rows=[["Ana", "the report"]]),),
        sees=("who", "what", "Ana", "the report"),
        hides=("columns",),
    ),
    Case(
        "facts of a file are taken out as CSV",
        "/extract format=csv",
        uploads=(_ORDERS,),
        says=(_table("who", "count", rows=[["Ana", "3"], ["Ben", "2"]]),),
        sees=("2 rows: who, count.",),
        files=(("extract.csv", "Ana,3\r\nBen,2"),),
        asks=("Ben ordered 2 pots.",),
    ),
    Case(
        "a draft is picked and gone on with",
        "/draft variants=2 a bicycle that folds",
        says=("Fold it.\n=====\nCarry it.", "Carry it everywhere."),
        sees=("Fold it.", "Carry it.", "Go on with one of them?"),
        buttons=("Go on with 1", "Go on with 2"),
        presses="Go on with 2",
        then=("Carry it everywhere.",),
        asks=("make it better:", "Carry it."),
    ),
    Case(
        "code is written from tables in a file",
        "/code language=SQL who ordered most",
        uploads=(_ORDERS,),
        says=("```sql\nSELECT who FROM orders\n```",),
        sees=("SELECT who FROM orders",),
        asks=("who ordered most", "Write it in SQL", "Ben ordered 2 pots."),
    ),
)

FOUR = (
    Case(
        "a text is translated",
        "/translate German Good morning!",
        says=("Guten Morgen!",),
        sees=("Guten Morgen!",),
        asks=("Good morning!", "German"),
    ),
    Case(
        "subtitles are translated and keep their form",
        "/translate German",
        uploads=(_SUBTITLES,),
        says=("Hallo",),
        files=(("film.de.srt", "1\n00:00:01,000 --> 00:00:02,000\nHallo\n"),),
    ),
    Case(
        "a file is summed up",
        "/summarize length=sentence",
        uploads=(_PDF,),
        says=("The bridge opens on Friday.",),
        sees=("The bridge opens on Friday.",),
        asks=("The bridge is closed until Friday.",),
    ),
    Case(
        "a picture is made",
        "/image create a fox in the snow quality=low",
        files=(("a-fox-in-the-snow.png", "PNG"),),
        buttons=("Again", "Variation"),
    ),
    Case(
        "a picture is changed",
        "/image edit make it night quality=low",
        uploads=(_CAT,),
        files=(("make-it-night.png", "PNG"),),
    ),
    Case(
        "a picture that may cost much waits for a yes",
        "/image owls count=10",
        sees=("may cost up to $3.16",),
        presses="Go ahead for up to $3.16",
        then=(),
    ),
    Case(
        "a recording is written down",
        "/transcribe",
        uploads=(_SPEECH,),
        sees=("This is what was said. And this was said after it.",),
    ),
    Case(
        "a recording becomes subtitles",
        "/transcribe srt",
        uploads=(_SPEECH,),
        sees=("Subtitles of talk.wav",),
        files=(("talk.srt", " --> "),),
    ),
    Case(
        "a recording is translated",
        "/transcribe to=German",
        uploads=(_SPEECH,),
        says=("Das wurde gesagt.",),
        sees=("Das wurde gesagt.",),
        asks=("This is what was said.",),
    ),
)

SMALL = (
    Case(
        "the commands are listed",
        "/help",
        sees=("/translate", "/summarize", "/image", "/transcribe", "/usage", "Try one of them:"),
        buttons=("/image create a fox in the snow", "/summarize"),
        alone=True,
    ),
    Case(
        "an example of the help can be pressed",
        "/help translate",
        sees=("/translate", "For example:"),
        says=("Bonjour, tout le monde.",),
        presses="/translate French Good morning, everybody!",
        then=("Bonjour, tout le monde.",),
        alone=True,
    ),
    Case(
        "a command that there is not leads to the nearest",
        "/help translat",
        sees=("There is no command", "Did you mean translate?"),
        alone=True,
    ),
    Case(
        "the last question is answered again",
        "/retry",
        before=("/ask Which colour?",),
        says=("Green.",),
        sees=("Green.",),
        asks=("Which colour?",),
    ),
    Case(
        "a whole answer is gone on with",
        "/continue",
        before=("/ask Which colour?",),
        says=("And blue.",),
        sees=("And blue.",),
    ),
    Case(
        "what was said here is shown",
        "/history",
        before=("/ask Which colour?",),
        sees=("Which colour?", "quick brown fox"),
    ),
    Case(
        "what was said here is handed out",
        "/export",
        before=("/ask Which colour?",),
        files=((".md", "Which colour?"),),
    ),
    Case(
        "what was used is told",
        "/usage",
        before=("/ask Which colour?",),
        sees=("You used in the last 30 days:",),
        buttons=("Chart", "CSV"),
        alone=True,
    ),
    Case(
        "the personas are listed",
        "/persona list",
        sees=("The persona here is",),
        alone=True,
    ),
    Case(
        "a member forgets what is kept of them, after a yes",
        "/forget me",
        before=("/ask Which colour?",),
        sees=("This cannot be undone.",),
        presses="Delete it all",
        then=("Forgotten: ",),
    ),
)

PLAIN = (
    Case(
        "plain words draw",
        "Draw me a fox",
        says=(calling("image", prompt="a fox", quality="low"), "There it is."),
        sees=("/image prompt: a fox", "There it is."),
        files=(("a-fox.png", "PNG"),),
    ),
    Case(
        "plain words ask before much is spent",
        "Draw me ten owls",
        says=(calling("image", prompt="owls", count=10), "As you like."),
        sees=("may cost up to $3.16",),
        presses="Only one, for up to $0.32",
        then=("Once more?",),
    ),
    Case(
        "plain words sum up",
        "What did I miss since yesterday?",
        before=("/ask Which colour?",),
        says=(calling("summarize", since="yesterday"), "Foxes jumped over dogs.", "That is all."),
        sees=("/summarize since: yesterday", "Foxes jumped over dogs.", "Read: ", "That is all."),
        asks=("until the evening",),
        hides=("UTC.*That is all.",),
    ),
    Case(
        "plain words translate what stands above",
        "Put that in French",
        before=("/ask Which colour?",),
        says=(calling("translate", to="French"), "Le renard saute.", ""),
        sees=("/translate to: French", "Le renard saute."),
        asks=("until the evening",),
    ),
    Case(
        "plain words about a recording",
        "What does she say?",
        uploads=(_SPEECH,),
        hears=("Good morning, everybody.",),
        says=("She wishes a good morning.",),
        sees=("She wishes a good morning.",),
        asks=("Good morning, everybody.",),
    ),
    Case(
        "plain words change nothing without a yes, and what cannot be undone asks once more",
        "Let go of all that you know about me, please",
        before=("/ask Which colour?",),
        says=(calling("forget", me=True), ""),
        sees=("That would change something here: /forget me. Shall I?",),
        hides=("empty answer",),
        presses="Do it",
        then=("This cannot be undone.",),
    ),
)

_TAKERS = {
    "/ask What is this?": "file",
    "/explain": "file",
    "/rewrite": "file",
    "/classify": "file",
    "/extract": "file",
    "/draft an advert": "file",
    "/code a query": "file",
    "/translate German": "file",
    "/summarize": "file",
    "/transcribe": "file",
    "/image edit make it night": "image",
}
_EXE, _BROKEN = b"MZ\x00\x01\x02\x03" * 10, b"%PDF-1.7 of which the rest is lost"
_SPENDERS: tuple[tuple[str, tuple[Upload, ...]], ...] = (
    ("/ask How so?", ()),
    ("/explain KettleError", ()),
    ("/rewrite A text", ()),
    ("/classify A text", ()),
    ("/extract A text", ()),
    ("/draft an advert", ()),
    ("/code a query", ()),
    ("/translate German A new text", ()),
    ("/image quality=low a cat", ()),
    ("/summarize", (_PDF,)),
    ("/transcribe", (_SPEECH,)),
)


def _sent(
    title: str, usual: str, others: dict[str, str], name: str, data: bytes, size: int | None = None
) -> list[Case]:
    """A file for each command that takes one; what is said of it, by command where it differs."""
    return [
        Case(
            f"{title} for {line.split()[0]}",
            line,
            uploads=(Upload(name, data, option, size),),
            sees=(name, others.get(line.split()[0], usual)),
            asked=False,
        )
        for line, option in _TAKERS.items()
    ]


# The terminal looks at a file before any command does.
_NO_FILE = "is neither a text nor a picture nor a document"
_DAMAGED = "is damaged and cannot be read"
_NO_FORM = f"cannot be translated so that it keeps its form|{_NO_FILE}|{_DAMAGED}"
_NO_SOUND = f"is damaged or no sound that can be read|{_NO_FILE}|{_DAMAGED}"
_NO_PICTURE = f"is no picture that can be read|{_NO_FILE}|{_DAMAGED}"

WRONG = _sent(
    "a file of the wrong kind",
    _NO_FILE,
    {"/translate": _NO_FORM, "/transcribe": _NO_SOUND, "/image": _NO_PICTURE},
    "program.exe",
    _EXE,
)
LARGE = _sent("a file that is too large", " MB can be ", {}, "huge.pdf", b"%PDF-1.7", 10**10)
BROKEN = _sent(
    "a file that is damaged",
    _DAMAGED,
    {"/translate": _NO_FORM, "/transcribe": _NO_SOUND, "/image": _NO_PICTURE},
    "broken.pdf",
    _BROKEN,
)
INCOMING = [
    Case(
        f"forbidden words for {line.split()[0]}",
        f"{line} {FORBIDDEN}",
        sees=("your message contains what looks like violence",),
        alone=True,
    )
    for line, uploads in _SPENDERS
    if not uploads
] + [
    Case(
        f"forbidden words in a file for {line.split()[0]}",
        line,
        uploads=(Upload("notes.txt", f"How to be {FORBIDDEN}.".encode()),),
        sees=("your message contains what looks like violence",),
        alone=True,
    )
    for line in _TAKERS
    if line.split()[0] not in ("/transcribe", "/image")
]
OUTGOING = [
    Case(
        f"forbidden words from {line.split()[0]}",
        line,
        uploads=uploads,
        says=(
            f"Fine so far, it is. A {FORBIDDEN} word."
            if line.split()[0] not in ("/classify", "/extract")
            else f'{{"labels": ["{FORBIDDEN}"], "columns": ["a"], "rows": [["{FORBIDDEN}"]]}}',
        ),
        sees=("contained what looks like violence",),
        hides=(FORBIDDEN,),
    )
    for line, uploads in _SPENDERS
    if line.split()[0] not in ("/transcribe", "/image")
] + [
    Case(
        "forbidden words in a recording",
        "/transcribe",
        uploads=(_SPEECH,),
        hears=(f"How to be {FORBIDDEN}.",),
        sees=("your message contains what looks like violence",),
        hides=(FORBIDDEN,),
    )
]
BUDGET = "/settings budget 1 token a day for each person"
DEAR = [
    Case(
        f"no budget for {line.split()[0]}",
        line,
        uploads=uploads,
        sees=("and your budget is 1 token a day",),
        asked=False,
    )
    for line, uploads in _SPENDERS
]

NEEDS = "it needs the right to manage this server"
CLOSED = [
    Case(f"a member may not {line}", line, sees=(NEEDS,), alone=True, asked=False)
    for line in (
        "/settings watched on",
        "/persona pirate",
        "/glossary add tea Tee German",
        "/usage server",
        "/forget",
        "/forget server",
        "/export server",
        "/model chatty",
        "/temperature 1",
        "/system You are rude.",
    )
]
