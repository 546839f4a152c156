"""Who is answered where: pure decisions from the settings that count in a place.

Deny beats allow. A list that allows closes to everybody it does not name, whatever else is set or
not known: a person whose roles the platform did not tell has none.
"""

from dataclasses import replace

from bot.commands import Command
from bot.messages import Person
from bot.settings import Values


def ranked(values: Values, person: Person) -> Person:
    """The person with the rights that the server gave them over the bot."""
    if person.admin or person.bot:
        return person
    named = person.id in values.admin_people or _any(person.roles, values.admin_roles)
    return replace(person, admin=True) if named else person


def may_talk(values: Values, *, person: Person, channel: str, direct: bool) -> bool:
    """Whether the person may talk to the bot in a channel, or in direct messages.

    A thread counts as its channel. Lists of channels do not concern direct messages.
    """
    if person.bot and not values.other_bots:
        return False
    if person.id in values.quiet_people or _any(person.roles, values.quiet_roles):
        return False
    if not _is_open(values, channel, direct=direct):
        return False
    if values.talk_people or values.talk_roles:
        return person.id in values.talk_people or _any(person.roles, values.talk_roles)
    return True


def may_use(
    values: Values, command: Command, *, person: Person, channel: str, direct: bool
) -> bool:
    """Whether the person may use a command there.

    Admins may always use what is for them, so that nobody locks them out of the settings.
    """
    if ranked(values, person).admin and not person.bot and _for_admins(command):
        return True
    return may_talk(values, person=person, channel=channel, direct=direct)


def wants_answer(
    values: Values,
    *,
    addressed: bool,
    direct: bool,
    own_thread: bool = False,
    from_bot: bool = False,
) -> bool:
    """Whether a message is for the bot; whether it may be answered is what `may_talk` says.

    `addressed` is one that mentions the bot or replies to it, `own_thread` one in a thread that the
    bot takes part in. Another bot has to address it, or the two would never stop.
    """
    if from_bot:
        return addressed
    return addressed or direct or own_thread or values.watched


def _is_open(values: Values, channel: str, *, direct: bool) -> bool:
    if direct:
        return values.direct_messages
    if channel in values.quiet_channels:
        return False
    return not values.talk_channels or channel in values.talk_channels


def _any(roles: tuple[str, ...], listed: tuple[str, ...]) -> bool:
    return not set(roles).isdisjoint(listed)


def _for_admins(command: Command) -> bool:
    return command.admin or any(option.admin for option in command.options)
