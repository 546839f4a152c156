"""How the app comes into workspaces, and out of them.

https://docs.slack.dev/authentication/installing-with-oauth
"""

import secrets
import time
from dataclasses import dataclass

from tests.doubles.slack.errors import Refused
from tests.doubles.slack.users import User
from tests.doubles.slack.workspaces import Installation
from tests.doubles.slack.world import World

# Seconds that a code, and that a token that is rotated, serve.
_CODE_LASTS, _TOKEN_LASTS = 600.0, 43_200


@dataclass(slots=True, eq=False)
class _Grant:
    user: User
    scopes: tuple[str, ...]
    until: float
    everywhere: bool


class Installing:
    """Who has allowed what. `token_lasts` (seconds) holds for tokens that are rotated."""

    def __init__(self, world: World) -> None:
        self.token_lasts = _TOKEN_LASTS
        self._world = world
        self._grants: dict[str, _Grant] = {}

    def grant(
        self, user: User, scopes: tuple[str, ...] | None = None, *, everywhere: bool = False
    ) -> str:
        """Let somebody allow the app; return the code with which it can be installed.

        `everywhere` installs it in all workspaces of the organization.
        """
        code = f"{secrets.token_hex(6)}.{secrets.token_hex(20)}"
        until = time.monotonic() + _CODE_LASTS
        granted = self._world.app.scopes if scopes is None else scopes
        self._grants[code] = _Grant(user, granted, until, everywhere)
        return code

    def redeem(self, code: str) -> Installation:
        """Install with a code, which serves once; raise `Refused`."""
        grant = self._grants.pop(code, None)
        if grant is None or grant.until < time.monotonic():
            raise Refused("invalid_code")
        home = grant.user.workspace
        enterprise = home.enterprise if grant.everywhere else None
        workspaces = [home]
        if enterprise is not None:
            everyone = self._world.workspaces.values()
            workspaces = [each for each in everyone if each.enterprise is enterprise]
        installation = self._world.install(*workspaces, scopes=grant.scopes, enterprise=enterprise)
        installation.installer = grant.user
        if self._world.app.rotates_tokens:
            self._rotate(installation)
        return installation

    def refresh(self, refresh_token: str) -> Installation:
        """Give a new token for a refresh token, which serves once; raise `Refused`."""
        for installation in list(self._world.installations.values()):
            if installation.refresh_token == refresh_token and not installation.revoked:
                return self._renewed(installation)
        raise Refused("invalid_refresh_token")

    def _renewed(self, old: Installation) -> Installation:
        renewed = self._world.install(*old.workspaces, scopes=old.scopes, enterprise=old.enterprise)
        renewed.installer = old.installer
        self._rotate(renewed)
        # The old token serves until it expires.
        old.refresh_token = None
        return renewed

    def _rotate(self, installation: Installation) -> None:
        del self._world.installations[installation.token]
        installation.token = f"xoxe.{installation.token}"
        installation.refresh_token = f"xoxe-1-{secrets.token_hex(24)}"
        installation.expires_at = time.time() + self.token_lasts
        self._world.installations[installation.token] = installation

    def revoke(self, installation: Installation) -> None:
        """Take the tokens back, of which the app is told."""
        bot = installation.bot
        for workspace in installation.workspaces:
            tokens = {"oauth": [], "bot": [bot.id]}
            self._world.tell(workspace, "tokens_revoked", tokens=tokens)
        for other in self._world.installations.values():
            if other.bot is bot:
                other.revoked = True
        self._world.changes.changed()

    def uninstall(self, installation: Installation) -> None:
        """Remove the app, of which it is told."""
        for workspace in installation.workspaces:
            self._world.tell(workspace, "app_uninstalled")
        self.revoke(installation)
        for workspace in installation.workspaces:
            for channel in workspace.channels.values():
                if channel.kind.value != "im":
                    channel.members.pop(installation.bot.id, None)
