"""What becomes of an order for pictures: files, what is left to say, and the buttons below."""

import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.commands.drawing import alt, file_name
from bot.errors import ModelError
from bot.files.editing import made
from bot.messages import Choice, Choices, Event, File, OptionValue, Status, Usage
from bot.models.drawing import Drawn, Order, Sketch, worst
from bot.sentences import sentence

if TYPE_CHECKING:
    from bot.config.schema import Pictures
    from bot.context import Context

_COMMAND = "image"
_ENDINGS = {"image/jpeg": "jpg"}

log = logging.getLogger(__name__)


class Handout:
    """The pictures of one order, numbered as they come.

    `options` are those with which the same can be asked for again. `used` is what the endpoint
    said that it took, or may have taken where it said nothing.
    """

    def __init__(
        self,
        context: "Context",
        order: Order,
        skills: "Pictures",
        *,
        options: Mapping[str, OptionValue],
    ) -> None:
        self.count = 0
        self.used = Usage()
        self._context = context
        self._order = order
        self._skills = skills
        self._options = dict(options)
        self._prompt = str(options["prompt"])
        self._tokens: list[tuple[int, str]] = []

    def question(self, cost: float) -> Choices:
        """Ask before so much is spent; the buttons say yes to all, or to a single one."""
        order = self._order
        what = "This picture" if order.count == 1 else f"These {order.count} pictures"
        choices = [_choice(f"Go ahead for up to {dollars(cost)}", self._options, approved=True)]
        if order.count > 1:
            one = f"Only one, for up to {dollars(cost / order.count)}"
            choices.append(_choice(one, {**self._options, "count": 1}, approved=True))
        return Choices(f"{what} may cost up to {dollars(cost)}. Go ahead?", tuple(choices))

    def status(self) -> Status:
        """Say what is being done."""
        count = self._order.count
        what = "a picture" if count == 1 else f"{count} pictures"
        verb = "Changing" if self._order.images else "Drawing"
        done = f": {self.count} of {count} done" if count > 1 and self.count else ""
        return Status("working", f"{verb} {what} with {self._order.model}{done}…")

    async def events(self, piece: Sketch | Drawn) -> AsyncIterator[Event]:
        """Yield what is to be shown of a piece."""
        if isinstance(piece, Sketch):
            yield replace(self.status(), sketch=await self._file(piece.data, name="sketch"))
            return
        pictures = len(piece.pictures)
        self.used += piece.usage or worst(replace(self._order, count=pictures), self._skills)
        for data in piece.pictures:
            self.count += 1
            yield await self._file(data)
            await self._keep(data)
        if self.count < self._order.count:
            yield self.status()

    @property
    def owed(self) -> Usage:
        """What was used so far, with what is still being drawn at its worst."""
        left = self._order.count - self.count
        if left <= 0:
            return self.used
        return self.used + worst(replace(self._order, count=left), self._skills)

    def missing(self, error: ModelError) -> str:
        """Say what did not come, where something did."""
        left = self._order.count - self.count
        return f"{left} of {self._order.count} pictures could not be made. {sentence(error)}"

    def choices(self) -> Choices:
        """The buttons: the same once more, or one like a picture that came."""
        again = {name: value for name, value in self._options.items() if value != ""}
        offered = [_choice("Again", again)]
        for number, token in self._tokens:
            label = "Variation" if self._order.count == 1 else f"Variation of {number}"
            like = {"action": "variation", "prompt": self._prompt, "image": token}
            offered.append(_choice(label, like))
        return Choices("Once more?", tuple(offered), for_all=True)

    async def _keep(self, data: bytes) -> None:
        if self._context.album is None:
            return
        try:
            token = await self._context.album.keep(data, self._context.message)
            self._tokens.append((self.count, token))
        except OSError:
            log.exception("a picture cannot be kept")

    async def _file(self, data: bytes, *, name: str = "") -> File:
        image = await made(data)
        of = self._order.count
        kind = image.media_type.removeprefix("image/")
        ending = _ENDINGS.get(image.media_type, kind)
        named = name or file_name(self._prompt, self.count, of, ending=ending)
        described = alt(self._prompt, self.count or 1, of)
        return File(f"{name}.{ending}" if name else named, image.media_type, data, described)


def dollars(cost: float) -> str:
    """Write a price, of a small one the first figures."""
    return f"${cost:,.2f}" if cost >= 0.01 else f"${cost:.4f}"


def _choice(label: str, options: Mapping[str, OptionValue], *, approved: bool = False) -> Choice:
    return Choice(
        label,
        command=_COMMAND,
        options=dict(options),
        approved=approved,
        style="primary" if approved else "usual",
    )
