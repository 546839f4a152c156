"""Addresses at which the app can answer what somebody did.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import secrets
import time
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web
from msgspec import DecodeError
from msgspec.json import decode

from tests.doubles.slack import blocks as block_kit
from tests.doubles.slack.channels import Channel
from tests.doubles.slack.drafts import Draft
from tests.doubles.slack.errors import answer
from tests.doubles.slack.messages import Message
from tests.doubles.slack.talk import Talk
from tests.doubles.slack.users import User
from tests.doubles.slack.world import World

Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class Hook:
    """A response_url: who did what where. `source` is the message whose button was pressed."""

    user: User
    channel: Channel
    source: Message | None
    until: float
    uses: int = 0


class Hooks:
    """The addresses that were given out."""

    def __init__(self, world: World, talk: Talk) -> None:
        self._world = world
        self._talk = talk
        self._hooks: dict[str, Hook] = {}

    def new(self, user: User, channel: Channel, source: Message | None = None) -> str:
        """Return an address for answers to what somebody has just done."""
        key = secrets.token_hex(12)
        until = time.monotonic() + self._world.rules.response_url_lasts
        self._hooks[key] = Hook(user, channel, source, until)
        return f"{self._world.writer.base}/actions/{user.workspace.id}/{key}"

    async def serve(self, request: web.BaseRequest) -> web.Response:
        """Take an answer."""
        hook = self._hooks.get(request.path.rpartition("/")[2])
        if hook is None:
            return answer({"ok": False, "error": "no_hook"}, 404)
        if hook.until < time.monotonic():
            return answer({"ok": False, "error": "expired_url"}, 404)
        if hook.uses >= self._world.rules.response_url_uses:
            return answer({"ok": False, "error": "used_url"}, 404)
        try:
            said = decode(await request.content.read())
        except DecodeError:
            return web.Response(status=400, text="invalid_payload")
        hook.uses += 1
        if found := block_kit.problems(said.get("blocks") or []):
            body = {"ok": False, "error": "invalid_blocks", "errors": found}
            return answer(body, 400)
        self.take(hook.user, hook.channel, said, hook.source)
        return web.Response(text="ok")

    def take(
        self, user: User, channel: Channel, said: Json, source: Message | None = None
    ) -> Message | None:
        """Show an answer, by default to that person only; return the message if one was posted."""
        if source is not None and said.get("delete_original"):
            self._talk.delete(source)
            return None
        text, blocks = str(said.get("text") or ""), tuple(said.get("blocks") or ())
        if source is not None and said.get("replace_original"):
            now = time.monotonic()
            shown = replace(source.shown, at=now, text=text, blocks=blocks, markdown=None)
            self._talk.edit(source, shown)
            return source
        bot = self._world.bot(user.workspace)
        if bot is None or not (text or blocks):
            return None
        public = said.get("response_type") == "in_channel"
        draft = Draft(text, blocks, thread_ts=said.get("thread_ts"))
        return self._talk.post(channel, bot, draft, only_for=None if public else user)
