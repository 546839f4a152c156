"""How the moderation of a place stands: what counts, where moderators sit, what waits for them."""

from bot.errors import PlatformError
from bot.messages import Message, Place
from bot.moderation import wording
from bot.moderation.desk import Desk
from bot.settings import Values, setting, write

NO_DESK = (
    "There is no desk: what is flagged is only logged, and nobody can appeal. Choose a private "
    "channel: /settings desk_channel #channel"
)
OPEN_DESK = (
    "**Everybody of this server can read the desk**, so the words of its items are left out. "
    "Make the channel private, or choose another one: /settings desk_channel #channel"
)
LOST_DESK = (
    "The channel of the desk cannot be found: it is gone, or the bot was not let in. Choose "
    "another one: /settings desk_channel #channel"
)

_SHOWN = (
    "moderation_preset",
    "moderation_thresholds",
    "moderation_actions",
    "auto_moderation",
    "auto_actions",
    "auto_rules",
    "timeout_minutes",
    "moderation_when_down",
)


async def overview(desk: Desk, place: Place, values: Values) -> str:
    """Say it in a list."""
    lines = ["**Moderation here**"]
    lines += [f"- `{name}` {write(getattr(values, name))}" for name in _SHOWN]
    rules = (
        ("blocked words", values.blocked_words),
        ("blocked patterns", values.blocked_patterns),
        ("allowed words", values.allowed_words),
    )
    lines.append("- Rules: " + ", ".join(f"{len(list_):,} {name}" for name, list_ in rules))
    lines.append(f"- {setting('moderation_preset').description}.")
    lines += ["", await desk_state(desk, place)]
    waiting = await desk.store.flags.count_open(place.server_key)
    if waiting:
        items = "1 item waits" if waiting == 1 else f"{waiting:,} items wait"
        lines.append(f"{items} for a decision.")
    return "\n".join(lines)


async def items(desk: Desk, message: Message, *, limit: int) -> str:
    """List what waits for a decision, with its words where the asker may read them."""
    flags = await desk.store.flags.undecided(message.place.server_key, limit=limit)
    if not flags:
        return "Nothing waits for a decision."
    channels = desk.channels.get(message.place.platform)
    listed = []
    for flag in flags:
        # What was said to the bot alone is not told, and neither is where.
        channel = await desk.name(flag.place) if flag.link or flag.text else ""
        try:
            hidden = channels is None or not await channels.may_read(message.person, flag.place)
        except PlatformError:
            hidden = True
        listed.append(wording.item(flag, channel=channel, hidden=hidden))
    more = await desk.store.flags.count_open(message.place.server_key) - len(flags)
    listed += [f"… and {more:,} more"] if more > 0 else []
    return "\n\n".join(listed)


async def desk_state(desk: Desk, place: Place) -> str:
    """Say where the moderators of a server sit, and what is wrong with that."""
    if not await desk.is_set(place):
        return NO_DESK
    try:
        where = await desk.place(place)
        if where is None:
            return LOST_DESK
        return OPEN_DESK if await desk.is_open(where) else f"The desk is {await desk.name(where)}."
    except PlatformError as error:
        return f"{LOST_DESK}\n({error})"
