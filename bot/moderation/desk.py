"""The desk: a private channel of a server where items are shown, with buttons to decide."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from bot.channels import Channels, Post, Said
from bot.errors import PlatformError
from bot.messages import Choice, Choices, Message, OptionValue, Person, Place
from bot.moderation import wording
from bot.moderation.native import TellsWhoReads
from bot.store import Done, Flag, State

if TYPE_CHECKING:
    from bot.offering import Offering
    from bot.settings import Settings
    from bot.store import Store

log = logging.getLogger(__name__)

DECIDE, APPEAL = "decide", "appeal"
"""The commands that the buttons send."""

LARGEST = 10**12
"""What no number of an item is above."""

Style = Literal["usual", "primary", "danger"]

_BEFORE, _AFTER = 3, 2
# What was said later than this has little to do with it, and may be a lot.
_SOON = timedelta(minutes=1)
_ITSELF = Person("", "Causerie", bot=True)


@dataclass(frozen=True, slots=True)
class Desk:
    """The desks of all servers, on the platforms whose `channels` are there."""

    store: "Store"
    settings: "Settings"
    offering: "Offering"
    channels: Mapping[str, Channels]

    async def is_set(self, near: Place) -> bool:
        """Whether the server has a desk."""
        return near.platform in self.channels and bool(
            (await self.settings.resolve(near)).desk_channel
        )

    async def place(self, near: Place) -> Place | None:
        """The desk of a server; None where there is none, or its channel is gone."""
        channels = self.channels.get(near.platform)
        chosen = (await self.settings.resolve(near)).desk_channel
        if channels is None or not chosen:
            return None
        return await channels.place(near, chosen)

    async def is_open(self, desk: Place) -> bool:
        """Whether everybody of the server reads the desk, as far as the platform can tell."""
        channels = self.channels.get(desk.platform)
        return isinstance(channels, TellsWhoReads) and not await channels.is_private(desk)

    async def show(self, flag: Flag, *, by: str | None = None) -> bool:
        """Put an item on the desk, or show there how it stands now; False where there is no desk.

        `by` is the name of who decided it. Raises `PlatformError`.
        """
        desk = flag.shown_in or await self.place(flag.place)
        if desk is None or flag.place.platform not in self.channels:
            return False
        channels = self.channels[flag.place.platform]
        text = wording.item(
            flag,
            channel=await self.name(flag.place) if flag.link or flag.text else "",
            around=await self._around(flag),
            by=by,
            hidden=await self.is_open(desk),
        )
        post = Post(text, choices=await self._buttons(flag, desk))
        if flag.shown_as is None:
            shown_as = await channels.post(desk, post)
            await self.store.flags.show(flag, desk, shown_as)
        else:
            await channels.edit(desk, flag.shown_as, post)
        return True

    async def name(self, place: Place) -> str:
        """What people call a place, "" where the platform does not say."""
        try:
            return await self.channels[place.platform].name(place)
        except (KeyError, PlatformError):
            return ""

    async def tell(self, flag: Flag, text: str, *, appeals: bool = False) -> bool:
        """Say something to the person whom an item is about; with a button where they may appeal.

        False where they cannot be reached.
        """
        channels = self.channels.get(flag.place.platform)
        if channels is None:
            return False
        choices = await self.appeal(flag) if appeals else None
        try:
            return await channels.tell(flag.person_id, flag.place, text, choices=choices)
        except PlatformError as error:
            log.info("nobody could be told about item %d: %s", flag.id, error)
            return False

    async def appeal(self, flag: Flag) -> Choices:
        """The one button of the person whom an item is about."""
        choice = Choice("Appeal", command=APPEAL, options={"item": flag.id})
        person = Person(flag.person_id, flag.person_name)
        return await self._put(Choices("", (choice,)), flag, flag.place, person)

    async def _buttons(self, flag: Flag, desk: Place) -> Choices | None:
        choices = _choices(flag)
        if not choices:
            return None
        return await self._put(Choices("", choices, for_all=True), flag, desk, _ITSELF)

    async def _put(self, choices: Choices, flag: Flag, place: Place, person: Person) -> Choices:
        about = Message(f"item-{flag.id}", place, person, "", sent_at=datetime.now(UTC))
        return await self.offering.put(choices, about)

    async def _around(self, flag: Flag) -> list[str]:
        """What was said before and after the words, as long as somebody has to decide."""
        if flag.state is not State.OPEN or flag.direction == "out" or not (flag.text and flag.link):
            return []
        channels, id_ = self.channels[flag.place.platform], flag.message_id
        try:
            before = channels.history(flag.place, before=id_, newest=_BEFORE)
            said = [line async for line in before]
            until = flag.at + _SOON
            after = channels.history(flag.place, after=id_, before=until)
            said += [line async for line in after]
        except PlatformError as error:
            log.info("nothing around item %d can be read: %s", flag.id, error)
            return []
        return [_line(one) for one in said[: _BEFORE + _AFTER]]


def is_appeal(choices: Choices) -> bool:
    """Whether this is the button with which somebody appeals."""
    return all(choice.command == APPEAL for choice in choices.choices)


def _line(said: Said) -> str:
    return f"{wording.plain(said.author)}: {said.text}"


def _choices(flag: Flag) -> tuple[Choice, ...]:
    """What can be decided about an item as it stands."""
    if flag.state is State.FALSE_ALARM and flag.verdict.source == "rules" and flag.text:
        return (_choice(flag, "Add to the allow list", "allow"),)
    if flag.state is not State.OPEN:
        return ()
    false_alarm = _choice(flag, "False alarm", "false-alarm")
    if flag.appealed_at is not None:
        return (
            _choice(flag, "Accept the appeal", "approve", "primary"),
            _choice(flag, "Keep the decision", "uphold"),
            false_alarm,
        )
    approve = _choice(flag, "Approve", "approve", "primary")
    if flag.direction == "out" or not flag.link or flag.done is Done.TIMED_OUT:
        return (approve, false_alarm)
    delete = _choice(flag, "Delete", "delete", "danger")
    time_out = _choice(flag, "Time out", "timeout", "danger")
    if flag.done is Done.DELETED:
        return (approve, time_out, false_alarm)
    return (approve, delete, time_out, false_alarm)


def _choice(flag: Flag, label: str, action: str, style: Style = "usual") -> Choice:
    options: dict[str, OptionValue] = {"item": flag.id, "action": action}
    return Choice(label, command=DECIDE, options=options, style=style)
