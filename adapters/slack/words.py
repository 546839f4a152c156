"""Slack's own sentences: about how an answer is shown, and about what the bot may not do here."""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import Status

STOPPED = "Stopped. What was shown is kept."
NO_END = "The answer stopped without saying why; the log may tell. Try again."
WITHDRAWN = "The answer was withdrawn."
IN_FILE = "The answer goes on in the file."
NO_FILE = "There is more, but the file with it could not be sent."
FILES_ALONE = "The file is in our direct messages, where you alone see it."
NOT_HERE = "You may not talk to the bot here."
THANKS = "Noted, thank you."
NOTED_BEFORE = "That is what you said before."
NOT_KEPT = "Nothing is kept of this answer, so it cannot be rated."
TOO_MUCH = (
    "This has more in it than a form holds. `/settings export` gives you all of it as a file; "
    "change that, and give it back with `/settings import`."
)
PROMPTS = (
    ("What can you do?", "What can you do?"),
    ("Explain something", "Explain to me, as to a colleague, how DNS works."),
    ("Draft a message", "Draft a short and friendly reminder of the meeting tomorrow at ten."),
)

_WAITING = {
    "thinking": "is thinking…",
    "continuing": "goes on where it broke off…",
    "working": "is working…",
}


def waiting(status: Status) -> str:
    """What the bot is doing meanwhile, as it stands behind the bot's name."""
    if status.kind == "queued":
        ahead = int(status.text) if status.text.isdecimal() else 0
        return f"is waiting for its turn: {ahead} before it" if ahead else "is waiting for its turn"
    return status.text or _WAITING[status.kind]


def late(asked_at: datetime) -> str:
    """Apologise for an answer that comes late."""
    return f"Sorry for the delay: I was away. You asked this on {asked_at:%B %d at %H:%M} UTC."


def picked(label: str) -> str:
    """Say which answer was picked."""
    return f"Picked: {label}"


def too_large(name: str, size: int) -> str:
    """Say that a file of the answer is more than can be sent."""
    return f"The file {name} has {size / 1e6:,.1f} MB, which is more than can be sent."


def lacking(scopes: Sequence[str]) -> str:
    """Say which rights the app was not given, and who can help."""
    return (
        f"The app lacks {', '.join(scopes)}. Print the manifest with `causerie slack manifest`, "
        "put it into the app's settings, and install the app again."
    )
