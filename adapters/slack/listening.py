"""Which messages are meant for the bot."""

from dataclasses import dataclass

from adapters.slack.contents import calls
from adapters.slack.convert import is_direct
from adapters.slack.wire import Json
from bot.messages import Message, Place
from bot.permission import may_talk, wants_answer
from bot.settings import Values

SAID = {None, "file_share", "thread_broadcast", "me_message", "bot_message"}
_MOST = 20_000
# It is told of as a person is.
_SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Me:
    """Who the bot is in a workspace; `site` is the address of that, and `name` what it is called.

    Both are "" where they are not known.
    """

    team: str
    user: str
    bot: str
    site: str = ""
    name: str = ""


class Threads:
    """The places in which the bot takes part, with how far they were read; the newest are kept."""

    def __init__(self) -> None:
        self._newest: dict[Place, str] = {}

    def add(self, place: Place, *, ts: str) -> None:
        """Take part in a place, of which the message with that timestamp was read."""
        self._newest[place] = max(ts, self._newest.pop(place, ts), key=_age)
        if len(self._newest) > _MOST:
            del self._newest[next(iter(self._newest))]

    def discard(self, place: Place) -> None:
        """Forget a place, and the threads in it."""
        inside = [
            each
            for each in self._newest
            if each == place
            or (
                place.thread is None
                and (each.server, each.channel) == (place.server, place.channel)
            )
        ]
        for each in inside:
            del self._newest[each]

    def newest(self) -> dict[Place, str]:
        """Every place, and the timestamp of what was read there last."""
        return dict(self._newest)

    def begun(self, place: Place) -> bool:
        """Whether the bot has listened inside of the thread, and not only to what began it."""
        return self._newest.get(place, place.thread) != place.thread

    def __contains__(self, place: Place) -> bool:
        return place in self._newest


def _age(ts: str) -> tuple[int, str]:
    return len(ts), ts


def is_said(event: Json, me: Me) -> bool:
    """Whether somebody else said it; notices, edits and deletions are told as messages too."""
    if event.get("type") not in {"message", "app_mention"} or event.get("subtype") not in SAID:
        return False
    own = event.get("user") == me.user or event.get("bot_id") == me.bot
    told = event.get("channel") and event.get("ts") and (event.get("user") or event.get("bot_id"))
    return not own and not event.get("hidden") and bool(told)


def is_wanted(event: Json, values: Values, *, me: Me, own_thread: bool) -> bool:
    """Whether the settings of its place want it answered; who said it is not looked at."""
    return wants_answer(
        values,
        addressed=event["type"] == "app_mention" or calls(event, me.user),
        direct=is_direct(event),
        own_thread=own_thread or event.get("parent_user_id") == me.user,
        from_bot=bool(event.get("bot_id")) or event.get("user") == _SLACKBOT,
    )


def is_allowed(message: Message, values: Values) -> bool:
    """Whether the settings of its place let this person talk to the bot there."""
    return may_talk(
        values, person=message.person, channel=message.place.channel, direct=message.direct
    )
