"""Files, at addresses that are signed and expire.

https://docs.discord.com/developers/reference#signed-attachment-cdn-urls
"""

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Mapping
from urllib.parse import quote

from aiohttp import web

from tests.doubles.discord.messages import Attachment

# One transparent pixel, for everything that is only there to be looked at.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000154a24f5d0000000049454e44ae426082"
)
_ADDRESS = re.compile(r"/attachments/(?P<channel>\d+)/(?P<file>\d+)/")
_GONE = "This content is no longer available."


class Cdn:
    """Keeps files by their id. Addresses last `lifetime` seconds."""

    def __init__(self) -> None:
        self.url = ""
        self.lifetime = 86_400.0
        self.downloads = 0
        self._secret = secrets.token_bytes(16)
        self._files: dict[int, Attachment] = {}

    def address(self, channel_id: int, file: Attachment) -> str:
        """Return a fresh address of a file."""
        self._files[file.id] = file
        path = f"/attachments/{channel_id}/{file.id}"
        now = time.time()
        until, since = f"{int(now + self.lifetime):x}", f"{int(now):x}"
        signed = self._sign(path, until, since)
        return f"{self.url}{path}/{quote(file.name)}?ex={until}&is={since}&hm={signed}&"

    def renewed(self, address: str) -> str | None:
        """Return a fresh address for one that may be over; None for what is no file's."""
        found = _ADDRESS.search(address)
        file = self._files.get(int(found["file"])) if found else None
        return self.address(int(found["channel"]), file) if found and file else None

    def forget(self, file: Attachment) -> None:
        """Delete a file."""
        self._files.pop(file.id, None)

    def serve(self, path: str, query: Mapping[str, str]) -> web.Response:
        """Answer a request for a path below the base."""
        parts = path.strip("/").split("/")
        if parts[0] != "attachments":
            return web.Response(body=PIXEL, content_type="image/png")
        file = self._file(parts, query)
        if file is None:
            return web.Response(status=404, text=_GONE)
        self.downloads += 1
        kind = file.type or "application/octet-stream"
        return web.Response(body=file.data, headers={"Content-Type": kind})

    def _file(self, parts: list[str], query: Mapping[str, str]) -> Attachment | None:
        until, since, given = (query.get(key, "") for key in ("ex", "is", "hm"))
        signed = self._sign("/" + "/".join(parts[:3]), until, since)
        if not hmac.compare_digest(signed, given) or int(until, 16) < time.time():
            return None
        return self._files.get(int(parts[2]))

    def _sign(self, path: str, until: str, since: str) -> str:
        said = f"{path}?{until}&{since}".encode()
        return hmac.new(self._secret, said, hashlib.sha256).hexdigest()
