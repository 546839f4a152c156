"""Posts in the name of the core, outside of any answer: in somebody's name, with files, buttons."""

import logging
from collections import OrderedDict

from adapters.slack import blocks
from adapters.slack.convert import message_id, ts_in
from adapters.slack.harmless import escaped, harmless
from adapters.slack.surface import QUIET
from adapters.slack.wire import Gone, Json, Wire, WireError
from adapters.splitting import split
from bot.channels import Author, Post
from bot.messages import Choices, Place

# What says that the app may not write under another name.
_NO_GUISE = {"missing_scope", "not_allowed_token_type"}
_REMEMBERED = 5_000
_LONGEST_NAME = 80

log = logging.getLogger(__name__)

Part = tuple[str, list[Json]]
"""A message: its words, and the blocks below them."""


class Posting:
    """The posts of one workspace. What writes raises `WireError`."""

    def __init__(self, wire: Wire, team: str) -> None:
        self._wire = wire
        self._team = team
        self._guises = True
        # The messages that a long post took besides the first.
        self._rest: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    async def post(self, place: Place, post: Post) -> str:
        """Post it and return the id of its first message; files follow in the same thread."""
        thread = place.thread or (ts_in(post.answers_to) if post.answers_to else None)
        where: Json = {"channel": place.channel, "thread_ts": thread, **QUIET}
        sent = [await self._say(where, post, text, below) for text, below in _parts(post)]
        if post.files:
            below_it = thread or (sent[0] if sent else None)
            await self._wire.upload(post.files, channel=place.channel, thread=below_it)
        if not sent:
            return ""
        first = message_id(self._team, place.channel, sent[0])
        self._note(first, sent[1:])
        return first

    async def edit(self, place: Place, named: str, post: Post) -> None:
        """Show something else in a post; what it needs more room for stands in further messages."""
        rest = list(self._rest.pop(named, ()))
        own, *more = _parts(post) or [("…", [])]
        await self._update(place, ts_in(named), post, own)
        for ts in rest[len(more) :]:
            await self._delete(place, ts)
        for ts, part in zip(rest, more, strict=False):
            await self._update(place, ts, post, part)
        where: Json = {"channel": place.channel, "thread_ts": place.thread, **QUIET}
        new = [await self._say(where, post, *part) for part in more[len(rest) :]]
        self._note(named, [*rest[: len(more)], *new])

    async def delete(self, place: Place, named: str) -> None:
        """Take a post away, all of it."""
        for ts in (ts_in(named), *self._rest.pop(named, ())):
            await self._delete(place, ts)

    async def tell(
        self, person: str, place: Place, text: str, *, choices: Choices | None = None
    ) -> bool:
        """Say something to one person alone, where they talk with the bot or else in the place."""
        parts = _parts(Post(text, choices=choices))
        for say in (self._tell_directly, self._tell_there):
            try:
                await say(person, place, parts)
            except WireError as error:
                log.info("%s cannot be told: %s", person, error)
            else:
                return True
        return False

    async def _tell_directly(self, person: str, _: Place, parts: list[Part]) -> None:
        opened = await self._wire.call("conversations.open", {"users": person})
        where: Json = {"channel": opened["channel"]["id"], **QUIET}
        for part in parts:
            await self._wire.call("chat.postMessage", {**where, **_content(*part)})

    async def _tell_there(self, person: str, place: Place, parts: list[Part]) -> None:
        where: Json = {"channel": place.channel, "thread_ts": place.thread, "user": person}
        for part in parts:
            await self._wire.call("chat.postEphemeral", {**where, **_content(*part), **QUIET})

    async def _say(self, where: Json, post: Post, text: str, below: list[Json]) -> str:
        if post.author is not None and self._guises:
            try:
                given = {**where, **_content(text, below), **_guise(post.author)}
                return str((await self._wire.call("chat.postMessage", given))["ts"])
            except WireError as error:
                if error.code not in _NO_GUISE:
                    raise
                log.warning("the app may not write under another name: %s", error)
                self._guises = False
        content = _content(self._signed(post, text), below)
        return str((await self._wire.call("chat.postMessage", {**where, **content}))["ts"])

    async def _update(self, place: Place, ts: str, post: Post, part: Part) -> None:
        text, below = part
        named: Json = {"channel": place.channel, "ts": ts}
        await self._wire.call("chat.update", {**named, **_content(self._signed(post, text), below)})

    async def _delete(self, place: Place, ts: str) -> None:
        try:
            await self._wire.call("chat.delete", {"channel": place.channel, "ts": ts})
        except Gone as error:
            if error.code != "message_not_found":
                raise

    def _signed(self, post: Post, text: str) -> str:
        """The words with the author's name before them, where it cannot stand above them."""
        if post.author is None or self._guises:
            return text
        return f"**{post.author.name}:** {text}"

    def _note(self, first: str, rest: list[str]) -> None:
        if rest:
            self._rest[first] = tuple(rest)
            while len(self._rest) > _REMEMBERED:
                self._rest.popitem(last=False)


def _parts(post: Post) -> list[Part]:
    texts = split(harmless(post.text), blocks.LONGEST)
    below = blocks.offer(post.choices) if post.choices is not None else []
    if not texts:
        return [("", below)] if below else []
    return [(text, below if text is texts[-1] else []) for text in texts]


def _content(text: str, below: list[Json]) -> Json:
    return {"text": blocks.preview([text]), "blocks": [*blocks.markdown(text), *below]}


def _guise(author: Author) -> Json:
    picture = author.picture if author.picture.startswith("https://") else None
    return {"username": escaped(author.name)[:_LONGEST_NAME], "icon_url": picture}
