"""Commands as messages of the core, and where each of them is answered."""

from datetime import UTC, datetime

from adapters.slack.convert import PLATFORM
from adapters.slack.forms import About
from adapters.slack.replying import ForOne
from adapters.slack.sayings import people_in, quote
from adapters.slack.surface import InThread
from adapters.slack.team import Team
from adapters.slack.wire import Json, WireError
from bot.commands import Command, Options
from bot.messages import Message, Place, Quote


async def to_message(
    team: Team, body: Json, command: Command, options: Options, about: About, *, private: bool
) -> tuple[Message, bool]:
    """The message that runs a command, and whether the bot is in that channel."""
    user = asker_of(body)
    person = await team.people.person(user, rights=True)
    channel = about.channel or await _conversation_with(team, user)
    inside, direct = await _where(team, channel)
    unique = str(body.get("trigger_id") or body.get("event_id")).replace("-", "_")
    message = Message(
        id=f"{team.me.team}-{channel}-{about.thread}:{unique}",
        place=Place(PLATFORM, team.me.team, channel, about.thread or None),
        person=person,
        text="",
        sent_at=datetime.now(UTC),
        command=command.name,
        options=options,
        direct=direct,
        private=(command.private or private) and not direct,
    )
    return message, inside


def surface_for(team: Team, message: Message, about: About, *, inside: bool) -> InThread | ForOne:
    """Where it is answered: in the channel, or to the asker alone."""
    thread = about.thread or None
    if inside and not message.private:
        return team.surface(message, thread)
    if about.address:
        return ForOne(team.wire, about.address, message.person.id, private=message.private)
    return team.surface(message, thread, private=message.private)


async def pointed_at(team: Team, channel: str, message: Json) -> Quote:
    """A message that was pointed at, with the name of who wrote it."""
    names = await team.people.names(people_in(message))
    profile = message.get("bot_profile") or {}
    author = names.get(str(message.get("user"))) or profile.get("name") or "somebody"
    return quote(message, str(author), me=team.me, channel=channel, names=names)


def asker_of(body: Json) -> str:
    """The id of the person whose doing Slack tells of."""
    return str(body.get("user_id") or body["user"]["id"])


async def _where(team: Team, channel: str) -> tuple[bool, bool]:
    """Whether the bot is in a channel, and whether it is there with one person alone."""
    try:
        answer = await team.wire.read("conversations.info", patient=False, channel=channel)
    except WireError:
        return False, False
    found = answer["channel"]
    direct = bool(found.get("is_im"))
    return direct or bool(found.get("is_member")), direct


async def _conversation_with(team: Team, user: str) -> str:
    opened = await team.wire.call("conversations.open", {"users": user})
    return str(opened["channel"]["id"])
