"""The moderation as it is wired: opened with the core, and closed before the store."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.channels import Channels
from bot.config.schema import Limits
from bot.documents.reader import Reader
from bot.moderation.acting import Acting
from bot.moderation.desk import Desk
from bot.moderation.laying import Laying
from bot.moderation.posting import Posting
from bot.moderation.reporting import Reporting
from bot.moderation.watching import Watching
from bot.offering import Offering
from bot.screening.judge import Screening
from bot.settings import Settings
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Office:
    """The parts of the moderation that commands and the core use."""

    desk: Desk
    posting: Posting
    reporting: Reporting
    watching: Watching
    screening: Screening

    @classmethod
    def of(
        cls,
        store: Store,
        settings: Settings,
        screening: Screening,
        *,
        offering: Offering,
        channels: Mapping[str, Channels],
        limits: Limits,
        reader: Reader | None = None,
    ) -> "Office":
        """Wire it; `channels` may get its platforms later."""
        desk = Desk(store, settings, offering, channels)
        posting = Posting(desk)
        laying = Laying(desk, posting)
        watching = Watching(settings, screening, Acting(laying, limits, reader))
        return cls(desk, posting, Reporting(laying), watching, screening)

    async def close(self) -> None:
        """End the tasks."""
        await self.watching.close()
        await self.posting.close()
