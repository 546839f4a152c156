"""One workspace: what happens in it, and everything that is needed to answer there."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from adapters.inbox import Inbox
from adapters.slack import words
from adapters.slack.contents import calls, channels_in, contents, mentioned, spelled, without_marks
from adapters.slack.convert import PLATFORM, message_id, place_of, to_message, ts_of
from adapters.slack.desk import Desk
from adapters.slack.directory import Directory
from adapters.slack.earlier import Earlier
from adapters.slack.history import one
from adapters.slack.listening import Me, Threads, is_said, is_wanted
from adapters.slack.people import People
from adapters.slack.posting import Posting
from adapters.slack.readers import Readers
from adapters.slack.reading import Files
from adapters.slack.receiving import Recent
from adapters.slack.rooms import Room
from adapters.slack.surface import AskerOnly, InThread
from adapters.slack.transcript import Transcript
from adapters.slack.wire import Json, Wire
from bot.commands import Command, Options
from bot.commands.parse import spoken
from bot.config.schema import Config
from bot.core import Bot
from bot.errors import InputError
from bot.files import largest
from bot.messages import Message, Person, Place, Quote, message_key
from bot.permission import may_use
from bot.settings import Values
from bot.store import Recovered

log = logging.getLogger(__name__)


class Team:
    """A workspace in which the app is installed."""

    def __init__(self, bot: Bot, config: Config, wire: Wire, me: Me) -> None:
        self.me = me
        self.wire = wire
        self.bot = bot
        self.people = People(wire, me.team)
        self.threads = Threads()
        self.inbox = Inbox()
        self.room = Room(config.slack.stream_seconds)
        self.desk = Desk(bot, self.room)
        self.files = Files(wire, largest(config.limits))
        self.transcript = Transcript()
        self.earlier = Earlier(wire, self.people, me, self.transcript)
        self.readers = Readers(wire)
        self.directory = Directory(wire, me.team)
        self.posting = Posting(wire, me.team)
        self._recent = Recent()
        wire.lacks = self._lacks

    def hear(self, event: Json) -> None:
        """Take in what somebody said; what is told twice, or comes again, is heard once."""
        self.transcript.hear(event)
        if is_said(event, self.me) and not self._recent.seen(f"{event['channel']} {event['ts']}"):
            thread = event.get("thread_ts") or ""
            self.inbox.put(f"{event['channel']} {thread}", partial(self._heard, event))

    async def edited(self, event: Json) -> None:
        """Take in that a message reads differently now; its answer may be given anew."""
        place = place_of(self.me.team, event)
        if not await self.bot.answered(message_key(PLATFORM, self._id(event))):
            # It may have become one for the bot.
            if is_said(event, self.me):
                await self._heard(event, edited=True)
            return
        await self._overheard(place, event, edited=True)
        message = await self._message(place, event)
        thread = str(event.get("thread_ts") or event["ts"])
        surface = self.surface(message, thread)
        given = self.desk.given(message.key)
        await self.desk.begin(message, surface, events=self.bot.edit(message), existing=given)

    async def resume(self, recovered: Recovered) -> None:
        """Answer what was taken in before the program ended, where it was asked."""
        message = self.files.revived(recovered.message)
        thread, _, _ = (message.place.thread or ts_of(message)).partition(":")
        asked = ts_of(message) if ":" not in message.id else f"{message.sent_at.timestamp():.6f}"
        await self.earlier.clear(message.place.channel, thread, after=asked)
        revived = Recovered(message, recovered.taken_at, recovered.attempt)
        await self.desk.begin(
            message,
            self.surface(message, thread or None),
            events=self.bot.resume(revived),
            opening=words.late(message.sent_at),
        )

    def reacted(self, event: Json) -> None:
        """Take in a reaction; one with a flag asks for something."""
        item = event.get("item") or {}
        own = event.get("user") == self.me.user
        if item.get("type") == "message" and not own and self.bot.reacts_to(str(event["reaction"])):
            self.inbox.put(f"{item['channel']} {item['ts']}", partial(self._reacted, event))

    async def _reacted(self, event: Json) -> None:
        item = event["item"]
        channel, ts = str(item["channel"]), str(item["ts"])
        asked = await self.bot.react(
            Place(PLATFORM, self.me.team, channel),
            message_id(self.me.team, channel, ts),
            str(event["reaction"]),
            await self.people.person(str(event["user"]), rights=True),
            direct=channel.startswith("D"),
        )
        if asked is not None:
            said = await one(self.wire, channel, ts)
            thread = str((said or {}).get("thread_ts") or ts)
            await self.desk.begin(asked, self.surface(asked, thread))

    def surface(self, message: Message, thread: str | None, *, private: bool = False) -> InThread:
        """Where the answer to a message is written."""
        kind: Callable[..., InThread] = AskerOnly if private and not message.direct else InThread
        return kind(
            self.wire,
            self.room,
            team=self.me.team,
            channel=message.place.channel,
            thread=thread,
            asker=message.person.id,
            direct=message.direct,
        )

    def _lacks(self, scope: str) -> None:
        """Have the admins told, once, which right the app was not given."""
        server, about = f"{PLATFORM}/{self.me.team}", f"permission/{scope}"
        said = words.lacking([scope])
        self.inbox.put("admins", partial(self.bot.announce, server, about, said))

    async def close(self, seconds: float) -> None:
        """Take nothing more in, and end the answers within so many seconds."""
        await self.inbox.close()
        await self.desk.close(seconds)
        await self.people.close()

    async def _heard(self, event: Json, *, edited: bool = False) -> None:
        place = place_of(self.me.team, event)
        values = await self.bot.values(place)
        own = place.thread is not None and place in self.threads
        if event.get("parent_user_id") == self.me.user and await self._is_copy(place):
            # What was posted in somebody's name began no thread of the bot's.
            event = {**event, "parent_user_id": None}
        # Of what is edited only what calls the bot becomes a question.
        wanted = is_wanted(event, values, me=self.me, own_thread=own)
        if not wanted or (edited and not calls(event, self.me.user)):
            await self._overheard(place, event, edited=edited)
            await self._passed_by(place, event)
            return
        try:
            found = await self._meant(event)
        except InputError as error:
            message, wrong = await self._message(place, event), str(error)
        else:
            if found is None:
                await self._overheard(place, event, edited=edited)
            message, wrong = await self._message(place, event, *(found or ())), ""
        thread = str(event.get("thread_ts") or event["ts"])
        command = self.bot.commands[message.command]
        await self._seen(place, thread, message.id)
        if not self._may(message, command, values):
            return
        if wrong:
            await self.surface(message, thread).whisper(wrong)
            return
        await self.desk.begin(message, self.surface(message, thread, private=command.private))

    async def _is_copy(self, place: Place) -> bool:
        """Whether the thread began with the copy of what somebody said in a channel tied to it."""
        if place.thread is None:
            return False
        root = message_id(self.me.team, place.channel, place.thread)
        return await self.bot.is_copy(place, root)

    async def _overheard(self, place: Place, event: Json, *, edited: bool = False) -> None:
        """Tell the core what was said, whether it is for the bot or not, if it wants that."""
        if await self.bot.listens(place):
            message = await self._message(place, event, alone=True)
            if place.thread is not None:
                # A thread is known by the message that it began with.
                root = message_id(self.me.team, place.channel, place.thread)
                message = replace(message, quotes=(Quote("", "", id=root),))
            await self.bot.hear(message, edited=edited)

    async def _meant(self, event: Json) -> tuple[Command, Options] | None:
        """The command that a message gives in words; raises `InputError` after a slash."""
        # A command names people and channels by their ids, as behind a slash.
        bare = {**event, "text": without_marks(str(event.get("text") or ""), self.me.user)}
        found = spoken(contents(bare, me=self.me.user, names={}), self.bot.commands)
        if found is None:
            return None
        command, options = found
        return command, spelled(command, options, str(event.get("text")), await self.names(event))

    async def names(self, event: Json) -> dict[str, str]:
        """The names of the people and the channels that a text names by their ids."""
        others = [each for each in mentioned(event) if each != self.me.user]
        channels = await self.directory.names(channels_in(event))
        return {**channels, **await self.people.names(others)}

    async def _message(
        self,
        place: Place,
        event: Json,
        command: Command | None = None,
        options: Options | None = None,
        *,
        alone: bool = False,
    ) -> Message:
        """Make a message; with `alone` what was said before it is left out."""
        names = await self.names(event)
        return to_message(
            await self.files.complete(event),
            team=self.me.team,
            person=await self._person(event),
            me=self.me.user,
            reader=self.files.reader,
            names=names,
            command=command.name if command else "chat",
            options=options,
            earlier=() if command or alone else await self._before(place, event),
        )

    def _id(self, event: Json) -> str:
        return message_id(self.me.team, event["channel"], event["ts"])

    async def _before(self, place: Place, event: Json) -> tuple[Quote, ...]:
        """What was said in the thread so far, where the bot has not listened to it."""
        if place.thread is None or self.threads.begun(place):
            return ()
        return await self.earlier.quotes(event)

    async def _seen(self, place: Place, thread: str, message_id_: str) -> None:
        """Take part in the thread, and note how far the place has been read."""
        own = Place(PLATFORM, place.server, place.channel, thread)
        for each in {place, own}:
            self.threads.add(each, ts=message_id_.rpartition("-")[2])
            await self.bot.saw(each, message_id_)

    async def _passed_by(self, place: Place, event: Json) -> None:
        # To listen in a thread is not to take part in it.
        listens = place.thread is None and await self.bot.listens(place)
        if place in self.threads or listens:
            self.threads.add(place, ts=event["ts"])
            await self.bot.saw(place, self._id(event))

    async def _person(self, event: Json) -> Person:
        if user := event.get("user"):
            return await self.people.person(user, rights=True)
        profile = event.get("bot_profile") or {}
        name = event.get("username") or profile.get("name") or "a bot"
        return Person(str(event["bot_id"]), str(name), bot=True)

    def _may(self, message: Message, command: Command, values: Values) -> bool:
        return may_use(
            values,
            command,
            person=message.person,
            channel=message.place.channel,
            direct=message.direct,
        )
