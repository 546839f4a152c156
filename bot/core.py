"""The conversation core: `Bot.handle` takes a message and yields what to show for it.

This is what adapters see, and it does nothing by itself: `bot.handling` decides whether and when a
message is handled, `bot.exchange` is the way through.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.announcing import ONCE
from bot.channels import Channels
from bot.commands import Command
from bot.context import Context
from bot.edits import Edits
from bot.forms import Form
from bot.handling import Handling
from bot.hearing import Hearing
from bot.lanes import Lanes
from bot.marks import Marks
from bot.messages import Event, Message, Person, Place
from bot.models.embedded.progress import Progress
from bot.parts import Parts
from bot.past import Past
from bot.permission import ranked
from bot.reactions import Reactions
from bot.retelling import Retelling
from bot.settings import Values
from bot.store import Recovered
from bot.translating.languages import flag
from bot.turn import Turn
from bot.underway import Underway
from bot.using import standing

Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Serving:
    """Which model answers by default, for the banner; `hint` says how to get a better one."""

    model: str
    title: str
    embedded: bool
    hint: str = ""


class Bot:
    """The one door of the core; every platform's adapter calls it, and none goes around it."""

    def __init__(
        self,
        parts: Parts,
        lanes: Lanes,
        serving: Serving,
        prepare: Callable[[Report], Awaitable[None]],
    ) -> None:
        self.commands: Mapping[str, Command] = parts.commands
        self.serving = serving
        self.prepare = prepare
        self.notes = parts.store.notes
        self.installations = parts.store.installations
        self.states = parts.store.states
        self._parts = parts
        underway = Underway(lanes)
        self._past = Past(parts, underway)
        self._handling = Handling(parts, underway, Edits(parts, underway, self._past))
        self._marks = Marks(parts.store.seen)
        self._hearing = Hearing(parts.listeners)
        self._reactions = Reactions(parts)

    def handle(self, message: Message) -> AsyncGenerator[Event, None]:
        """Yield what to show for a message, and exactly one `Ended` as the last.

        A message that was taken before ends at once as `DUPLICATE`. Closing the iterator stops the
        model, the screening and the bill, and keeps what was shown.
        """
        return self._handling.handle(message)

    def edit(self, message: Message) -> AsyncGenerator[Event, None]:
        """Take in a message that was edited, and yield what to show for that.

        `message` is as it reads now, with what it answers to, under the id that it had. What is
        remembered of it gets the new words once they are judged; if they are refused, it goes.
        Where it was the last question of its place, it is answered anew if `redo_edited` says so,
        and the events are those of the new answer. Otherwise there is only `Ended`, `DUPLICATE`:
        show nothing.
        """
        return self._handling.edit(message)

    @property
    def retelling(self) -> Retelling:
        """What was said to the bot and what it answered, for platforms without a history."""
        return Retelling(self._parts.store)

    def attach(self, platform: str, channels: Channels, *, serves: bool = True) -> None:
        """Let the core read and post in the channels of a platform; before anything is handled.

        What waits to be posted there is posted now, unless this is no connection that `serves`.
        """
        self._parts.channels[platform] = channels
        if serves:
            self._parts.office.reporting.nudge()

    async def announce(self, server_key: str, about: str, text: str, *, stamp: str = ONCE) -> None:
        """Tell the admins of a server something in the channel that they chose, once.

        `about` says in a word what it is about, `permission/embed_links`; with another `stamp` than
        the last time it is told again. Returns at once; what cannot be told is in the log.
        """
        self._parts.announcer.tell(server_key, about, text, stamp)

    async def usage(self, place: Place, person: Person) -> str:
        """Say what a person has used this month and what their budgets still have, in sentences."""
        return await standing(self._parts, place, person)

    async def listens(self, place: Place) -> bool:
        """Whether anything in the core wants what is said in a place; one look in memory.

        Where it is false, `hear` need not be called.
        """
        return await self._hearing.wants(place)

    async def hear(self, message: Message, *, edited: bool = False) -> None:
        """Take in what was said in a channel, by a person, another bot or a foreign webhook.

        Every such message comes here once, in the order of its channel: before `handle` where it is
        also for the bot, and from the history where it was missed. What the bot itself posted, in
        whatever name, does not, and neither do commands and the platform's own notices. With
        `edited` it is as it reads now, under the id that it had. Returns soon, and raises nothing.
        """
        await self._hearing.heard(message, edited=edited)

    async def is_copy(self, place: Place, message_id: str) -> bool:
        """Whether a post of the bot is the copy of what somebody said in a channel tied to this."""
        channel = replace(place, thread=None)
        return await self._parts.store.links.is_copy(channel, message_id)

    def reacts_to(self, emoji: str) -> bool:
        """Whether a reaction with that emoji asks for something: `🇫🇷`, or Slack's `flag-fr`."""
        return flag(emoji) is not None

    async def react(
        self, place: Place, message_id: str, emoji: str, person: Person, *, direct: bool = False
    ) -> Message | None:
        """Give the message that a person's reaction stands for, to be handled.

        What comes of it is shown to all, as an answer to the message that was reacted to. None
        where there is nothing to do: it is not wanted or not allowed there, was asked before, too
        much was asked lately, or the message has no words.
        """
        return await self._reactions.asked(place, message_id, emoji, person, direct=direct)

    async def pick(
        self,
        offer_id: int,
        number: int,
        *,
        message_id: str,
        place: Place,
        person: Person,
        direct: bool,
    ) -> Message:
        """Give the message that a pressed button of `Choices` stands for, to be handled.

        `number` counts from 0, `message_id` is a new id for the press. It is `private` where the
        question was, or where its command is. Raises `InputError` for a button that is gone or was
        pressed, `NotPermitted` for one that is somebody else's.
        """
        message = await self._parts.offering.pick(
            offer_id, number, message_id=message_id, place=place, person=person, direct=direct
        )
        command = self.commands.get(message.command)
        secret = command is not None and command.private and not direct
        return replace(message, private=message.private or secret)

    async def unanswered(self, platform: str) -> list[Recovered]:
        """Claim what was taken but never answered because a process ended, oldest first.

        Pass each to `resume`. Commands other than talk are not done again; nobody waits for them.
        """
        await self._hearing.resumed(platform)
        return await self._handling.unanswered(platform)

    def resume(self, recovered: Recovered) -> AsyncGenerator[Event, None]:
        """Answer a message that was taken before a crash, or apologise for it, once."""
        return self._handling.resume(recovered)

    def again(self, message: Message) -> AsyncGenerator[Event, None]:
        """Answer a message that came to nothing once more, and yield what to show for that.

        `message` is as it reads now, under the id that it had. If it has an answer by now, or is
        being answered, there is only `Ended`, `DUPLICATE`; `has_answer` tells that before.
        """
        return self._handling.again(message)

    async def has_answer(self, message_key: str) -> bool:
        """Whether a message was answered or refused, or is being answered."""
        return await self._parts.store.taken.is_answered(message_key)

    async def answered(self, message_key: str) -> bool:
        """Whether a message was taken before, so that `handle` would end it as `DUPLICATE`."""
        return await self._parts.store.taken.known(message_key)

    async def delete(self, place: Place, message_ids: Sequence[str]) -> None:
        """Let go of messages that were deleted in a channel or its threads, and of their answers.

        What is being answered of them is not kept; summaries that told of them are written anew.
        """
        await self._past.delete(place, message_ids)
        await self._hearing.gone(place, message_ids)
        await self._parts.office.reporting.gone(place, message_ids)

    async def erase(self, place: Place) -> None:
        """Let go of a thread that is gone, or of a channel, its threads and its settings."""
        self._marks.drop(place)
        await self._past.erase(place)
        await self._parts.store.links.untie(place)

    async def left(self, server_key: str) -> None:
        """Start the clock of a server where the bot is no more, unless it runs already."""
        await self._parts.store.servers.left(server_key)

    async def back(self, server_key: str) -> None:
        """Stop the clock of a server where the bot is again."""
        await self._parts.store.servers.back(server_key)

    async def knows(self, server_key: str) -> bool:
        """Whether anything is kept of a server."""
        return await self._parts.store.holdings.knows(server_key)

    async def saw(self, place: Place, message_id: str) -> None:
        """Note the newest message that was seen in a place; cheap, and written a little later.

        The platform must count its ids up: of two, the longer one is newer, then the greater.
        """
        self._marks.move(place, message_id)

    async def seen(self, platform: str) -> dict[Place, str]:
        """Up to which message each place of a platform was seen."""
        return await self._marks.of(platform)

    async def turn(self, place: Place, message_id: str) -> Turn | None:
        """What is kept of a message and its answer, None where nothing is.

        A platform that was ended while it showed an answer shows all of it with this.
        """
        return await self._parts.store.turns.of_message(place, message_id)

    async def last_turns(self, platform: str, *, seconds: float) -> list[Turn]:
        """What was answered last on a platform, up to so many seconds before the newest answer.

        After a sudden end their last words may not have been shown; see `turn`.
        """
        return await self._parts.store.turns.last(platform, seconds=seconds)

    async def recent(self, place: Place, most: int) -> list[Turn]:
        """The last turns that are kept of a place, oldest first.

        A platform that was away sees by them what was edited or deleted meanwhile.
        """
        return await self._parts.store.turns.newest(place, most)

    async def is_newest(self, place: Place, answer_id: int) -> bool:
        """Whether an answer is the last of its place, which `retry` and `continue` are about."""
        last = await self._parts.memory.last(place)
        return last is not None and last.id == answer_id

    async def feedback(self, answer_id: int, person: Person, *, good: bool) -> bool:
        """Keep what a person thinks of an answer, instead of what they thought before.

        False when nothing changes by it: they said so before, or the answer is gone.
        """
        return await self._parts.store.feedback.give(answer_id, person.id, good=good)

    def stop(self) -> None:
        """Prepare for the end: what is cancelled before it was answered is kept for the restart."""
        self._handling.stop()

    async def close(self) -> None:
        """Write what is noted in memory only."""
        await self._marks.close()

    async def values(self, place: Place) -> Values:
        """The settings that count in a place, for what a platform itself does with them."""
        return await self._parts.settings.resolve(place)

    async def form(self, message: Message) -> Form | None:
        """The form in which the rest of a command is filled in; None where it has none of its own.

        What is sent back becomes its options with `Command.fill`. Raises `InputError`, and
        `NotPermitted` for a form that the person may not fill in.
        """
        command = self.commands.get(message.command)
        if command is None or command.ask is None:
            return None
        values = await self._parts.settings.resolve(message.place)
        asked = replace(message, person=ranked(values, message.person))
        return await command.ask(Context.of(self._parts, asked, values))

    async def complete(self, message: Message, option: str, typed: str) -> Sequence[str]:
        """Offer values for an option of `message.command`, given what was typed so far."""
        command = self.commands.get(message.command)
        declared = command.option(option) if command else None
        if declared is None:
            return ()
        if declared.complete is None:
            return [c for c in declared.choices if c.lower().startswith(typed.lower())]
        values = await self._parts.settings.resolve(message.place)
        return await declared.complete(Context.of(self._parts, message, values), typed)
