"""What the bot may do in a channel, as Discord counts it, and how it is called there."""

from dataclasses import dataclass

import discord


@dataclass(frozen=True, slots=True)
class Held:
    """What the bot may do; `lacking` names what it needs to answer at all and has not."""

    lacking: tuple[str, ...] = ()
    replies: bool = True
    attaches: bool = True
    opens_threads: bool = True


def held(channel: object) -> Held:
    """What the bot may do in a channel; where nobody knows, Discord itself will say."""
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return Held(opens_threads=False)
    if channel.guild.me is None:
        return Held()
    may = channel.permissions_for(channel.guild.me)
    thread = isinstance(channel, discord.Thread)
    speaks = may.send_messages_in_threads if thread else may.send_messages
    speaking = "Send Messages in Threads" if thread else "Send Messages"
    needed = (("View Channel", may.view_channel), (speaking, speaks))
    return Held(
        lacking=tuple(name for name, granted in needed if not granted),
        replies=may.read_message_history,
        attaches=may.attach_files,
        opens_threads=may.create_public_threads and may.send_messages_in_threads,
    )
