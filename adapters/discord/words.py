"""Discord's own sentences: about how an answer is shown, and about what the bot may not do here."""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.messages import File, Status

STOPPED = "Stopped. What was shown is kept."
NO_END = "The answer stopped without saying why; the log may tell. Try again."
WITHDRAWN = "The answer was withdrawn."
IN_FILE = "The answer goes on in the file."
NO_REPLY = (
    "I cannot read what was said here before, nor show which message I answer: I lack the "
    "permission Read Message History."
)
NO_THREAD = (
    "I was told to open a thread for this, but I lack the permissions Create Public Threads and "
    "Send Messages in Threads."
)
LEFT_OUT = "The rest is left out: there is no room for it here any more."
NO_FILE = "There is more, but I may not attach files here: I lack the permission Attach Files."
THREAD = "Answer"
CHOOSE = "Choose:"
INTERRUPTED = "This answer was interrupted. Ask again."
NOT_YOURS = "Only who asked, or who manages the server, may do this."
NOT_HERE = "You may not talk to the bot here."
NOT_NEWEST = "There is a newer answer here; this works for the newest one only."
ANSWERED = "This was answered meanwhile, or is being answered."
GONE = "Your question is not there any more. Ask again."
NO_FORM = "That is too much for a form. Leave the other options out, or type the text itself."
TOO_LATE = "The form took too long to open. Press once more."
TOO_MUCH = (
    "This has more in it than a form holds. `/settings export` gives you all of it as a file; "
    "change that, and give it back with `/settings import`."
)
ALONE = "This is for whoever asked alone."
OVER = "This answer is not being written any more."
THANKS = "Noted, thank you."
NOTED_BEFORE = "That is what you said before."

# A short value is typed again sooner than it is copied.
_WORTH_KEEPING = 40
_KEPT = 1_500

_WAITING = {
    "thinking": "Thinking…",
    "continuing": "Going on where it broke off…",
    "working": "Working…",
}


def note(text: str) -> str:
    """A sentence beside the answer, in small letters."""
    return "\n".join(f"-# {line}" for line in text.splitlines() if line.strip())


def waiting(status: Status) -> str:
    """What the bot is doing meanwhile."""
    if status.kind == "queued":
        ahead = int(status.text) if status.text.isdecimal() else 0
        return f"Waiting for its turn: {ahead} before it." if ahead else "Waiting for its turn."
    return status.text or _WAITING[status.kind]


def late(asked_at: datetime) -> str:
    """Apologise for an answer that comes late; Discord writes the time as each reader knows it."""
    return f"Sorry for the delay: I was away. You asked this <t:{asked_at.timestamp():.0f}:R>."


def chosen(label: str) -> str:
    """Say which answer was picked."""
    return f"Chosen: {label}"


def refilled(problem: str, written: str) -> str:
    """Say what is wrong with a form, and give back what was written, which is gone otherwise."""
    if len(written) < _WORTH_KEEPING and "\n" not in written:
        return problem
    kept = written if len(written) <= _KEPT else f"{written[:_KEPT]}…"
    longest = max((len(run) for run in re.findall("`+", kept)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{problem}\nThis is what you wrote:\n{fence}\n{kept}\n{fence}"


def answers(link: str) -> str:
    """Say what is answered where no reply can show it."""
    return f"in answer to {link}"


def lacking(permissions: Sequence[str], where: str) -> str:
    """Say what the bot may not do, and who can help."""
    names = " and ".join(permissions)
    return (
        f"I cannot answer in {where}: I lack the permission {names} there. "
        "Somebody who manages the server can give it to me."
    )


def too_large(file: File) -> str:
    """Say that a file of the answer is more than Discord takes."""
    size = len(file.data) / 1e6
    return f"The file {file.name} has {size:,.1f} MB, which is more than Discord takes."
