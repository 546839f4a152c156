"""Feeding the allow list from a false alarm: with the words around the match, and no more."""

import re

from bot.commands.check import MANAGE
from bot.errors import InputError, NotPermitted
from bot.messages import Message
from bot.moderation import wording
from bot.moderation.desk import Desk
from bot.screening.rules import Rules
from bot.settings import Origin, Scope
from bot.store import Flag, State

_WORD = re.compile(r"\S+")
_LONGEST = 200
_EDGES = "\"'“”‘’«»()[]{}<>.,;:!?…*_~`"


async def allow(desk: Desk, message: Message, flag: Flag) -> str:
    """Put the words of a false alarm on the server's allow list; returns a sentence about it.

    Raises `InputError` where there are none to put there.
    """
    if not message.person.admin:
        raise NotPermitted(MANAGE)
    if flag.state is not State.FALSE_ALARM or flag.verdict.source != "rules":
        raise InputError(f"Item {flag.id} is no false alarm of one of the server's rules.")
    values = await desk.settings.resolve(flag.place)
    rules = Rules.of(
        values.blocked_words, patterns=values.blocked_patterns, allowed=values.allowed_words
    )
    if rules.find(flag.text) is None:
        return "The rules let these words pass by now; nothing was added."
    words = phrase(flag.text, rules)
    if words is None:
        raise InputError(
            "There is nothing but the blocked words themselves. To let them pass, take them off "
            "`blocked_words`: /settings blocked_words."
        )
    held = await desk.settings.held(flag.place, "allowed_words")
    scope: Scope = "channel" if held.origin is Origin.CHANNEL else "server"
    await desk.settings.change(
        flag.place, "allowed_words", (*held.value, words), scope=scope, person=message.person
    )
    whose = "this channel" if scope == "channel" else "this server"
    return (
        f"{wording.verbatim_inline(words)} is on the allow list of {whose} now. "
        "/settings allowed_words shows the list, and changes it."
    )


def phrase(text: str, rules: Rules) -> str | None:
    """Give the words that contain the first match; None where there is nothing beside it.

    A match inside a longer word gives that word. Where the match is a word by itself, the words
    beside it belong to it, or the rule would be undone altogether.
    """
    hit = rules.find(text)
    if hit is None:
        return None
    words = list(_WORD.finditer(text))
    inside = [
        n for n, word in enumerate(words) if word.end() > hit.begin and word.start() < hit.end
    ]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    if _bare(text[words[first].start() : words[last].end()]) == _bare(text[hit.begin : hit.end]):
        if len(words) == last - first + 1:
            return None
        first, last = max(0, first - 1), min(len(words) - 1, last + 1)
    found = text[words[first].start() : words[last].end()].strip(_EDGES)
    return found if 0 < len(found) <= _LONGEST else None


def _bare(text: str) -> str:
    return text.strip(_EDGES).casefold()
