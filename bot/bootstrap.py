"""The one place that wires everything: opens in order, closes in reverse."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.album import Album
from bot.announcing import Announcer
from bot.attached import Attached
from bot.budgets.rates import Rates
from bot.budgets.reserving import Budgets
from bot.channels import Channels
from bot.charts import Painter
from bot.commands import found
from bot.commands.override import checks
from bot.config import Config, places
from bot.config.load import Loaded
from bot.core import Bot, Serving
from bot.documents.reader import Reader
from bot.errors import ConfigError, Problem
from bot.fetching import Web
from bot.folding import Folder
from bot.lanes import Lanes
from bot.ledger import Ledger
from bot.linking.relay import Relay
from bot.memory import Memory
from bot.models.client import Client, Endpoint
from bot.models.ears import Ears
from bot.models.embedded import Embedded, Report
from bot.models.local import Local
from bot.models.moderation import OpenAIModerator
from bot.models.router import Router
from bot.models.speech import LocalEar
from bot.moderation.office import Office
from bot.offering import Offering
from bot.parts import Parts
from bot.remembering import Remembering
from bot.retention import Retention
from bot.screening.judge import Screening
from bot.settings import Settings
from bot.settings.watching import Watching
from bot.sound import Cutting
from bot.store import Store
from bot.summarizing import Summarizer
from bot.tokens import DEFAULT, Tokens
from bot.transcribing import Transcriber
from bot.translating import languages
from bot.voices import Voices

_HINT = "It is small and often wrong; set OPENAI_API_KEY for a large one."
# Seconds after which nobody waits for the start any more.
_WARM_AFTER = 3.0
# Compatible servers on one's own machine often want no key, and the client insists on one.
_NO_KEY = "none"


@asynccontextmanager
async def bootstrap(
    loaded: Loaded, *, model: str | None = None, lasting: bool = True
) -> AsyncGenerator[Bot, None]:
    """Open the core; `model` names an embedded model ("small", "default", or of the catalogue).

    One that is not `lasting` is there for a command or two, and does nothing by itself.

    Raises `StoreError`, `EmbeddedError`, and `ConfigError` where screening could not be kept up.
    """
    config = loaded.config
    async with AsyncExitStack() as stack:
        tokens = await Tokens.load(places.data("tokens"), _encodings(config))
        store = await Store.open(store_url(config), busy_seconds=config.store.busy_seconds)
        stack.push_async_callback(store.close)
        models = _models(loaded, model)
        if models.local is not None:
            stack.push_async_callback(models.local.close)
        if models.moderator is not None:
            stack.push_async_callback(models.moderator.close)
        stack.push_async_callback(models.router.close)
        parts = _parts(config, store=store, tokens=tokens, models=models)
        stack.push_async_callback(parts.announcer.close)
        stack.push_async_callback(parts.folder.close)
        stack.push_async_callback(parts.office.close)
        watching = Watching(parts.settings, parts.retention.catch_up, parts.budgets.follow)
        watching.start()
        stack.push_async_callback(watching.close)
        await parts.retention.catch_up()
        await parts.budgets.follow()
        if lasting:
            parts.retention.start()
        stack.push_async_callback(parts.retention.close)
        bot = _bot(parts, models)
        stack.push_async_callback(bot.close)
        voices = Voices(parts.settings, bot.handle, parts.channels)
        parts.listeners.append(voices)
        stack.push_async_callback(voices.close)
        relay = Relay(parts, bot.handle)
        parts.listeners.append(relay)
        stack.push_async_callback(relay.close)
        stack.callback(asyncio.create_task(_warmed()).cancel)
        yield bot


async def _warmed() -> None:
    """Read what takes a while, once the start is over."""
    await asyncio.sleep(_WARM_AFTER)
    await asyncio.to_thread(languages.prepare)


def _encodings(config: Config) -> tuple[str, ...]:
    """The newest encoding, and others only where a model of the table counts in them."""
    others = {card.encoding for card in config.models.table.values()} - {DEFAULT}
    return (DEFAULT, *sorted(others))


@dataclass(frozen=True, slots=True)
class _Models:
    router: Router
    ears: Ears
    local: Local | None
    moderator: OpenAIModerator | None


def _models(loaded: Loaded, wanted: str | None) -> _Models:
    config, key = loaded.config, loaded.secrets.openai_api_key
    base_url = config.models.base_url
    if key is None and base_url is None:
        moderator = _moderator(loaded, None)
        folder = config.models.embedded.folder or places.data("models")
        embedded = Embedded(config.models.embedded, folder)
        local = Local(embedded, embedded.choose(wanted), answer_share=config.window.answer_share)
        router = Router(config.models, client=None, local=local)
        return _Models(router, _ears(config, None), local, moderator)
    endpoint = Endpoint(key.get_secret_value() if key else _NO_KEY, base_url)
    client = Client(endpoint, connect_seconds=config.models.connect_seconds)
    router = Router(config.models, client=client, local=None)
    return _Models(router, _ears(config, client), None, _moderator(loaded, client))


def _ears(config: Config, client: Client | None) -> Ears:
    speech = LocalEar(config.models.speech, places.data("models"))
    return Ears(config.models, client=client, local=speech)


def _moderator(loaded: Loaded, client: Client | None) -> OpenAIModerator | None:
    """Who judges words: at an address of its own, else where the models are, if they are."""
    config, key = loaded.config, loaded.secrets.openai_api_key
    moderation = config.screening.moderation
    if moderation.service == "off":
        return None
    if moderation.base_url is not None:
        endpoint = Endpoint(key.get_secret_value() if key else _NO_KEY, moderation.base_url)
        client = Client(endpoint, connect_seconds=config.models.connect_seconds)
    if client is None and moderation.service == "on":
        expected = "auto or off where there is neither a key nor an endpoint to ask"
        raise ConfigError(
            [Problem("configuration", None, "screening.moderation.service", expected)]
        )
    return OpenAIModerator(client, moderation) if client is not None else None


def _parts(config: Config, *, store: Store, tokens: Tokens, models: _Models) -> Parts:
    screening = Screening(models.moderator, basic_list=config.screening.basic_list)
    settings = Settings(store, config.defaults, checks=checks(config, models.router, store))
    own = {models.local.name: models.local.card} if models.local is not None else {}
    own[LocalEar.name] = LocalEar.card
    ledger = Ledger({**config.models.table, **own}, store)
    channels: dict[str, Channels] = {}
    announcer = Announcer(store.notes, settings, channels)
    budgets = Budgets(ledger, tell=announcer.tell, fallbacks=config.models.fallbacks)
    memory = Memory(store, tokens, config.window)
    summarizer = Summarizer(
        config,
        router=models.router,
        screening=screening,
        settings=settings,
        ledger=ledger,
        budgets=budgets,
        tokens=tokens,
        store=store,
    )
    attached = Attached()
    album = Album(places.data("pictures"))
    offering = Offering(store, attached)
    reader = Reader(config.limits)
    office = Office.of(
        store,
        settings,
        screening,
        offering=offering,
        channels=channels,
        limits=config.limits,
        reader=reader,
    )
    return Parts(
        config=config,
        store=store,
        settings=settings,
        screening=screening,
        router=models.router,
        memory=memory,
        folder=Folder(memory, store, tokens, summarizer),
        ledger=ledger,
        budgets=budgets,
        rates=Rates(),
        announcer=announcer,
        painter=Painter(places.data("charts")),
        tokens=tokens,
        album=album,
        attached=attached,
        reader=reader,
        transcriber=Transcriber(models.ears, Cutting(config.limits), config.models),
        web=Web(config.fetch),
        offering=offering,
        office=office,
        remembering=Remembering(store),
        retention=Retention(store, settings, memory, config.retention, album=album),
        commands=found(),
        channels=channels,
        listeners=[office.watching],
    )


def _bot(parts: Parts, models: _Models) -> Bot:
    lanes = parts.config.lanes
    return Bot(
        parts,
        Lanes(
            queue=lanes.queue,
            at_once=lanes.at_once,
            at_once_per_server=lanes.at_once_per_server,
        ),
        serving=_serving(models, parts.config.defaults.model),
        prepare=models.local.prepare if models.local is not None else _nothing,
    )


def _serving(models: _Models, wanted: str) -> Serving:
    if models.local is None:
        name = models.router.name(wanted)
        return Serving(name, name, embedded=False)
    hint = f"{models.local.reason} {_HINT}".strip()
    return Serving(models.local.name, models.local.title, embedded=True, hint=hint)


async def _nothing(_: Report) -> None:
    """An endpoint needs no preparation."""


def store_url(config: Config) -> str:
    """Where what is kept lives, unless the operator chose another place."""
    return config.store.url or f"sqlite+aiosqlite:///{places.data() / 'causerie.db'}"
