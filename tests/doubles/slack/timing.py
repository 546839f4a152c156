"""Asking the bot and looking at the clock, for benchmarks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.doubles.slack.channels import Channel
from tests.doubles.slack.messages import Message, Version
from tests.doubles.slack.people import Person
from tests.doubles.slack.users import User


@dataclass(frozen=True, slots=True)
class Timed:
    """A question with what the bot said to it; times are on the clock of `time.monotonic`.

    `first_at` is when its first words were shown, `done_at` when the end was.
    """

    question: Message
    messages: tuple[Message, ...]
    first_at: float
    done_at: float

    @property
    def asked_at(self) -> float:
        """When the question was posted."""
        return self.question.posted_at

    @property
    def versions(self) -> int:
        """How many times something was shown: messages and what they grew to."""
        return sum(len(message.versions) for message in self.messages)


async def ask(
    person: Person,
    channel: Channel,
    text: str,
    *,
    done: Callable[[str], bool],
    thread: Message | str | None = None,
    seconds: float = 60,
) -> Timed:
    """Ask the bot, and wait until it has shown a text that is `done`; raise `TimeoutError`.

    Everything that the bot says in the thread of the question, and after it, is the answer. An
    answer that is streamed is done when the stream is closed.
    """
    question = await person.says(channel, text, thread=thread)
    bot = person.bot

    def end() -> float | None:
        shown = _shown(_said(question, bot))
        return next((version.at for version in shown if done(version.content)), None)

    changes = channel.watch(question.root)
    await changes.until(lambda: end() is not None, seconds=seconds, standing=channel)
    said = _said(question, bot)
    first_at = min(version.at for version in _shown(said) if version.content)
    return Timed(question, tuple(said), first_at, end() or 0)


def _said(question: Message, bot: User) -> list[Message]:
    thread = question.channel.thread(question)
    return [each for each in thread if each.author is bot and each.ts > question.ts]


def _shown(messages: list[Message]) -> Iterator[Version]:
    # From the newest back: while waiting only the newest can be new.
    for message in reversed(messages):
        if not message.is_streaming:
            yield from reversed(message.versions)
