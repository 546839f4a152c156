"""The states with which installations are begun: each serves once, and for ten minutes."""

import hashlib
import logging
import secrets
from datetime import UTC, datetime, timedelta

from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.store.states import States

SECONDS = 600

log = logging.getLogger(__name__)


class TooManyStates(Exception):
    """More installations are under way than there can be; somebody only begins them."""


class KeptStates(AsyncOAuthStateStore):
    """States in our database, where only their digests stand."""

    def __init__(self, states: States, *, seconds: float = SECONDS) -> None:
        self._states = states
        self._seconds = seconds

    @property
    def logger(self) -> logging.Logger:
        """The log."""
        return log

    async def async_issue(self, *_: object, **__: object) -> str:
        """Make a state; raises `StoreError` and `TooManyStates`."""
        state = secrets.token_urlsafe(32)
        expires_at = datetime.now(UTC) + timedelta(seconds=self._seconds)
        if not await self._states.put(_digest(state), expires_at=expires_at):
            raise TooManyStates
        return state

    async def async_consume(self, state: str) -> bool:
        """Use a state up; whether it was one, and still served."""
        return await self._states.take(_digest(state))


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
