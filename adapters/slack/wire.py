"""The way to Slack's Web API: one session, one policy of trying again, and errors of our own."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import msgspec
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.retrying import handlers, retry_after
from bot.messages import File

Json = dict[str, Any]

_SECONDS = 30

# https://docs.slack.dev/reference/methods/chat.update and its like: what will never be there again.
_GONE = {
    "message_not_found", "channel_not_found", "thread_not_found", "is_archived", "is_inactive",
    "cant_update_message", "channel_is_archived", "account_inactive", "token_revoked",
}  # fmt: skip
_STREAM_OVER = {"message_not_in_streaming_state", "streaming_state_conflict"}


class WireError(Exception):
    """Something could not be done; `code` is the error as Slack names it."""

    def __init__(self, code: str, *, wait: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait


class Gone(WireError):
    """The message, the channel or the installation is not there any more."""


class TooOften(WireError):
    """Slack wants one to wait for `wait` seconds."""


class StreamOver(WireError):
    """The stream was closed, by Slack or otherwise; the message stays and can be updated."""


class StoppedByUser(WireError):
    """The person pressed Slack's own Stop button."""


class Wire:
    """Calls of the Web API in the name of one installation."""

    def __init__(self, session: aiohttp.ClientSession, token: str, api_url: str) -> None:
        self.session = session
        self.token = token
        self.api_url = api_url if api_url.endswith("/") else f"{api_url}/"
        self.client = self._client(patient=True)
        self._hasty = self._client(patient=False)

    def _client(self, *, patient: bool) -> AsyncWebClient:
        return AsyncWebClient(
            self.token,
            base_url=self.api_url,
            timeout=_SECONDS,
            session=self.session,
            retry_handlers=handlers(patient=patient),
            logger=quiet(),
        )

    async def call(
        self, method: str, arguments: Mapping[str, Any] | None = None, *, patient: bool = True
    ) -> Json:
        """Call a method with JSON; raises `WireError`.

        One that is not `patient` raises `TooOften` instead of waiting as long as Slack wants.
        """
        client = self.client if patient else self._hasty
        given = {key: value for key, value in (arguments or {}).items() if value is not None}
        return await _done(client.api_call(method, json=given))

    async def read(self, method: str, *, patient: bool = True, **arguments: Any) -> Json:
        """Call a method that reads, whose arguments travel in the address; else as `call`."""
        client = self.client if patient else self._hasty
        given = {key: value for key, value in arguments.items() if value is not None}
        return await _done(client.api_call(method, http_verb="GET", params=given))

    async def scopes(self) -> tuple[Json, set[str]]:
        """Who the token belongs to, and what it may do; raises `WireError`."""
        try:
            answer = await self.client.auth_test()
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
            raise _failed(error) from error
        header = str(answer.headers.get("x-oauth-scopes") or "")
        data = answer.data if isinstance(answer.data, dict) else {}
        return data, {scope.strip() for scope in header.split(",") if scope.strip()}

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
        sending = self.client.files_upload_v2(
            file_uploads=uploads, channel=channel, thread_ts=thread
        )
        await _done(sending)


async def _done(calling: Any) -> Json:
    try:
        answer = await calling
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise _failed(error) from error
    data = answer.data
    return data if isinstance(data, dict) else {}


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
    return WireError(code)


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
