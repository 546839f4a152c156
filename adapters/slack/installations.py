"""Where the app is installed, in Slack's own terms: kept in our database, and sealed."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore

from adapters.slack.belonging import Ids
from adapters.slack.convert import PLATFORM
from bot.sealing import Seal, SealedOtherwise
from bot.store.installations import Installations, Installed

# What the bot needs of an installation. Tokens of people and addresses of webhooks are not kept.
_KEPT = (
    "app_id", "enterprise_id", "enterprise_name", "team_id", "team_name", "bot_token", "bot_id",
    "bot_user_id", "bot_scopes", "bot_refresh_token", "bot_token_expires_at", "user_id",
    "is_enterprise_install", "token_type", "installed_at", "custom_values",
)  # fmt: skip

SITE = "site"
"""Under what an installation holds the address of the workspace."""

log = logging.getLogger(__name__)


class SealedInstallations(AsyncInstallationStore):
    """Installations by workspace, or by organization where that has installed the app.

    Methods raise `StoreError`. What cannot be unsealed is as if it were not there, but stays.
    """

    def __init__(self, rows: Installations, seal: Seal) -> None:
        self._rows = rows
        self._seal = seal

    @property
    def logger(self) -> logging.Logger:
        """The log."""
        return log

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation in the place of the one that was there."""
        enterprise, team = key_of(installation)
        sealed = self._seal.seal(_written(installation))
        await self._rows.put(PLATFORM, enterprise=enterprise, team=team, sealed=sealed)

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep the bot's part of an installation; it is all of it."""
        known = await self.find(_ids(bot.enterprise_id, bot.team_id, bot.is_enterprise_install))
        installer = known.user_id if known is not None else ""
        given = {name: getattr(bot, name) for name in _KEPT if hasattr(bot, name)}
        await self.async_save(Installation(**given, user_id=installer))

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """Find the bot of a workspace or an organization."""
        found = await self.find(_ids(enterprise_id, team_id, is_enterprise_install))
        return None if found is None else found.to_bot()

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """Find the installation of a workspace or an organization, or only if it is that user's."""
        found = await self.find(_ids(enterprise_id, team_id, is_enterprise_install))
        return None if found is None or user_id not in {None, found.user_id} else found

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Erase an installation."""
        await self._rows.drop(PLATFORM, enterprise=enterprise_id or "", team=team_id or "")

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Erase an installation; of a user alone nothing is kept."""
        if user_id is None:
            await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)

    async def every(self) -> tuple[list[Installation], int]:
        """All that can be unsealed, and how many cannot."""
        rows = await self._rows.all(PLATFORM)
        opened = [await self._opened(row) for row in rows]
        readable = [one for one in opened if one is not None]
        return readable, len(rows) - len(readable)

    async def renewed(self, installation: Installation) -> bool:
        """Keep new tokens of an installation, unless it was erased meanwhile."""
        enterprise, team = key_of(installation)
        row = await self._rows.find(PLATFORM, enterprise=enterprise, team=team)
        if row is None:
            return False
        return await self._rows.reseal(row, self._seal.seal(_written(installation)))

    async def find(self, ids: Ids) -> Installation | None:
        """Find the installation that serves a workspace."""
        team = "" if ids.everywhere else ids.team
        row = await self._rows.find(PLATFORM, enterprise=ids.enterprise, team=team)
        return None if row is None else await self._opened(row)

    async def _opened(self, row: Installed) -> Installation | None:
        try:
            opened = self._seal.open(row.sealed)
        except SealedOtherwise:
            log.warning("the installation %d cannot be unsealed", row.id)
            return None
        if opened.old:
            # Whoever changed it meanwhile has sealed it with the newest key.
            await self._rows.reseal(row, self._seal.seal(opened.text))
        return Installation(**json.loads(opened.text))


def key_of(installation: Installation) -> tuple[str, str]:
    """What an installation is kept under: organization and workspace, "" for none."""
    everywhere = installation.is_enterprise_install
    return installation.enterprise_id or "", "" if everywhere else installation.team_id or ""


def _ids(enterprise: str | None, team: str | None, everywhere: bool | None) -> Ids:
    return Ids(team or "", enterprise or "", bool(everywhere))


def _written(installation: Installation) -> str:
    kept: Mapping[str, Any] = {name: getattr(installation, name) for name in _KEPT}
    return json.dumps(kept)
