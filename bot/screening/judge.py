"""Judging: the server's rules first, then the moderation model, or the basic list without one."""

import asyncio
import logging

from bot.errors import ModelError, ScreeningUnavailable
from bot.screening import Action, Direction, Moderator, Scores, Verdict, Words
from bot.screening.basic import BasicList
from bot.screening.normalize import Skeleton
from bot.screening.policy import Policies, Policy, Threshold, Wishes
from bot.screening.veils import unveiled

__all__ = ["Policy", "Screening", "Threshold"]

log = logging.getLogger(__name__)

# What takes longer than a millisecond or two is done beside the event loop.
_LONG_TEXT = 20_000
_UNNAMED = Threshold()
_MILDEST_FIRST = list(Action)


class Screening:
    """Judges words for all servers.

    `moderator` is None where no moderation model can be asked; then the basic list stands in, if
    `basic_list` is true.
    """

    def __init__(self, moderator: Moderator | None, *, basic_list: bool) -> None:
        self._moderator = moderator
        self._basic = BasicList() if basic_list and moderator is None else None
        self._policies = Policies()

    def policy(self, values: Wishes) -> Policy:
        """Give the policy of a server; raises `InputError` when one of its rules is of no use."""
        return self._policies.policy(values)

    async def judge(self, words: Words, policy: Policy, *, direction: Direction) -> Verdict:
        """Judge words that belong together; raises `ScreeningUnavailable` when nobody can."""
        verdict = await self._by_lists(words, policy)
        if verdict is None:
            verdict = await self._by_model(words, policy)
        log.debug("%s: %s by %s %s", direction, verdict.action, verdict.source, verdict.categories)
        return verdict

    def held(self, text: str, policy: Policy) -> int:
        """Give how many characters at the end of a text must wait for what comes next.

        They may be the beginning of something forbidden, or belong to a match whose end is open. 0
        for text that cannot go on to a match.
        """
        return len(text) - self.cut(text, policy)

    def cut(self, text: str, policy: Policy, *, end: int | None = None) -> int:
        """Give the last position, at most `end`, where a text may be parted as it is so far.

        Whatever comes next, what stands before it belongs to no match that goes on behind it. With
        patterns this is the end of a sentence, and at most 1,000 characters are held back for them.
        """
        cut = len(text) if end is None else end
        while True:
            parted = policy.rules.cut(text, cut)
            if self._basic is not None:
                parted = self._basic.cut(text, parted)
            if parted == cut:
                return cut
            cut = parted

    async def tolerates(self, words: Words, policy: Policy) -> bool:
        """Tell whether the lists let words pass; for what the service has judged before."""
        verdict = await self._by_lists(words, policy)
        return verdict is None or not verdict.refused

    async def _by_lists(self, words: Words, policy: Policy) -> Verdict | None:
        """Judge by what needs no service; None when there is more to ask."""
        if not policy.rules and self._basic is None:
            return None
        ready = policy.rules.prepared and (self._basic is None or self._basic.prepared)
        if ready and sum(map(len, words.texts)) < _LONG_TEXT:
            return self._listed(words, policy)
        return await asyncio.to_thread(self._listed, words, policy)

    def _listed(self, words: Words, policy: Policy) -> Verdict | None:
        rules, basic = policy.rules, self._basic
        rules.prepare()
        if basic is not None:
            basic.prepare()
        for skeleton in map(Skeleton, words.texts):
            hit = next(rules.hits(skeleton), None)
            if hit is not None:
                return Verdict(Action.REFUSE, "rules", rule=hit.rule)
            category = basic.find(skeleton, rules=rules) if basic else None
            if category is not None:
                return Verdict(Action.REFUSE, "basic", categories=(category,))
        if self._moderator is not None:
            return None
        return Verdict(source="basic" if basic else "rules")

    async def _by_model(self, words: Words, policy: Policy) -> Verdict:
        said = await self._as_read(words)
        if self._moderator is None or not (said.texts or said.images):
            return Verdict(source="rules" if policy.rules else "nobody")
        try:
            scores = await self._moderator.scores(said)
        except ModelError as error:
            if policy.stay_open:
                log.warning("nobody judged, and the server stays open: %s", error)
                return Verdict()
            raise ScreeningUnavailable(str(error)) from error
        return weigh(scores, policy)

    async def _as_read(self, words: Words) -> Words:
        """The words, and once more as a person reads them where something hides them."""
        texts = tuple(text for text in words.texts if text.strip())
        if sum(map(len, texts)) < _LONG_TEXT:
            more = _unveiled(texts)
        else:
            more = await asyncio.to_thread(_unveiled, texts)
        return Words((*texts, *more), words.images)


def _unveiled(texts: tuple[str, ...]) -> list[str]:
    return [read for text in texts for read in unveiled(text)]


def weigh(scores: Scores, policy: Policy) -> Verdict:
    """Give the verdict that a policy makes of scores; those of long ago too, to see a change."""
    found: dict[str, Action] = {}
    for category in {**scores.scores, **scores.flags}:
        threshold = policy.thresholds.get(category, _UNNAMED)
        if threshold.counts(category, scores):
            found[category] = threshold.action
    action = max(found.values(), key=_MILDEST_FIRST.index, default=Action.ALLOW)
    # The gravest comes first: it is the one that people are told.
    order = sorted(
        found,
        key=lambda name: (_MILDEST_FIRST.index(found[name]), scores.scores.get(name, 1.0)),
        reverse=True,
    )
    return Verdict(
        action,
        "model",
        categories=tuple(order),
        scores=dict(scores.scores),
        flags=tuple(name for name, flagged in scores.flags.items() if flagged),
    )
