"""The way to Slack's Web API: one session, one policy of trying again, and errors of our own."""

import base64
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.retrying import handlers, retry_after
from adapters.slack.tokens import Fixed, Token
from bot.messages import File

Json = dict[str, Any]
Calling = Awaitable[AsyncSlackResponse]

_SECONDS = 30

# https://docs.slack.dev/reference/methods/chat.update and its like: what will never be there again.
_GONE = {
    "message_not_found", "channel_not_found", "thread_not_found", "is_archived", "is_inactive",
    "cant_update_message", "channel_is_archived", "account_inactive", "token_revoked",
}  # fmt: skip
_STREAM_OVER = {"message_not_in_streaming_state", "streaming_state_conflict"}


class WireError(Exception):
    """Something could not be done; `code` is the error as Slack names it, `needs` a scope."""

    def __init__(self, code: str, *, wait: float | None = None, needs: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait
        self.needs = needs


class Gone(WireError):
    """The message, the channel or the installation is not there any more."""


class TooOften(WireError):
    """Slack wants one to wait for `wait` seconds."""


class PartlyRead(WireError):
    """Slack let the app read only `messages`, and no more for now."""

    def __init__(self, messages: list[Json]) -> None:
        super().__init__("partly_read")
        self.messages = messages


class StreamOver(WireError):
    """The stream was closed, by Slack or otherwise; the message stays and can be updated."""


class StoppedByUser(WireError):
    """The person pressed Slack's own Stop button."""


class Wire:
    """Calls of the Web API in the name of one installation."""

    def __init__(self, session: aiohttp.ClientSession, token: str | Token, api_url: str) -> None:
        self.session = session
        self.token: Token = Fixed(token) if isinstance(token, str) else token
        self.api_url = api_url if api_url.endswith("/") else f"{api_url}/"
        # Is told of a scope that a call has shown to be lacking.
        self.lacks: Callable[[str], None] | None = None
        # Whether Slack has shown to let the app read only a few messages in a minute.
        self.reads_little = False
        self._newest = ""
        self._patient: AsyncWebClient
        self._hasty: AsyncWebClient

    async def call(
        self, method: str, arguments: Mapping[str, Any] | None = None, *, patient: bool = True
    ) -> Json:
        """Call a method with JSON; raises `WireError`.

        One that is not `patient` raises `TooOften` instead of waiting as long as Slack wants.
        """
        given = {key: value for key, value in (arguments or {}).items() if value is not None}
        return _data(
            await self._done(lambda client: client.api_call(method, json=given), patient=patient)
        )

    async def read(self, method: str, *, patient: bool = True, **arguments: Any) -> Json:
        """Call a method that reads, whose arguments travel in the address; else as `call`."""
        given = {key: value for key, value in arguments.items() if value is not None}

        def calling(client: AsyncWebClient) -> Calling:
            return client.api_call(method, http_verb="GET", params=given)

        return _data(await self._done(calling, patient=patient))

    async def scopes(self) -> tuple[Json, set[str]]:
        """Who the token belongs to, and what it may do; raises `WireError`."""
        answer = await self._done(lambda client: client.auth_test())
        header = str(answer.headers.get("x-oauth-scopes") or "")
        return _data(answer), {scope.strip() for scope in header.split(",") if scope.strip()}

    async def respond(self, address: str, content: Json) -> None:
        """Answer a command at the address that came with it; raises `WireError`."""
        try:
            async with self.session.post(address, json=content) as response:
                if response.status != 200:
                    raise WireError(f"status_{response.status}")
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise WireError(type(error).__name__) from error

    async def upload(self, files: Sequence[File], *, channel: str, thread: str | None) -> None:
        """Send files to a place; raises `WireError`."""
        uploads = [
            {"content": file.data, "filename": file.name, "title": file.name, "alt_txt": file.alt}
            for file in files
        ]

        def sending(client: AsyncWebClient) -> Calling:
            return client.files_upload_v2(file_uploads=uploads, channel=channel, thread_ts=thread)

        await self._done(sending)

    async def _done(
        self, calling: Callable[[AsyncWebClient], Calling], *, patient: bool = True
    ) -> AsyncSlackResponse:
        """Make a call, once more where the token has expired before its time."""
        token = await self.token.current()
        try:
            return await _translated(calling(self._client(token, patient=patient)))
        except WireError as error:
            if error.needs and self.lacks is not None:
                self.lacks(error.needs)
            if error.code != "token_expired":
                raise
            newer = await self.token.after(token)
            if newer is None:
                raise
        return await _translated(calling(self._client(newer, patient=patient)))

    def _client(self, token: str, *, patient: bool) -> AsyncWebClient:
        if self._newest != token:
            self._newest = token
            self._patient, self._hasty = (
                web_client(self.session, self.api_url, token, patient=each)
                for each in (True, False)
            )
        return self._patient if patient else self._hasty


class _Client(AsyncWebClient):
    """Slack's own client, without the way to name the app that aiohttp will soon refuse."""

    async def oauth_v2_access(
        self, *, client_id: str, client_secret: str, **given: str | None
    ) -> AsyncSlackResponse:
        """Exchange what was granted for a token."""
        named = base64.b64encode(f"{client_id}:{client_secret}".encode()).decode()
        return await self.api_call(
            "oauth.v2.access",
            data={name: value for name, value in given.items() if value is not None},
            headers={"Authorization": f"Basic {named}"},
        )


def web_client(
    session: aiohttp.ClientSession, api_url: str, token: str | None, *, patient: bool = True
) -> AsyncWebClient:
    """Make a client of Slack's own that shares our session and our policy."""
    return _Client(
        token,
        base_url=api_url if api_url.endswith("/") else f"{api_url}/",
        timeout=_SECONDS,
        session=session,
        retry_handlers=handlers(patient=patient),
        logger=quiet(),
    )


async def granted(client: AsyncWebClient, **arguments: str) -> Json:
    """Ask for a token with what was granted; raises `WireError`."""
    return _data(await _translated(client.oauth_v2_access(**arguments)))


async def _translated(calling: Calling) -> AsyncSlackResponse:
    try:
        return await calling
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise _failed(error) from error


def _data(answer: AsyncSlackResponse) -> Json:
    return answer.data if isinstance(answer.data, dict) else {}


def _failed(error: Exception) -> WireError:
    return _named(error) if isinstance(error, SlackApiError) else WireError(type(error).__name__)


def _named(error: SlackApiError) -> WireError:
    response = error.response
    data = getattr(response, "data", None)
    code = str(data.get("error", "unknown")) if isinstance(data, dict) else "unreadable"
    if code == "ratelimited" or getattr(response, "status_code", 0) == 429:
        return TooOften("ratelimited", wait=retry_after(response.headers.get))
    if code in _GONE:
        return Gone(code)
    if code in _STREAM_OVER:
        return StreamOver(code)
    if code == "stopped_by_user":
        return StoppedByUser(code)
    needs = str(data.get("needed") or "") if isinstance(data, dict) else ""
    return WireError(code, needs=needs)


def quiet() -> logging.Logger:
    """A log for the SDK, which would else write all messages into it, and takes time for that."""
    logger = logging.getLogger("adapters.slack.sdk")
    logger.setLevel(logging.WARNING)
    return logger


@asynccontextmanager
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Open the one session that all calls share."""
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=_SECONDS),
        connector=aiohttp.TCPConnector(limit=200),
        json_serialize=_json,
    ) as opened:
        yield opened


def _json(given: object) -> str:
    return msgspec.json.encode(given).decode()
