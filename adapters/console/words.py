"""The terminal's own sentences, shared by its screen and its plain output."""

from datetime import datetime
from typing import TYPE_CHECKING

from adapters.console.clean import clean_line
from bot.messages import Attachment, Choices, Ended, Message, Status

if TYPE_CHECKING:
    from bot.core import Serving

STOPPED = "Stopped. What was shown is kept."
LEAVING = "Ctrl-D leaves."
BROKEN = "Something went wrong here in the terminal; the log says what. The talk goes on."
WITHDRAWN = "The words above are withdrawn."
NO_END = "The answer stopped without saying why; the log may tell. Try again."

_WAITING = {
    "queued": "waiting for its turn",
    "thinking": "thinking",
    "continuing": "going on where it broke off",
    "working": "working",
}
_QUOTED = 60


def waiting(status: Status) -> str:
    """Say what the bot is doing, on one line."""
    return clean_line(status.text) or _WAITING[status.kind]


def spent(ended: Ended) -> str:
    """Say what a message used and cost; empty where nothing was used."""
    usage = ended.usage
    if not usage.input and not usage.output:
        return ""
    cached = f" ({usage.cached:,} cached)" if usage.cached else ""
    parts = [f"{usage.input:,} tokens in{cached}, {usage.output:,} out"]
    parts += [_dollars(ended.cost)] if ended.cost is not None else []
    parts += [clean_line(ended.model)] if ended.model else []
    return " · ".join(parts)


def _dollars(cost: float) -> str:
    """Write a cost; of a very small one the first figures, not zeros."""
    return f"${cost:,.4f}" if cost >= 0.001 or not cost else f"${cost:.7f}".rstrip("0")


def withdrawn(ended: Ended) -> str:
    """Say that what was shown no longer counts, and why."""
    return f"{WITHDRAWN} {ended.text}".strip()


def attached(file: Attachment) -> str:
    """Say what goes with the next message."""
    kind = "a picture" if file.media_type.startswith("image/") else "a text"
    return f"{clean_line(file.name)} ({kind}, {size(file.size)}) goes with your next message."


def size(count: int) -> str:
    """Write a number of bytes for people."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1e6:,.1f} MB" if count < 1e9 else f"{count / 1e9:,.2f} GB"


def duration(seconds: float) -> str:
    """Write a time for people."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def banner(serving: "Serving") -> str:
    """Say in one line which model answers and how to get a better one, and where to look next."""
    who = " ".join([f"{clean_line(serving.title)} answers.", clean_line(serving.hint)]).strip()
    return f"{who}\n/help shows the commands, Ctrl-D leaves."


def question(choices: Choices) -> str:
    """Write a question with its numbered answers."""
    numbered = enumerate(choices.choices, start=1)
    lines = [f"{number}. {clean_line(choice.label)}" for number, choice in numbered]
    return "\n".join([clean_line(choices.question), *lines])


def asked_before(message: Message, taken_at: datetime, now: datetime) -> str:
    """Say that a question from before the program ended is answered now. Times are UTC."""
    local, today = taken_at.astimezone(), now.astimezone()
    when = (
        f"{local:%H:%M}" if local.date() == today.date() else f"{local:%H:%M} on {local:%Y-%m-%d}"
    )
    text = clean_line(message.text) or f"/{message.command}"
    if len(text) > _QUOTED:
        text = text[: _QUOTED - 1] + "…"
    return f"You asked at {when}: “{text}” - answering now."
