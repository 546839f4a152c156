"""The judging of one message: all words in and out, and the decisions as they are kept."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.config.schema import Limits
from bot.documents.reader import Reader
from bot.errors import InputError, ScreeningUnavailable
from bot.files import words_of
from bot.gate import Gate, Refused
from bot.messages import File, Message
from bot.screening import Action, Direction, Verdict, Words
from bot.screening.judge import Screening
from bot.screening.many import verdicts_on
from bot.screening.policy import Policy
from bot.settings import Values
from bot.store import Screened

log = logging.getLogger(__name__)

_SEVERITY = {Action.ALLOW: 0, Action.FLAG: 1, Action.REFUSE: 2}


class Examination:
    """What was judged for one message. `decisions` are kept in the store when it ends."""

    def __init__(
        self,
        screening: Screening,
        values: Values,
        message: Message,
        *,
        limits: Limits,
        reader: Reader,
    ) -> None:
        self.decisions: list[Screened] = []
        self.admission: asyncio.Task[None] | None = None
        self._limits = limits
        self._reader = reader
        self._screening = screening
        self._policy: Policy = screening.policy(values)
        self._message = message

    async def admit(self, words: Words) -> None:
        """Judge what the person gave; raises `Refused`, or `ScreeningUnavailable`."""
        if not words.texts and not words.images:
            return
        verdict = await self._screening.judge(words, self._policy, direction="in")
        self._decide(verdict, "in", "\n".join(words.texts))
        if verdict.refused:
            raise Refused(verdict)

    async def judge(self, text: str) -> Verdict:
        """Judge words of an answer; for the gate."""
        return await self._screening.judge(Words((text,)), self._policy, direction="out")

    async def judge_file(self, file: File) -> Verdict:
        """Judge a file of an answer, with what is said of it; for the gate."""
        try:
            words = await words_of(file, self._limits, self._reader)
        except InputError as error:
            # Nobody saw what is in it, so nobody is shown it.
            raise ScreeningUnavailable(f"{file.media_type} cannot be judged") from error
        return await self._screening.judge(words, self._policy, direction="out")

    async def admitted(self) -> None:
        """Wait until the message itself is judged; raises what `admit` raised."""
        if self.admission is not None:
            await asyncio.shield(self.admission)

    async def passes(self, texts: Sequence[str]) -> list[bool]:
        """Tell which of many texts may be used; what is refused is written down."""
        verdicts = await verdicts_on(texts, self._judged_in)
        for text, verdict in zip(texts, verdicts, strict=True):
            if verdict.refused:
                self._decide(verdict, "in", text)
        return [not verdict.refused for verdict in verdicts]

    async def _judged_in(self, texts: tuple[str, ...]) -> Verdict:
        return await self._screening.judge(Words(texts), self._policy, direction="in")

    async def tolerates(self, *texts: str) -> bool:
        """Tell whether words that were cleared once would pass the lists as they are today."""
        return await self._screening.tolerates(Words(texts), self._policy)

    def part(self, text: str, end: int) -> int:
        """Give the last position up to `end` where a text may be parted; for the gate."""
        return self._screening.cut(text, self._policy, end=end)

    def conclude(self, gate: Gate) -> None:
        """Write down what was found about an answer, all of its segments as one decision."""
        if gate.verdicts:
            self._decide(_together(gate.verdicts), "out", gate.shown)

    def _decide(self, verdict: Verdict, direction: Direction, text: str) -> None:
        """Write a decision down; the words themselves only where the server wants it."""
        found = {name: round(verdict.scores.get(name, 1.0), 3) for name in verdict.categories}
        key, source = self._message.key, verdict.source
        log.info("%s %s: %s by %s %s", key, direction, verdict.action, source, found)
        self.decisions.append(
            Screened(
                message_key=self._message.key,
                server=self._message.place.server_key,
                channel=self._message.place.key,
                person_id=self._message.person.id,
                direction=direction,
                verdict=verdict,
                text=text if self._policy.log_text else None,
                at=datetime.now(UTC),
            )
        )


def all_words(message: Message) -> Words:
    """Everything that a person wrote in a message, for a sentence that may repeat any of it."""
    options = (value for value in message.options.values() if isinstance(value, str))
    names = (attachment.name for attachment in message.attachments)
    texts = (message.text, message.command, *message.options, *options, *names)
    return Words(tuple(text for text in texts if text.strip()))


def _together(verdicts: Sequence[Verdict]) -> Verdict:
    """The findings about all segments of an answer as one: the worst of each."""
    worst = max(verdicts, key=lambda verdict: _SEVERITY[verdict.action])
    scores: dict[str, float] = {}
    for verdict in verdicts:
        for category, score in verdict.scores.items():
            scores[category] = max(score, scores.get(category, 0.0))
    flags = dict.fromkeys(name for verdict in verdicts for name in verdict.flags)
    return replace(worst, scores=scores, flags=tuple(flags))
