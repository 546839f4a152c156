"""Everything that is wired once and used by every message."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.album import Album
from bot.announcing import Announcer
from bot.attached import Attached
from bot.budgets.rates import Rates
from bot.budgets.reserving import Budgets
from bot.channels import Channels
from bot.charts import Painter
from bot.commands import Command
from bot.config import Config
from bot.documents.reader import Reader
from bot.fetching import Web
from bot.folding import Folder
from bot.hearing import Listener
from bot.ledger import Ledger
from bot.memory import Memory
from bot.models.router import Router
from bot.moderation.office import Office
from bot.offering import Offering
from bot.remembering import Remembering
from bot.retention import Retention
from bot.screening.judge import Screening
from bot.settings import Settings
from bot.store import Store
from bot.tokens import Tokens
from bot.transcribing import Transcriber


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces of the core, opened and closed by `bot.bootstrap`.

    `channels` are those of each platform that runs, by its name; `listeners` want what is said in
    channels, also where it is not for the bot.
    """

    config: Config
    store: Store
    settings: Settings
    screening: Screening
    router: Router
    memory: Memory
    folder: Folder
    ledger: Ledger
    budgets: Budgets
    rates: Rates
    announcer: Announcer
    painter: Painter
    tokens: Tokens
    album: Album
    attached: Attached
    reader: Reader
    transcriber: Transcriber
    web: Web
    offering: Offering
    office: Office
    remembering: Remembering
    retention: Retention
    commands: Mapping[str, Command]
    channels: dict[str, Channels] = field(default_factory=dict)
    listeners: list[Listener] = field(default_factory=list)
