"""A whole core over a file database and a stand-in for the API, and how to talk to it."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.bootstrap import bootstrap
from bot.config import Config, ModelCard
from bot.config.load import Loaded
from bot.config.secrets import Secrets
from bot.core import Bot
from bot.messages import Ended, Event, Message, Person, Place, Text
from tests.doubles.openai import OpenAIDouble

PLACE = Place("test", "server", "channel")
DANA = Person("1", "Dana", admin=True)
BOB = Person("2", "Bob")

_ids = count(1)


def message(text: str, **changes: Any) -> Message:
    """A message with an id of its own."""
    given: dict[str, Any] = {
        "id": f"m{next(_ids)}",
        "place": PLACE,
        "person": DANA,
        "text": text,
        "sent_at": datetime.now(UTC),
        "direct": True,
    }
    return Message(**(given | changes))


def configured(folder: Path, api: OpenAIDouble | None, **changes: Any) -> Config:
    """Settings for tests: short waits, a database in the folder, the stand-in as endpoint."""
    models = {
        "default": "chatty",
        "base_url": api.base_url if api else None,
        "table": {"chatty": ModelCard(temperature=True)},
        "first_token_seconds": 2,
        "between_tokens_seconds": 1,
        "retry": {"attempts": 2, "first_delay": 0.001, "longest_delay": 0.01, "patience": 2},
    } | changes.pop("models", {})
    screening = {
        "moderation": {"retry": {"attempts": 1}, "seconds": 2},
        "segments": {"milliseconds": 50},
    } | changes.pop("screening", {})
    store = {"url": f"sqlite+aiosqlite:///{folder / 'causerie.db'}"}
    return Config.model_validate(
        {"store": store, "models": models, "screening": screening} | changes
    )


@asynccontextmanager
async def opened(folder: Path, api: OpenAIDouble, **changes: Any) -> AsyncIterator[Bot]:
    """The core, wired as the program wires it."""
    config = configured(folder, api, **changes)
    secrets = Secrets(openai_api_key=SecretStr(api.key))
    async with bootstrap(Loaded(config, secrets, None)) as bot:
        yield bot


async def events(bot: Bot, asked: Message | str) -> list[Event]:
    """Everything that a message leads to."""
    asked = message(asked) if isinstance(asked, str) else asked
    async with aclosing(bot.handle(asked)) as coming:
        return [event async for event in coming]


def words(seen: list[Event]) -> str:
    """The words of an answer, as a person has them in the end."""
    ended = seen[-1]
    if isinstance(ended, Ended) and ended.withdraw:
        return ""
    return "".join(event.text for event in seen if isinstance(event, Text))


def end(seen: list[Event]) -> Ended:
    """The last event, which is the only one of its kind."""
    (ended,) = [event for event in seen if isinstance(event, Ended)]
    assert seen[-1] is ended
    return ended


async def said(bot: Bot, asked: Message | str) -> str:
    """The words of the answer to a message that is answered."""
    return words(await events(bot, asked))


def prompts(api: OpenAIDouble) -> list[list[tuple[str, str]]]:
    """What the model was given, request by request."""
    return [
        [(turn.role, turn.text) for turn in exchange.question.turns]
        for exchange in api.record.of("chat")
        if exchange.question
    ]


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    """What stands in the database."""
    with closing(sqlite3.connect(folder / "causerie.db")) as database:
        return database.execute(query).fetchall()
