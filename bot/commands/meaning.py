"""Which words a command is about that were not typed behind it."""

from typing import TYPE_CHECKING

from bot.errors import PlatformError

if TYPE_CHECKING:
    from bot.context import Context

_CUT = "…"


async def meant(context: "Context") -> str:
    """The words that are meant: what was typed, the message pointed at, or the last one here."""
    message = context.message
    given = message.options.get("text") or message.text
    if isinstance(given, str) and given.strip():
        return given
    if message.quotes:
        quote = message.quotes[-1]
        # What is pointed at comes shortened where it is long.
        shortened = quote.text.endswith(_CUT) and quote.id
        return (shortened and await _whole(context, quote.id)) or quote.text
    if message.attachments:
        return ""
    return await _last(context)


async def _whole(context: "Context", message_id: str) -> str:
    """A message of this place as its platform has it, "" where it cannot be read."""
    if context.channels is None:
        return ""
    try:
        said = await context.channels.message(context.message.place, message_id)
    except PlatformError:
        return ""
    if said is not None:
        await context.admit(said.text)
    return said.text if said is not None else ""


async def _last(context: "Context") -> str:
    """What was said here last before the command, "" where that cannot be read."""
    channels, message = context.channels, context.message
    if channels is None:
        return ""
    try:
        if not await channels.may_read(message.person, message.place):
            return ""
        history = channels.history(message.place, before=message.sent_at, newest=1)
        texts = [said.text async for said in history]
    except PlatformError:
        return ""
    await context.admit(*texts)
    return texts[-1] if texts else ""
