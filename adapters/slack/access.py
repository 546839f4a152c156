"""Which workspaces the bot may work in, and with what: one token, or those of installations."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol

from slack_sdk.oauth.installation_store import Installation

from adapters.slack.belonging import Ids
from adapters.slack.installations import SITE, SealedInstallations, key_of
from adapters.slack.listening import Me
from adapters.slack.rotating import Renew, Rotating
from adapters.slack.tokens import Fixed, Token

_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Access:
    """What is needed to work in a workspace. `since` is when it was allowed, in seconds since 1970.

    `enterprise` is the organization that allowed it for all of its workspaces, "" for none.
    """

    me: Me
    token: Token
    enterprise: str = ""
    since: float = 0.0


class Source(Protocol):
    """Where access comes from."""

    async def find(self, ids: Ids) -> Access | None:
        """Access to a workspace; None where the bot is not, or not any more."""
        ...

    async def erase(self, ids: Ids) -> None:
        """Forget the tokens of a workspace, or of a whole organization."""
        ...

    async def all(self) -> list[Ids]:
        """The workspaces that are known before anything happens there."""
        ...


class OneToken:
    """The token from the environment: for one workspace, or for those of an organization."""

    def __init__(self, me: Me, token: str, *, enterprise: str = "") -> None:
        self._me = me
        self._token = Fixed(token)
        self._enterprise = enterprise
        self._erased = False

    async def find(self, ids: Ids) -> Access | None:
        """See `Source.find`."""
        if self._erased or not ids.team:
            return None
        if not self._enterprise:
            return Access(self._me, self._token) if ids.team == self._me.team else None
        if ids.enterprise != self._enterprise:
            return None
        me = Me(ids.team, self._me.user, self._me.bot)
        return Access(me, self._token, self._enterprise)

    async def erase(self, ids: Ids) -> None:
        """Use it no more; it stands in the environment, and Slack takes it no more."""
        if ids.team == self._me.team or (ids.everywhere and ids.enterprise == self._enterprise):
            self._erased = True

    async def all(self) -> list[Ids]:
        """See `Source.all`."""
        return [] if self._enterprise else [Ids(self._me.team)]


class Installs:
    """The installations that are kept, each with a token that is renewed in time."""

    def __init__(self, kept: SealedInstallations, renew: Renew) -> None:
        self._kept = kept
        self._renew = renew
        # One for each installation, so that the workspaces of an organization share theirs.
        self._tokens: OrderedDict[tuple[str, str], Rotating] = OrderedDict()

    async def find(self, ids: Ids) -> Access | None:
        """See `Source.find`."""
        installation = await self._kept.find(ids)
        if installation is None or not installation.bot_user_id:
            return None
        everywhere = bool(installation.is_enterprise_install)
        team = ids.team or str(installation.team_id or "")
        site = "" if everywhere else str(installation.custom_values.get(SITE) or "")
        name = "" if everywhere else str(installation.team_name or "")
        return Access(
            Me(team, installation.bot_user_id, installation.bot_id or "", site, name),
            self._token(installation),
            str(installation.enterprise_id or "") if everywhere else "",
            installation.installed_at,
        )

    async def erase(self, ids: Ids) -> None:
        """See `Source.erase`."""
        team = "" if ids.everywhere else ids.team
        self._tokens.pop((ids.enterprise, team), None)
        await self._kept.async_delete_bot(enterprise_id=ids.enterprise, team_id=team)

    async def all(self) -> list[Ids]:
        """See `Source.all`."""
        installations, _ = await self._kept.every()
        return [
            Ids(str(each.team_id), str(each.enterprise_id or ""))
            for each in installations
            if each.team_id and not each.is_enterprise_install
        ]

    def _token(self, installation: Installation) -> Rotating:
        key = key_of(installation)
        known = self._tokens.get(key)
        if known is None:
            known = self._tokens[key] = Rotating(installation, self._kept, self._renew)
        elif known.installation.installed_at < installation.installed_at:
            # It was installed anew.
            known.installation = installation
        self._tokens.move_to_end(key)
        while len(self._tokens) > _KEPT:
            self._tokens.popitem(last=False)
        return known
