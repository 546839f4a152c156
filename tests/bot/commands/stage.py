"""Commands on a real store and real settings, with a model that only notes what it is asked."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.attached import Attached
from bot.budgets.reserving import Budgets
from bot.charts import Painter
from bot.commands import Command
from bot.commands.check import check
from bot.commands.override import checks
from bot.config import Config
from bot.context import Context
from bot.documents.reader import Reader
from bot.fetching import Web
from bot.files import Material, gather
from bot.ledger import Ledger
from bot.memory import Memory
from bot.messages import Event, Message, Notice, OptionValue, Outcome, Person, Place, Text
from bot.models.client import Client, Endpoint
from bot.models.ears import Ears
from bot.models.router import Router
from bot.moderation.office import Office
from bot.offering import Offering
from bot.remembering import Remembering
from bot.retention import Retention
from bot.screening import Words as Judged
from bot.screening.judge import Screening
from bot.settings import Settings
from bot.sound import Cutting
from bot.store import Store
from bot.transcribing import Transcriber
from bot.turn import Turn
from tests.fakes.channels import FakeChannels

ADMIN = Person("u1", "Dana", admin=True)
MEMBER = Person("u2", "Sam")
GENERAL = Place("chat", "s1", "general")
TODAY = datetime(2026, 11, 24, 12, tzinfo=UTC)

CONFIG = Config.model_validate(
    {
        "models": {
            "default": "big",
            "table": {
                "big": {
                    "context": 100_000,
                    "output": 8_000,
                    "images": True,
                    "prices": {"input": 0.5, "cached": 0.05, "output": 2},
                    "prices_from": date(2026, 11, 1),
                },
                "ending": {"shutdown": TODAY.date() + timedelta(days=10)},
                "later": {"shutdown": TODAY.date() + timedelta(days=300)},
                "gone": {"shutdown": TODAY.date() - timedelta(days=1)},
            },
        },
        "personas": {
            "pirate": {"description": "Talks of the sea", "prompt": "You are a pirate."},
            "teacher": {"description": "Explains", "prompt": "You teach."},
        },
        "defaults": {"temperature": 0.3},
    }
)


class Words:
    """Counts words as tokens."""

    def count(self, text: str, encoding: str = "") -> int:
        return len(text.split())

    def cut(self, text: str, keep: int, encoding: str = "") -> str:
        return " ".join(text.split()[:keep])


@dataclass
class Asked:
    """Answers everything with the same words, and notes what it was asked."""

    windows: list[Any] = field(default_factory=list)
    how: list[dict[str, Any]] = field(default_factory=list)

    async def answer(self, window: Any, **how: Any) -> AsyncIterator[Event]:
        self.windows.append(window)
        self.how.append(how)
        yield Text("An answer.")

    async def reread(self, message: Message) -> Material:
        return await gather(message, CONFIG.limits)


class Judge:
    """Finds no fault with anything, but notes it."""

    def __init__(self) -> None:
        self.admitted: list[str] = []

    async def admit(self, words: Judged) -> None:
        self.admitted += words.texts

    async def admitted(self) -> None:
        pass

    async def passes(self, texts: Sequence[str]) -> list[bool]:
        return [True for _ in texts]

    async def tolerates(self, *texts: str) -> bool:
        return True


@dataclass
class Stage:
    store: Store
    settings: Settings
    memory: Memory
    router: Router
    config: Config
    folder: Path
    commands: dict[str, Command] = field(default_factory=dict)
    answers: Asked = field(default_factory=Asked)
    judging: Judge = field(default_factory=Judge)
    channels: FakeChannels | None = None

    async def context(
        self,
        options: Mapping[str, OptionValue] | None = None,
        *,
        by: Person = ADMIN,
        place: Place = GENERAL,
        direct: bool = False,
    ) -> Context:
        message = Message("m1", place, by, "", sent_at=TODAY, options=options or {}, direct=direct)
        offering = Offering(self.store, Attached())
        ledger = Ledger(self.config.models.table, self.store)
        return Context(
            message=message,
            material=None,
            values=await self.settings.resolve(place),
            config=self.config,
            store=self.store,
            settings=self.settings,
            memory=self.memory,
            router=self.router,
            ledger=ledger,
            budgets=Budgets(ledger, tell=lambda *_: None, now=lambda: TODAY),
            painter=Painter(self.folder),
            commands=self.commands,
            answers=self.answers,
            offering=offering,
            office=Office.of(
                self.store,
                self.settings,
                Screening(None, basic_list=False),
                offering=offering,
                channels={},
                limits=self.config.limits,
            ),
            remembering=Remembering(self.store),
            retention=Retention(self.store, self.settings, self.memory, self.config.retention),
            judging=self.judging,
            channels=self.channels,
            tokens=Words(),
            reader=Reader(self.config.limits),
            transcriber=Transcriber(
                Ears(self.config.models, client=None, local=None),
                Cutting(self.config.limits),
                self.config.models,
            ),
            web=Web(self.config.fetch),
        )

    async def run(
        self, command: Command, options: Mapping[str, OptionValue] | None = None, **where: Any
    ) -> list[Event]:
        """All events of a command, its options checked before as the core does it."""
        context = await self.context(check(command, options or {}), **where)
        return [event async for event in command.run(context)]

    async def told(
        self, command: Command, options: Mapping[str, OptionValue] | None = None, **where: Any
    ) -> str:
        """What a person reads of it."""
        events = await self.run(command, options, **where)
        return "\n".join(event.text for event in events if isinstance(event, Notice | Text))

    async def keep(self, question: str, answer: str, **other: Any) -> Turn:
        """Have an exchange behind us."""
        turn = Turn(
            place=GENERAL,
            message_id=f"q-{question}",
            person_id=MEMBER.id,
            person_name=MEMBER.name,
            question=question,
            answer=answer,
            question_tokens=len(question.split()),
            answer_tokens=len(answer.split()),
            outcome=Outcome.ANSWERED,
            model="big",
            asked_at=TODAY,
            answered_at=TODAY,
        )
        turn = replace(turn, **other)
        key = f"chat/{turn.message_id}"
        number = await self.store.remember(
            turn, message_key=key, outcome=turn.outcome, spendings=[], screenings=[]
        )
        turn = replace(turn, id=number)
        self.memory.add(turn)
        return turn


@asynccontextmanager
async def staged(folder: Path, *, config: Config = CONFIG) -> AsyncIterator[Stage]:
    store = await Store.open(f"sqlite+aiosqlite:///{folder / 'causerie.db'}")
    client = Client(Endpoint("key", "http://127.0.0.1:9/v1"), connect_seconds=1)
    router = Router(config.models, client=client, local=None)
    try:
        yield Stage(
            store=store,
            settings=Settings(store, config.defaults, checks=checks(config, router, store)),
            memory=Memory(store, Words(), config.window),
            router=router,
            config=config,
            folder=folder,
        )
    finally:
        await router.close()
        await store.close()
