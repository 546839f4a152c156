"""What automatic moderation does about one message: note it, delete it, keep its author quiet."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import monotonic

from bot.channels import Channels, Post
from bot.config.schema import Limits
from bot.documents.reader import Reader
from bot.errors import InputError, PlatformError
from bot.files import gather
from bot.messages import Message, Place
from bot.moderation import wording
from bot.moderation.laying import Found, Laying
from bot.screening import Action, Verdict, Words
from bot.screening.care import care
from bot.screening.consequences import Consequence
from bot.settings import Values
from bot.store import Done, Flag, Screened

log = logging.getLogger(__name__)

_MILDEST_FIRST = list(Consequence)
_DONE = {
    Consequence.NOTE: Done.NOTED,
    Consequence.DELETE: Done.DELETED,
    Consequence.TIMEOUT: Done.TIMED_OUT,
}
# More than the platforms let come with one message.
_MOST_FILES = 20
_UNREAD = ("audio/", "video/")
_QUIET_SECONDS, _MOST_TOLD = 60.0, 10_000


@dataclass(frozen=True, slots=True)
class Acting:
    """Reads messages, does what follows, and tells moderators and authors."""

    laying: Laying
    limits: Limits
    reader: Reader | None = None
    _told: dict[tuple[str, str], float] = field(default_factory=dict)

    async def words(self, message: Message) -> Words:
        """All that a reader of the message sees: its words, its files one by one, their names.

        A file that cannot be read does not hide the others.
        """
        bare = replace(message, quotes=(), attachments=(), options={})
        found = (
            [(await gather(bare, self.limits, reader=self.reader)).words]
            if message.text.strip()
            else []
        )
        for file in message.attachments[:_MOST_FILES]:
            if file.media_type.startswith(_UNREAD):
                # Nobody listens to them here, and they are the largest files there are.
                found.append(Words((file.name,)))
                continue
            one = replace(bare, text="", attachments=(file,))
            try:
                found.append((await gather(one, self.limits, reader=self.reader)).words)
            except InputError:
                found.append(Words((file.name,)))
        texts = tuple(text for words in found for text in words.texts)
        return Words(texts, tuple(image for words in found for image in words.images))

    async def act(
        self, message: Message, verdict: Verdict, values: Values, *, log_text: bool
    ) -> None:
        """Write down what was found, and do what the channel wants done about it."""
        await self._logged(message, verdict, log_text=log_text)
        if verdict.action is Action.ALLOW:
            return
        consequence = following(verdict, values)
        if message.person.admin:
            # No platform lets a bot keep an admin quiet, and they look after themselves.
            consequence = Consequence.NOTE
        # The item comes first: deleting a message lets go of what was kept of it.
        found = Found(message, message.text, verdict, _DONE[consequence])
        flag = await self.laying.lay(found)
        if consequence is not Consequence.NOTE:
            await self._carry_out(message, verdict, consequence, flag=flag, values=values)

    async def missed(self, place: Place, count: int) -> None:
        """Tell the moderators that messages were not judged; raises `PlatformError`."""
        desk = await self.laying.desk.place(place)
        if desk is None:
            return
        name = wording.plain(await self.laying.desk.name(place))
        what = "1 message was" if count == 1 else f"{count:,} messages were"
        text = (
            f"{what} not judged in {name}: they came too fast, or the moderation service gave no "
            "verdict."
        )
        await self._channels(place).post(desk, Post(text))

    async def _carry_out(
        self,
        message: Message,
        verdict: Verdict,
        consequence: Consequence,
        *,
        flag: Flag | None,
        values: Values,
    ) -> None:
        minutes = values.timeout_minutes if consequence is Consequence.TIMEOUT else None
        done, remarks = await self._done(message, verdict, minutes=minutes)
        if flag is not None and (done is not flag.done or remarks):
            await self.laying.desk.store.flags.did(flag.id, done, remark=" ".join(remarks))
            self.laying.posting.again(flag.id)
        if done is Done.NOTED:
            log.warning("%s stays: %s", message.key, " ".join(remarks))
            return
        if self._told_lately(message):
            return
        told = minutes if done is Done.TIMED_OUT else None
        await self._tell(message, verdict, flag, minutes=told)

    async def _done(
        self, message: Message, verdict: Verdict, *, minutes: int | None
    ) -> tuple[Done, Sequence[str]]:
        """Delete the message and keep its author quiet; what was done, and why not more."""
        channels, place, remarks = self._channels(message.place), message.place, []
        done = Done.NOTED
        try:
            await channels.delete(place, message.id)
            done = Done.DELETED
        except PlatformError as error:
            remarks.append(str(error))
        if minutes is not None:
            why = ", ".join(verdict.categories) or "one of the server's rules"
            try:
                person = message.person.id
                await channels.time_out(place, person, minutes=minutes, reason=f"Causerie: {why}")
                done = Done.TIMED_OUT if done is Done.DELETED else done
            except PlatformError as error:
                remarks.append(str(error))
        return done, remarks

    def _told_lately(self, message: Message) -> bool:
        """Whether the author was told of another message just now; whoever floods is told once."""
        now, author = monotonic(), (message.place.server_key, message.person.id)
        last = self._told.get(author)
        if last is not None and now - last < _QUIET_SECONDS:
            return True
        self._told[author] = now
        while len(self._told) > _MOST_TOLD:
            del self._told[next(iter(self._told))]
        return False

    async def _tell(
        self, message: Message, verdict: Verdict, flag: Flag | None, *, minutes: int | None
    ) -> None:
        desk = self.laying.desk
        channel = await desk.name(message.place)
        if verdict.self_harm:
            text = care(message.person.locale)
        else:
            text = wording.acted(
                verdict, channel=channel, minutes=minutes, item=flag.id if flag else None
            )
        if flag is not None:
            await desk.tell(flag, text, appeals=not verdict.self_harm)
            return
        try:
            await self._channels(message.place).tell(message.person.id, message.place, text)
        except PlatformError as error:
            log.info("nobody could be told about %s: %s", message.key, error)

    async def _logged(self, message: Message, verdict: Verdict, *, log_text: bool) -> None:
        screened = Screened(
            message_key=message.key,
            server=message.place.server_key,
            channel=message.place.key,
            person_id=message.person.id,
            direction="in",
            verdict=verdict,
            text=message.text if log_text else None,
            at=datetime.now(UTC),
        )
        await self.laying.desk.store.screenings.add([screened])

    def _channels(self, place: Place) -> Channels:
        channels = self.laying.desk.channels.get(place.platform)
        if channels is None:
            raise PlatformError(f"{place.platform} does not let the bot do anything there.")
        return channels


def following(verdict: Verdict, values: Values) -> Consequence:
    """What follows for a message of the channel: the gravest of what its categories lead to.

    Categories that are allowed lead to nothing more than a note.
    """
    if verdict.source == "rules":
        return values.auto_rules
    allowed = {name for name, action in values.moderation_actions.items() if action is Action.ALLOW}
    led = (
        values.auto_actions.get(category, Consequence.NOTE)  # type: ignore[call-overload]  # any name may come from the service
        for category in verdict.categories
        if category not in allowed
    )
    return max(led, key=_MILDEST_FIRST.index, default=Consequence.NOTE)
