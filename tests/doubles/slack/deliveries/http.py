"""Signed requests to the app's own server.

https://docs.slack.dev/apis/events-api/using-http-request-urls and
https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
from msgspec import DecodeError
from msgspec.json import decode, encode

from tests.doubles.slack.deliveries.envelopes import VERIFICATION
from tests.doubles.slack.record import Attempt, Delivery

Json = dict[str, Any]
_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"


class Http:
    """Posts to the app. `urls` may name other addresses for "slash_commands" and "interactive".

    A test spoils signatures with `secret` (another one than the app's) and `age` (seconds).
    """

    def __init__(self, secret: str) -> None:
        self.url = ""
        self.urls: dict[str, str] = {}
        self.secret = secret
        self.age = 0.0
        self._session: aiohttp.ClientSession | None = None

    async def send(self, delivery: Delivery, attempt: Attempt, *, within: float) -> bool:
        """Post once and wait for the answer."""
        body, kind = written(delivery.kind, delivery.payload)
        headers = self.signed(body) | {"Content-Type": kind}
        if attempt.number:
            reason = attempt.reason or "http_timeout"
            headers |= {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": reason}
        url = self.urls.get(delivery.kind, self.url)
        timeout = aiohttp.ClientTimeout(total=within)
        try:
            async with self._client().post(
                url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                await _take(response, attempt)
        except TimeoutError:
            attempt.failure = "http_timeout"
        except aiohttp.ClientError:
            attempt.failure = "connection_failed"
        return not attempt.failure

    async def post(
        self, body: str, *, kind: str = _JSON, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        """Post any text, signed as everything is unless `headers` say otherwise.

        Return status and text of the answer.
        """
        sent = self.signed(body) | {"Content-Type": kind} | dict(headers or {})
        async with self._client().post(self.url, data=body, headers=sent) as response:
            return response.status, await response.text()

    async def verifies(self) -> bool:
        """Return whether the app answers the challenge with which an address is set up.

        https://docs.slack.dev/reference/events/url_verification
        """
        challenge = secrets.token_hex(20)
        asked = {"type": "url_verification", "token": VERIFICATION, "challenge": challenge}
        status, said = await self.post(encode(asked).decode())
        return status == 200 and challenge in said

    def signed(self, body: str) -> dict[str, str]:
        """Return the headers that sign a body."""
        at = str(int(time.time() - self.age))
        base = f"v0:{at}:{body}".encode()
        signature = hmac.new(self.secret.encode(), base, hashlib.sha256).hexdigest()
        return {
            "X-Slack-Request-Timestamp": at,
            "X-Slack-Signature": f"v0={signature}",
            "User-Agent": _AGENT,
        }

    async def close(self) -> None:
        """Drop the connections."""
        if self._session is not None:
            await self._session.close()

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return self._session


def written(kind: str, payload: Json) -> tuple[str, str]:
    """Return the body for a payload, and its media type."""
    match kind:
        case "slash_commands":
            return urlencode(payload), _FORM
        case "interactive":
            return urlencode({"payload": encode(payload).decode()}), _FORM
    return encode(payload).decode(), _JSON


async def _take(response: aiohttp.ClientResponse, attempt: Attempt) -> None:
    text = await response.text()
    attempt.status = response.status
    attempt.is_last = response.headers.get("X-Slack-No-Retry") == "1"
    if not 200 <= response.status < 300:
        attempt.failure = "http_error"
        return
    try:
        attempt.answer = decode(text) if response.content_type == _JSON and text else text or None
    except DecodeError:
        attempt.answer = text
