"""How items read: for moderators on the desk, and for the person whom they are about."""

import re
from collections.abc import Sequence

from bot.screening import Verdict
from bot.screening.care import about
from bot.store import Done, Flag, State

LONGEST_WORDS = 900
"""In characters. Together with all else an item fits into one message of every platform."""
_LONGEST_AROUND = 120
_LONGEST_NAME = 60
_LONGEST_REASON = 300
_MOST_CATEGORIES = 4
# What would format, link or mention in one of the platforms' languages.
_MARKS = re.compile(r"[*_~|<>\[\]()`#@\\\x00-\x1f\u202a-\u202e\u2066-\u2069]+")

_DONE = {
    Done.NOTED: "noted only",
    Done.DELETED: "the message was deleted",
    Done.TIMED_OUT: "the message was deleted, and its author timed out",
    Done.REFUSED: "refused",
}
_DECIDED = {
    State.APPROVED: "Approved",
    State.UPHELD: "Kept as it is",
    State.DELETED: "Deleted",
    State.TIMED_OUT: "Timed out",
    State.FALSE_ALARM: "False alarm",
}


def plain(name: str, *, most: int = _LONGEST_NAME) -> str:
    """Give a name without what could format, link or mention anything."""
    return shortened(" ".join(_MARKS.sub(" ", name).split()), most) or "somebody"


def verbatim(text: str, *, most: int) -> str:
    """Give words as they are in a block of their own, so that nothing in them takes effect."""
    inside = shortened(text, most).replace("```", "`\u200b`\u200b`")
    return f"```\n{inside}\n```"


def shortened(text: str, most: int) -> str:
    """Give the text, or its beginning."""
    return text if len(text) <= most else text[: most - 1] + "…"


def found(verdict: Verdict) -> str:
    """What was found, with scores, for those who may know the rules."""
    match verdict.source:
        case "rules":
            return f"the server's rule {verbatim_inline(verdict.rule or '')}"
        case "basic":
            return f"the basic list: {', '.join(verdict.categories)}"
    named = [
        f"{category} {verdict.scores[category]:.2f}" if category in verdict.scores else category
        for category in verdict.categories
    ]
    more = len(named) - _MOST_CATEGORIES
    return ", ".join(named[:_MOST_CATEGORIES]) + (f" and {more} more" if more > 0 else "")


def verbatim_inline(text: str) -> str:
    """Give a few words as they are, inside a line."""
    inside = " ".join(shortened(text, _LONGEST_NAME).replace("`", "'").split())
    return f"`{inside}`" if inside else "(unnamed)"


def item(
    flag: Flag,
    *,
    channel: str,
    around: Sequence[str] = (),
    by: str | None = None,
    hidden: bool = False,
) -> str:
    """An item as moderators read it; `around` are lines said before and after it.

    `by` is the name of who decided it. With `hidden` its words are left out, because they are shown
    to people who may not read them.
    """
    what = "An answer to" if flag.direction == "out" else "Said by"
    where = f"in {plain(channel)}" if channel else "in a direct message"
    lines = [
        f"**Item {flag.id}**: {found(flag.verdict)}",
        f"{what} {plain(flag.person_name)} {where}. So far: {_so_far(flag)}.",
    ]
    if flag.link:
        lines.append(flag.link)
    if flag.appealed_at is not None:
        reason = f": {verbatim_inline_long(flag.appeal)}" if flag.appeal else "."
        lines.append(f"Its author appeals{reason}")
    if flag.state in _DECIDED:
        lines.append(f"**{_DECIDED[flag.state]}** by {plain(by or flag.decided_by or '')}.")
    lines += _words(flag, around, hidden=hidden)
    return "\n".join(lines)


def verbatim_inline_long(text: str) -> str:
    """Give a sentence as it is, inside a line."""
    return f"`{' '.join(shortened(text, _LONGEST_REASON).replace('`', chr(39)).split())}`"


def _so_far(flag: Flag) -> str:
    return (
        f"{_DONE[flag.done]} ({plain(flag.remark, most=200)})" if flag.remark else _DONE[flag.done]
    )


def _words(flag: Flag, around: Sequence[str], *, hidden: bool) -> list[str]:
    if hidden:
        return ["The words are left out here, because not everybody who reads this may read them."]
    if not flag.text:
        return ["The words are gone, or were said to the bot alone."]
    lines = [verbatim(flag.text, most=LONGEST_WORDS)]
    if around:
        said = "\n".join(shortened(" ".join(line.split()), _LONGEST_AROUND) for line in around)
        lines += ["Around it:", verbatim(said, most=4 * _LONGEST_AROUND)]
    return lines


def decided(state: State) -> str:
    """What was decided, as a part of a sentence."""
    return _DECIDED.get(state, "Nothing").lower()


def acted(
    verdict: Verdict, *, channel: str, minutes: int | None = None, item: int | None = None
) -> str:
    """Tell the person what happened to their message, and why; `item` is what they may appeal."""
    where = f" in {plain(channel)}" if channel else ""
    told = f"Your message{where} was deleted: it contains {about(verdict)}."
    if minutes is not None:
        told += f" You cannot write for {minutes:,} {'minute' if minutes == 1 else 'minutes'}."
    if item is not None:
        told += f" If that is wrong you can appeal once: press the button, or write /appeal {item}."
    return told


def answered(flag: Flag, *, channel: str) -> str:
    """Tell the person what was decided about their message."""
    whose = "your answer" if flag.direction == "out" else "your message"
    where = f" in {plain(channel)}" if channel else ""
    match flag.state:
        case State.APPROVED:
            result = f"A moderator looked at {whose}{where} and finds nothing wrong with it."
        case State.FALSE_ALARM:
            result = f"A moderator looked at {whose}{where}: it was a false alarm. Sorry."
        case _:
            return (
                f"A moderator looked at {whose}{where}, and the decision stays: it contains "
                f"{about(flag.verdict)}."
            )
    if flag.done in (Done.DELETED, Done.TIMED_OUT):
        return f"{result} It cannot be put back, but you can write it again."
    return result
