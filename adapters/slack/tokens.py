"""The token with which calls are made: one that stays, or one that is renewed in time."""

from typing import Protocol


class Token(Protocol):
    """Gives the token that serves now."""

    async def current(self) -> str:
        """Return it; raises `adapters.slack.wire.WireError` where there is none any more."""
        ...

    async def after(self, expired: str) -> str | None:
        """Return the one that follows a token which Slack says has expired; None for none."""
        ...


class Fixed:
    """A token that stays as it is."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def current(self) -> str:
        """See `Token.current`."""
        return self._token

    async def after(self, expired: str) -> str | None:  # noqa: ARG002  # see `Token`
        """See `Token.after`."""
        return None
