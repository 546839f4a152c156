"""The platform's own moderation: its rules listed, and blocked words shared with it."""

from bot.errors import PlatformError
from bot.messages import Message
from bot.moderation import wording
from bot.moderation.desk import Desk
from bot.moderation.native import SHARED, NativeRule, NativeRules
from bot.settings import Origin

_MOST_WORDS = 10


async def listed(desk: Desk, message: Message) -> str:
    """List the rules of the platform; raises `PlatformError` where it has none."""
    rules = await _native(desk, message).rules(message.place)
    if not rules:
        return "This server has no rules of the platform's own moderation."
    lines = ["**Rules of the platform's own moderation**"]
    for rule in rules:
        lines += _rule(rule)
    return "\n".join(lines)


async def shared(desk: Desk, message: Message) -> str:
    """Put the words that are blocked in the whole server into a rule of the platform.

    Patterns stay here: what platforms call by that name differs from one to the next.
    """
    values = {
        name: (await desk.settings.held(message.place, name))
        for name in ("blocked_words", "allowed_words")
    }
    own = [name for name, held in values.items() if held.origin is Origin.CHANNEL]
    done = await _native(desk, message).share(
        message.place,
        values["blocked_words"].value,
        allowed=values["allowed_words"].value,
        by=message.person.name,
    )
    told = (
        f"The platform's rule “{SHARED}” has {_counted(done.words)} now, and blocks messages with "
        "them by itself. Share them again when the list has changed."
        if done.words
        else f"There are no blocked words to share, so there is no rule “{SHARED}”."
    )
    if done.left_out:
        names = ", ".join(wording.verbatim_inline(word) for word in done.left_out[:_MOST_WORDS])
        told += f"\nLeft out, since the platform takes only shorter or fewer: {names}"
    if own:
        told += f"\nThis is what {' and '.join(own)} hold in this channel, not in the server."
    return told


def _native(desk: Desk, message: Message) -> NativeRules:
    channels = desk.channels.get(message.place.platform)
    if not isinstance(channels, NativeRules):
        raise PlatformError("This platform has no moderation of its own that the bot could reach.")
    return channels


def _counted(words: int) -> str:
    return "1 word" if words == 1 else f"{words:,} words"


def _rule(rule: NativeRule) -> list[str]:
    state = "" if rule.enabled else " (turned off)"
    lines = [f"- **{wording.plain(rule.name)}**{state}: {rule.looks_for}. Then: {rule.does}."]
    for title, words in (("Words", rule.words), ("Allowed", rule.allowed)):
        if words:
            names = ", ".join(wording.verbatim_inline(word) for word in words[:_MOST_WORDS])
            more = len(words) - _MOST_WORDS
            lines.append(f"  {title}: {names}" + (f" and {more:,} more" if more > 0 else ""))
    return lines
