"""Where files are: uploads in three steps, and downloads with a token.

https://docs.slack.dev/messaging/working-with-files
"""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import replace

from aiohttp import BodyPartReader, web

from tests.doubles.slack.channels import Channel
from tests.doubles.slack.drafts import Draft
from tests.doubles.slack.files import File, StoredFile
from tests.doubles.slack.talk import Talk
from tests.doubles.slack.users import User
from tests.doubles.slack.world import World

# What comes instead of a file without the right token: status 200 and this
# (vercel/eve#1531, slackapi/bolt-js#2585).
LOGIN_PAGE = """<!DOCTYPE html><html lang="en-US" class="supports_custom_scrollbar"><head>
<title>Sign in to Acme | Slack</title></head><body><form id="signin_form"></form></body></html>"""


class Storage:
    """Keeps files; `uploads` and `downloads` count those that went through."""

    def __init__(self, world: World, talk: Talk) -> None:
        self.uploads = 0
        self.downloads = 0
        # How often the login page was sent instead of a file.
        self.refused = 0
        self._world = world
        self._talk = talk
        self._tickets: dict[str, StoredFile] = {}
        self._sharing: set[asyncio.Task[None]] = set()

    def expect(self, user: User, name: str, alt: str) -> tuple[str, StoredFile]:
        """Return the path to which the bytes of a new file are to be posted, and the file."""
        file = self._world.keep(user, File(name))
        file.alt = alt or None
        ticket = secrets.token_hex(24)
        self._tickets[ticket] = file
        return f"/upload/v1/{ticket}", file

    async def receive(self, request: web.BaseRequest) -> web.Response:
        """Take the bytes of a file: as the body, or as the first part of a form."""
        file = self._tickets.pop(request.path.rpartition("/")[2], None)
        if file is None:
            return web.Response(status=404, text="Not Found")
        if request.content_type == "multipart/form-data":
            part = await (await request.multipart()).next()
            file.data = bytes(await part.read()) if isinstance(part, BodyPartReader) else b""
        else:
            file.data = await request.content.read()
        self.uploads += 1
        return web.Response(text=f"OK - {len(file.data)}")

    def share(
        self, user: User, files: Sequence[StoredFile], channels: Sequence[Channel], draft: Draft
    ) -> None:
        """Post files in channels, a little later."""
        for channel in channels:
            posting = self._post(user, channel, replace(draft, files=tuple(files)))
            task = asyncio.create_task(posting)
            self._sharing.add(task)
            task.add_done_callback(self._sharing.discard)

    async def _post(self, user: User, channel: Channel, draft: Draft) -> None:
        await asyncio.sleep(self._world.rules.share_after)
        self._talk.post(channel, user, draft)

    async def close(self) -> None:
        """Share nothing any more."""
        tasks = list(self._sharing)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def serve(self, request: web.BaseRequest) -> web.Response:
        """Send a file; without a token that may read it, the page that asks to sign in."""
        _, _, key, *_ = request.path.split("/")
        file = self._world.files.get(key.partition("-")[2])
        if file is None or file.deleted:
            return web.Response(status=404, text="File not found", content_type="text/html")
        if not self._may_read(request, file):
            self.refused += 1
            self._world.changes.changed()
            return web.Response(text=LOGIN_PAGE, content_type="text/html", charset="utf-8")
        self.downloads += 1
        self._world.changes.changed()
        return web.Response(body=file.data, content_type=file.mimetype)

    def _may_read(self, request: web.BaseRequest, file: StoredFile) -> bool:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        installation = self._world.installations.get(token)
        if installation is None or installation.revoked or installation.is_expired:
            return False
        return "files:read" in installation.scopes and visible(file, installation.bot)


def visible(file: StoredFile, user: User) -> bool:
    """Return whether somebody may see a file: it is theirs, or shared where they are."""
    return file.user is user or any(channel.has(user) for channel in file.shared)
