"""Installing the app in workspaces: the page with the button, and the way back from Slack."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.oauth.installation_store import Installation

from adapters.slack import pages
from adapters.slack.addresses import INSTALL_PATH, REDIRECT_PATH
from adapters.slack.installations import SITE, SealedInstallations
from adapters.slack.manifest import SCOPES
from adapters.slack.rotating import issued_now
from adapters.slack.states import KeptStates, TooManyStates
from adapters.slack.wire import quiet, web_client
from bot.errors import StoreError

Installed = Callable[[Installation], Awaitable[None]]
"""Takes notice of an installation that was kept just now."""

_COOKIE = "causerie-slack-state"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Client:
    """The app as Slack knows it. `redirect` is the address to which Slack sends people back."""

    id: str
    secret: str
    redirect: str | None


class Flow(AsyncOAuthFlow):
    """Bolt's way to install, with our stores, our pages and our words."""

    def __init__(
        self,
        client: Client,
        session: aiohttp.ClientSession,
        *,
        api_url: str,
        kept: SealedInstallations,
        states: KeptStates,
        installed: Installed,
    ) -> None:
        settings = AsyncOAuthSettings(
            client_id=client.id,
            client_secret=client.secret,
            scopes=sorted(SCOPES),
            user_scopes=[],
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            installation_store=kept,
            state_store=states,
            state_cookie_name=_COOKIE,
            callback_options=AsyncCallbackOptions(success=_succeeded, failure=_failed),
            # Its warnings tell the codes that came.
            logger=_silent(),
        )
        # The library would take it from the environment, where somebody else may have left one.
        settings.redirect_uri = client.redirect
        settings.authorize_url_generator = AuthorizeUrlGenerator(
            client_id=client.id,
            scopes=sorted(SCOPES),
            user_scopes=[],
            redirect_uri=client.redirect,
            authorization_url=authorize_url(api_url),
        )
        super().__init__(
            client=web_client(session, api_url, None), logger=_silent(), settings=settings
        )
        self._installed = installed

    async def begin(self, request: AsyncBoltRequest) -> BoltResponse:
        """Show the page that leads to Slack."""
        try:
            response = await self.handle_installation(request)
        except TooManyStates:
            return _page(503, pages.failed("busy", INSTALL_PATH))
        except StoreError:
            log.exception("an installation could not be begun")
            return _page(503, pages.failed("storage_error", INSTALL_PATH))
        response.headers |= {name.lower(): [value] for name, value in pages.HEADERS.items()}
        return response

    async def finish(self, request: AsyncBoltRequest) -> BoltResponse:
        """Take up what Slack says, and show how it went."""
        try:
            return await self.handle_callback(request)
        except StoreError:
            log.exception("an installation could not be finished")
            return _page(503, pages.failed("storage_error", INSTALL_PATH))
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("an installation could not be finished: %s", type(error).__name__)
            return _page(502, pages.failed("unreachable", INSTALL_PATH))

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:  # noqa: ARG002  # Bolt's own
        """Show our page in the place of Bolt's."""
        return pages.install(url)

    async def store_installation(
        self,
        request: AsyncBoltRequest,  # noqa: ARG002  # Bolt's own
        installation: Installation,
    ) -> None:
        """Keep it, and put the bot to work there."""
        try:
            # The address of the workspace, for links to messages; Bolt keeps only that of others.
            told = await self.client.auth_test(token=installation.bot_token)
            installation.set_custom_value(SITE, told.get("url") or "")
            await self.settings.installation_store.async_save(issued_now(installation))
        except StoreError as error:
            log.exception("an installation could not be kept")
            raise BoltError(type(error).__name__) from error
        await self._installed(installation)


def authorize_url(api_url: str) -> str:
    """Where people allow the app, beside where its interface is."""
    return f"{api_url.rstrip('/').removesuffix('/api')}/oauth/v2/authorize"


async def _succeeded(args: AsyncSuccessArgs) -> BoltResponse:
    installation = args.installation
    team = installation.team_id or installation.enterprise_id or ""
    there = {"app": installation.app_id or "", "team": team}
    name = installation.team_name or installation.enterprise_name or ""
    page = pages.done(name, f"https://slack.com/app_redirect?{urlencode(there)}")
    forgotten = args.settings.state_utils.build_set_cookie_for_deletion()
    return _page(200, page, {"Set-Cookie": forgotten})


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    log.info("an installation did not come about: %s", args.reason[:80])
    forgotten = args.settings.state_utils.build_set_cookie_for_deletion()
    page = pages.failed(args.reason, args.settings.install_path)
    return _page(args.suggested_status_code, page, {"Set-Cookie": forgotten})


def _page(status: int, html: str, headers: Mapping[str, str] | None = None) -> BoltResponse:
    return BoltResponse(status=status, body=html, headers={**pages.HEADERS, **(headers or {})})


def _silent() -> logging.Logger:
    logger = quiet().getChild("oauth")
    logger.setLevel(logging.CRITICAL)
    return logger
