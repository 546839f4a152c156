"""Warm windows: the newest turns of the places that talk now, at hand without asking the store.

Places are held up to a number; the one that was silent longest leaves first. A place costs one
reading of the store when it comes back. From then on a message costs the same in a channel of a
hundred turns and in one of a hundred thousand.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

from bot.config.schema import Window as Shares
from bot.messages import Person, Place
from bot.models import Utterance
from bot.turn import Turn
from bot.window import (
    Asked,
    Budget,
    Counted,
    Counter,
    Fold,
    Measure,
    Said,
    Summary,
    Window,
    build,
)
from bot.window.budget import MOST_TURNS
from bot.window.correction import Correction
from bot.window.loading import Loader
from bot.window.source import Source
from bot.window.speakers import NOTE
from bot.window.warm import STAYING, Warm

_PAGE = 8
_PAGES = 40
_SLOW_CHARACTERS = 20_000
_SLOW_TOKENS = 5_000
_PROMPTS = 64


class Memory:
    """The windows of all places."""

    def __init__(self, store: Source, counter: Counter, shares: Shares) -> None:
        self._store = store
        self._counter = counter
        self._shares = shares
        self._places: OrderedDict[Place, Warm] = OrderedDict()
        self._loader = Loader(store, Measure(counter), largest=shares.largest)
        self._folds: dict[Place, Fold] = {}
        self._corrections: dict[str, Correction] = {}
        self._prompts: OrderedDict[tuple[str, int], int] = OrderedDict()

    async def window(
        self,
        place: Place,
        *,
        system: str,
        question: Utterance,
        person: Person,
        direct: bool,
        budget: Budget,
        model: str,
        encoding: str = "o200k_base",
        image_tokens: int = 0,
        without: str | None = None,
        alone: bool = False,
    ) -> Window:
        """Return the prompt for a question; it names the speakers unless the place is `direct`.

        `Window.question` is what the turn should keep, and `Window.tokens` is what `correct` takes
        as the estimate. `without` is the id of a message that is to be answered anew: its turn is
        left out, this time. With `alone` nothing of what was said before is in it. Raises
        `StoreError` when the turns cannot be read.
        """
        measure = Measure(self._counter, encoding)
        prompt = await self._prompt(system, measure, direct=direct)
        room = budget.scaled(self._correction(model).factor)
        while True:
            warm = await self._warmed(place, direct=direct)
            changes = warm.changes
            speaker = warm.speaker(person.id, person.name, measure=measure)
            asked = Asked(question.text, question.images, image_tokens, speaker)
            said = () if alone else warm.said(without=without)
            window = await _built(
                warm, said, prompt, asked, budget=room, measure=measure, alone=alone
            )
            # While a thread counted, a message may have been deleted: it must not be sent.
            if warm.changes == changes:
                if without is None and not alone:
                    warm.settle(window, budget=room)
                return window

    def add(self, turn: Turn) -> None:
        """Append a turn that has just been stored."""
        self._loader.spoil(turn.place)
        warm = self._places.get(turn.place)
        if warm is None:
            return
        warm.add(turn, measure=Measure(self._counter))
        if warm.tokens > 2 * self._shares.largest or len(warm) > 2 * MOST_TURNS:
            del self._places[turn.place]

    def drop(self, place: Place, message_id: str) -> None:
        """Take a deleted message and its answer out of the window."""
        self._spoil(place, message_id)
        if warm := self._places.get(place):
            warm.drop(message_id)

    def replace(self, place: Place, message_id: str, question: str, tokens: int) -> None:
        """Put an edited message's new words into the window."""
        self._spoil(place, message_id)
        if warm := self._places.get(place):
            measure = Measure(self._counter)
            warm.replace(message_id, question, tokens=tokens, measure=measure)

    def forget(self, place: Place) -> None:
        """Let go of a place, and of what is being summed up there; the store was cleared."""
        self._spoil(place)
        if warm := self._places.pop(place, None):
            warm.changes += 1

    def forget_all(self) -> None:
        """Let go of all places; somebody else has deleted something in the store."""
        for known in {*self._places, *self._folds, *self._loader.places}:
            self.forget(known)

    def erase(self, place: Place) -> None:
        """Let go of a thread that is gone, or of a channel with its threads."""
        for known in {*self._places, *self._folds, *self._loader.places}:
            if known.is_in(place):
                self.forget(known)

    def drop_summary(self, place: Place, turn_id: int) -> None:
        """Let go of the summaries that tell of a turn; the rest is due to be summed up anew."""
        if warm := self._places.get(place):
            warm.drop_summary(turn_id)

    async def last(self, place: Place) -> Turn | None:
        """Return the newest turn of a place that is remembered."""
        before: int | None = None
        for _ in range(_PAGES):
            page = await self._store.turns.newest(place, _PAGE, before=before)
            for turn in reversed(page):
                if turn.outcome in STAYING:
                    return turn
            if len(page) < _PAGE:
                return None
            before = page[0].id
        return None

    def correct(self, model: str, *, estimated: int, reported: int) -> None:
        """Learn from the tokens of a prompt as the endpoint counted them."""
        self._correction(model).learn(estimated=estimated, reported=reported)

    def fold_due(self, place: Place) -> bool:
        """Tell whether something should be summed up now in a place."""
        warm = self._places.get(place)
        return warm is not None and warm.fold(place) is not None

    def begin_fold(self, place: Place) -> Fold | None:
        """Return what should be summed up now in a place, if anything; end it with `end_fold`."""
        warm = self._places.get(place)
        fold = warm.fold(place) if warm else None
        if fold:
            self._folds[place] = fold
        return fold

    def end_fold(self, fold: Fold, summary: Summary | None = None) -> None:
        """End a fold, with the new summary if it was stored."""
        if self._folds.get(fold.place) is fold:
            del self._folds[fold.place]
        warm = self._places.get(fold.place)
        if warm and summary and not fold.stale:
            warm.ready = summary

    def _correction(self, model: str) -> Correction:
        return self._corrections.setdefault(model, Correction())

    def _spoil(self, place: Place, message_id: str | None = None) -> None:
        """Make what is read or summed up start again without a message, or without any."""
        self._loader.spoil(place)
        fold, warm = self._folds.get(place), self._places.get(place)
        if fold is None:
            return
        if message_id is None or warm is None or not warm.has(message_id, after=fold.upto):
            fold.stale = True

    async def _prompt(self, system: str, measure: Measure, *, direct: bool) -> Counted:
        """Return the system prompt with its tokens, which are counted once."""
        text = system if direct else f"{system}\n\n{NOTE}".lstrip("\n")
        # The words of a prompt need not be kept to know them again.
        key = (measure.encoding, hash(text))
        if (tokens := self._prompts.get(key)) is None:
            slow = len(text) > _SLOW_CHARACTERS
            tokens = await asyncio.to_thread(measure.count, text) if slow else measure.count(text)
            self._prompts[key] = tokens
            if len(self._prompts) > _PROMPTS:
                self._prompts.popitem(last=False)
        return Counted(text, tokens)

    async def _warmed(self, place: Place, *, direct: bool) -> Warm:
        warm = self._places.get(place)
        if warm is None or warm.direct != direct:
            warm = await self._loader.load(place, direct=direct)
        self._places[place] = warm
        self._places.move_to_end(place)
        while len(self._places) > self._shares.warm_places:
            self._places.popitem(last=False)
        return warm


async def _built(
    warm: Warm,
    said: Sequence[Said],
    system: Counted,
    asked: Asked,
    *,
    budget: Budget,
    measure: Measure,
    alone: bool,
) -> Window:
    """Build off the event loop where counting and cutting take long."""
    building = partial(
        build,
        system,
        said,
        asked,
        budget=budget,
        measure=measure,
        summary=None if alone else warm.summary,
        ready=None if alone else warm.upcoming(),
    )
    slow = len(asked.text) > _SLOW_CHARACTERS or warm.newest_tokens > _SLOW_TOKENS
    return await asyncio.to_thread(building) if slow else building()
