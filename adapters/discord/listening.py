"""Which messages are meant for the bot."""

import re

import discord

from bot.messages import Message
from bot.permission import may_talk, wants_answer
from bot.settings import Values

_SAID = (discord.MessageType.default, discord.MessageType.reply)


def is_said(message: discord.Message, *, me: int, application: int | None) -> bool:
    """Whether somebody else said it; Discord's own notices are messages too.

    What a webhook of the bot says, `application` being the bot's, is the bot's own.
    """
    if message.webhook_id is not None and message.application_id == application:
        return False
    return message.type in _SAID and message.author.id != me


def addressed(message: discord.Message, *, me: int) -> bool:
    """Whether it mentions the bot, or answers to a message of the bot."""
    return _calls(message, me) or _answers(message, me)


def is_wanted(message: discord.Message, values: Values, *, me: int, to_copy: bool = False) -> bool:
    """Whether the settings of its place want it answered; who said it is not looked at.

    With `to_copy` it answers what the bot posted in somebody's name, which is not to the bot.
    """
    channel = message.channel
    return wants_answer(
        values,
        addressed=_calls(message, me) if to_copy else addressed(message, me=me),
        direct=isinstance(channel, discord.DMChannel),
        own_thread=isinstance(channel, discord.Thread) and channel.owner_id == me,
        from_bot=message.author.bot,
    )


def is_allowed(message: Message, values: Values) -> bool:
    """Whether the settings of its place let this person talk to the bot there."""
    return may_talk(
        values, person=message.person, channel=message.place.channel, direct=message.direct
    )


def _calls(message: discord.Message, me: int) -> bool:
    # The list of who is mentioned holds whoever is answered to as well, and says nothing of roles.
    if re.search(rf"<@!?{me}>", message.content):
        return True
    role = message.guild.self_role if message.guild else None
    return role is not None and f"<@&{role.id}>" in message.content


def _answers(message: discord.Message, me: int) -> bool:
    reference = message.reference
    if message.type is not discord.MessageType.reply or reference is None:
        return False
    resolved = reference.resolved
    return isinstance(resolved, discord.Message) and resolved.author.id == me
