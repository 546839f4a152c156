"""One request to the API, read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web
from msgspec import DecodeError
from msgspec.json import decode

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.errors import (
    Refused,
    invalid_form,
    missing_access,
    missing_permissions,
    too_large,
    unknown,
)
from tests.doubles.discord.guilds import Guild
from tests.doubles.discord.kinds import Intent
from tests.doubles.discord.messages import Message
from tests.doubles.discord.permissions import Permission, in_channel
from tests.doubles.discord.snowflakes import stamp
from tests.doubles.discord.users import User

if TYPE_CHECKING:
    from tests.doubles.discord.parts import Parts

Json = dict[str, Any]
_LARGEST = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart request, with the number in its name "files[n]"."""

    number: int
    name: str
    type: str
    data: bytes = field(repr=False)


@dataclass(slots=True, eq=False)
class Call:
    """A request with the parts of the double that answer it."""

    parts: "Parts"
    names: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    uploads: Mapping[int, Upload] = field(default_factory=dict)

    @property
    def bot(self) -> User:
        """Who asks."""
        return self.parts.world.bot

    def id(self, name: str) -> int:
        """Return an id in the path; raise `Refused` where it is none."""
        return snowflake(self.names[name], path=f"{name}_id")

    def json(self) -> Json:
        """Return the body as an object; raise `Refused` where it is none."""
        if not isinstance(self.body, dict):
            raise Refused(400, 50109, "The request body contains invalid JSON.")
        return self.body

    def limit(self, *, usual: int, most: int) -> int:
        """Return how many things are wanted; raise `Refused` when that is too many."""
        raw = self.query.get("limit", usual)
        if not str(raw).isdecimal() or not 1 <= int(raw) <= most:
            problem = ("NUMBER_TYPE_MAX", f"int value should be between 1 and {most}.")
            raise invalid_form({"limit": problem})
        return int(raw)

    def channel(self, *needed: Permission) -> Channel:
        """Return the channel of the path; raise `Refused` if the bot lacks what is needed."""
        channel = self.parts.world.channel(self.id("channel"))
        self.require(channel, *needed)
        return channel

    def require(self, channel: Channel, *needed: Permission) -> None:
        """Raise `Refused` if the bot does not see a channel or lacks what is needed there."""
        granted = in_channel(channel, self.bot)
        if channel.guild is None and self.bot not in channel.recipients:
            raise missing_access()
        if Permission.VIEW_CHANNEL not in granted:
            raise missing_access()
        for permission in needed:
            if permission not in granted:
                raise missing_permissions()

    def guild(self) -> Guild:
        """Return the server of the path; raise `Refused` if the bot is not in it."""
        return self.parts.world.guild(self.id("guild"))

    def user(self, name: str = "user") -> User:
        """Return the user of the path, "@me" being the bot."""
        return self.bot if self.names[name] == "@me" else self.parts.world.user(self.id(name))

    def message(self, channel: Channel) -> Message:
        """Return the message of the path; raise `Refused` where it is not there."""
        found = channel.get(self.id("message"))
        if found is None or found.only_for is not None:
            raise unknown("message")
        return found

    def written(self, message: Message) -> Json:
        """Return a message as the bot may see it."""
        world = self.parts.world
        hidden = Intent.CONTENT not in world.application.privileged
        return world.writer.write(message, blank=hidden and world.writer.blanked(message))

    def pinned(self, message: Message) -> Json:
        """Return a message as the list of pins has it."""
        return {"pinned_at": stamp(message.pinned_at), "message": self.written(message)}


async def read(request: web.BaseRequest, call: Call) -> None:
    """Read the body of a request, JSON or multipart, into a call; raise `Refused`."""
    if (request.content_length or 0) > _LARGEST:
        raise too_large()
    if request.content_type == "multipart/form-data":
        await _read_form(request, call)
    else:
        call.body = _json(await request.content.read())


async def _read_form(request: web.BaseRequest, call: Call) -> None:
    uploads: dict[int, Upload] = {}
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        name = part.name or ""
        data = bytes(await part.read())
        size += len(data)
        if size > _LARGEST:
            raise too_large()
        if name == "payload_json":
            call.body = _json(data)
        elif name.startswith("files["):
            number = int(name.removeprefix("files[").removesuffix("]"))
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads[number] = Upload(number, part.filename or "unknown", kind, data)
    call.uploads = uploads


def _json(raw: bytes) -> Any:
    try:
        return decode(raw) if raw else None
    except (DecodeError, UnicodeDecodeError):
        raise Refused(400, 50109, "The request body contains invalid JSON.") from None


def snowflake(raw: Any, *, path: str) -> int:
    """Return an id; raise `Refused` where it is none."""
    if not str(raw).isdecimal():
        problem = ("NUMBER_TYPE_COERCE", f'Value "{raw}" is not snowflake.')
        raise invalid_form({path: problem})
    return int(raw)
