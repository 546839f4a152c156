"""A place that talks, with all that remembers it."""

import asyncio

from bot.config.schema import Window as Shares
from bot.folding import Folder
from bot.memory import Memory
from bot.messages import Outcome, Place
from bot.models import Utterance
from bot.window import Budget, Window
from tests.fakes.conversations import DANA, HERE, FakeConversations, Words, turn, words

BUDGET = Budget(tokens=1_000, answer=100, summary=40)


class Summarizer:
    """Sums up by naming the first word of every message, once it may."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, int, Place]] = []
        self.faults: list[Exception] = []
        self.refusals = 0
        self.running = 0
        self.most_at_once = 0
        self.cancelled = 0
        self.called = asyncio.Event()
        self.two = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, previous: str, turns: str, max_tokens: int, place: Place) -> str:
        self.asked.append((previous, turns, max_tokens, place))
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        self.called.set()
        if self.running == 2:
            self.two.set()
        try:
            await self.open.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.running -= 1
        if self.faults:
            raise self.faults.pop(0)
        if self.refusals:
            self.refusals -= 1
            return ""
        heads = [line.split()[1] for line in turns.splitlines() if line.startswith("Dana: ")]
        return " ".join([*previous.split(), *heads])[-200:]


class Talk:
    """One place that talks, with all that remembers it."""

    def __init__(
        self,
        store: FakeConversations,
        *,
        at_once: int = 2,
        seconds: float = 60,
        input_tokens: int = 8_000,
        pieces: int = 16,
    ) -> None:
        self.store = store
        self.summarizer = Summarizer()
        self.memory = Memory(store, Words(), Shares())
        self.folder = Folder(
            self.memory,
            store,
            Words(),
            self.summarizer,
            at_once=at_once,
            seconds=seconds,
            input_tokens=input_tokens,
            pieces=pieces,
            pauses=(0, 0),
        )
        self.number = 0

    async def ask(self, place: Place = HERE) -> Window:
        return await self.memory.window(
            place,
            system="be kind",
            question=Utterance("user", "and now"),
            person=DANA,
            direct=True,
            budget=BUDGET,
            model="model",
        )

    async def say(
        self, turns: int, place: Place = HERE, outcome: Outcome = Outcome.ANSWERED
    ) -> Window:
        """Exchange so many messages of fifty tokens."""
        for _ in range(turns):
            await self.ask(place)
            self.number += 1
            said = turn(
                self.number, f"q{self.number} what", words("a", 40), place=place, outcome=outcome
            )
            self.store.turns.all.append(said)
            self.memory.add(said)
            self.folder.nudge(place)
        return await self.ask(place)

    def delete(self, number: int) -> None:
        """Delete a message, as its author may."""
        message = f"message-{number}"
        self.store.turns.all = [one for one in self.store.turns.all if one.message_id != message]
        self.memory.drop(HERE, message)


def summary_of(window: Window) -> str | None:
    told = [u.text for u in window.prompt if u.text.startswith("What was said here before")]
    return told[0].partition("\n")[2] if told else None


def questions(window: Window) -> list[str]:
    return [u.text.split()[0] for u in window.prompt if u.role == "user" and u.text.startswith("q")]
