"""Tokens that expire: renewed in time, by one at a time, and kept before they are used."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from slack_sdk.oauth.installation_store import Installation

from adapters.slack.belonging import Ids
from adapters.slack.installations import SealedInstallations
from adapters.slack.wire import Json, WireError
from bot.errors import StoreError

Renew = Callable[[str], Awaitable[Json]]
"""Exchanges a refresh token for a new pair; raises `WireError`."""

# A token lasts for twelve hours. It is renewed two hours before, or when half of its time is over.
_BEFORE_SECONDS = 7_200.0
_USUAL_SECONDS = 43_200.0
_AGAIN_AFTER = 30.0
_ISSUED = "issued_at"

log = logging.getLogger(__name__)


class Rotating:
    """The token of one installation; see `adapters.slack.tokens.Token`."""

    def __init__(self, installation: Installation, kept: SealedInstallations, renew: Renew) -> None:
        self.installation = installation
        self._kept = kept
        self._renew = renew
        self._lock = asyncio.Lock()
        # What was renewed and could not be kept yet.
        self._unkept: Installation | None = None
        self._rests_until = 0.0

    async def current(self) -> str:
        """See `Token.current`."""
        if self._is_due() and time.monotonic() >= self._rests_until:
            await self._renewed(self._token)
        if not self._token or _left(self.installation) <= 0:
            raise WireError("token_expired")
        return self._token

    async def after(self, expired: str) -> str | None:
        """See `Token.after`."""
        await self._renewed(expired)
        return self._token if self._token != expired else None

    @property
    def _token(self) -> str:
        return str(self.installation.bot_token or "")

    def _is_due(self) -> bool:
        issued = self.installation.custom_values.get(_ISSUED, self.installation.installed_at)
        expires = self.installation.bot_token_expires_at
        if expires is None:
            return False
        lasts = min(max(float(expires) - float(issued), 0.0), _USUAL_SECONDS)
        return _left(self.installation) <= min(_BEFORE_SECONDS, lasts / 2)

    async def _renewed(self, old: str) -> None:
        """Renew the token unless somebody has done so while one waited."""
        async with self._lock:
            if self._token != old:
                return
            try:
                await self._renew_once()
            except (WireError, StoreError) as error:
                # The old one serves until it expires; Slack says more often why it does not.
                self._rests_until = time.monotonic() + _AGAIN_AFTER
                log.warning("a token could not be renewed: %s", error)

    async def _renew_once(self) -> None:
        if self._unkept is None:
            elsewhere = await self._kept.find(_ids(self.installation))
            if elsewhere is None:
                raise WireError("token_revoked")
            if elsewhere.bot_token != self.installation.bot_token:
                self.installation = elsewhere
                return
            refresh = self.installation.bot_refresh_token
            if not refresh:
                return
            self._unkept = _with(self.installation, await self._renew(refresh))
        if not await self._kept.renewed(self._unkept):
            raise WireError("token_revoked")
        self.installation, self._unkept = self._unkept, None


def issued_now(installation: Installation) -> Installation:
    """Note when the token was issued, which says when it is to be renewed."""
    installation.custom_values[_ISSUED] = time.time()
    return installation


def _with(installation: Installation, answer: Json) -> Installation:
    given = installation.to_dict_for_copying()
    given |= {
        "bot_token": answer["access_token"],
        "bot_refresh_token": answer.get("refresh_token"),
        "bot_token_expires_at": int(time.time() + float(answer.get("expires_in") or 0)),
        "custom_values": {**installation.custom_values, _ISSUED: time.time()},
    }
    return Installation(**given)


def _left(installation: Installation) -> float:
    expires = installation.bot_token_expires_at
    return float("inf") if expires is None else expires - time.time()


def _ids(installation: Installation) -> Ids:
    everywhere = bool(installation.is_enterprise_install)
    return Ids(installation.team_id or "", installation.enterprise_id or "", everywhere)
