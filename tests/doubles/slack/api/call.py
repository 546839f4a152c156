"""One call of a method, read: query, form and JSON together.

The Python SDK puts most arguments into the query, those of chat.* and views.* into JSON, and those
of oauth.v2.access into a form.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web
from msgspec import DecodeError
from msgspec.json import decode

from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.errors import Refused, missing
from tests.doubles.slack.messages import Message
from tests.doubles.slack.users import User
from tests.doubles.slack.workspaces import Installation

if TYPE_CHECKING:
    from tests.doubles.slack.parts import Parts

Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class Call:
    """A call with the parts of the double that answer it.

    `token` is what came with it, `basic` the name and password of HTTP's own way to sign in.
    """

    parts: "Parts"
    method: str
    args: Json
    token: str = ""
    basic: tuple[str, str] | None = None
    _installation: Installation | None = field(default=None)

    @property
    def installation(self) -> Installation:
        """The installation whose token came with the call."""
        if self._installation is None:
            raise Refused("not_authed")
        return self._installation

    @installation.setter
    def installation(self, found: Installation) -> None:
        self._installation = found

    @property
    def team(self) -> str | None:
        """The workspace whose limits hold for the call, if a bot calls."""
        return self._installation.workspace.id if self._installation else None

    @property
    def bot(self) -> User:
        """Who calls."""
        return self.installation.bot

    def text(self, name: str, usual: str = "") -> str:
        """Return an argument as text."""
        found = self.args.get(name)
        return usual if found is None else str(found)

    def need(self, name: str) -> str:
        """Return an argument as text; raise `Refused` where there is none."""
        found = self.text(name)
        if not found:
            raise missing(name)
        return found

    def flag(self, name: str, *, usual: bool = False) -> bool:
        """Return an argument as yes or no."""
        found = self.args.get(name)
        return usual if found is None else str(found).lower() in {"1", "true"}

    def json(self, name: str, kind: type = list, *, error: str = "invalid_arguments") -> Any:
        """Return an argument that is JSON, also when it travels as text; raise `Refused`."""
        found = self.args.get(name)
        if found is None or found == "":
            return None
        if isinstance(found, str):
            try:
                found = decode(found)
            except DecodeError:
                raise Refused(error) from None
        if not isinstance(found, kind):
            raise Refused(error)
        return found

    def limit(self, usual: int, most: int) -> int:
        """Return how many things are wanted; raise `Refused` where it is no number."""
        found = self.text("limit") or "0"
        if not found.lstrip("-").isdecimal() or int(found) < 0:
            raise Refused("invalid_limit")
        return min(int(found) or usual, most)

    def channel(self, name: str = "channel", *, member: bool = False) -> Channel:
        """Return the channel of an argument, as far as the bot may see it; raise `Refused`.

        With `member` the bot has to be in it.
        """
        channel = self.installation.channel(self.need(name))
        if channel is None or channel.deleted or not self.sees(channel):
            raise Refused("channel_not_found")
        if member and not channel.has(self.bot):
            raise Refused("not_in_channel")
        return channel

    def sees(self, channel: Channel) -> bool:
        """Return whether the bot may know of a channel."""
        return channel.kind is Kind.PUBLIC or channel.has(self.bot)

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """Return the message of an argument; raise `Refused` where it is not there."""
        found = channel.get(self.need(name))
        if found is None or found.only_for is not None:
            raise Refused("message_not_found")
        return found

    def user(self, name: str = "user") -> User:
        """Return the user of an argument; raise `Refused` where there is none."""
        return self.user_of(self.need(name))

    def user_of(self, user_id: str) -> User:
        """Return a user by the id; raise `Refused` where there is none."""
        found = self.installation.user(user_id)
        if found is None:
            raise Refused("user_not_found")
        return found

    def require(self, *scopes: str) -> None:
        """Raise `Refused` unless the token has one of the scopes."""
        provided = self.installation.scopes
        if scopes and not any(scope in provided for scope in scopes):
            raise Refused("missing_scope", needed=scopes[0], provided=",".join(provided))

    def require_for(self, channel: Channel, verb: str) -> None:
        """Raise `Refused` unless the token may read ("read", "history") this kind of channel."""
        self.require(f"{channel.kind.scope}:{verb}")


async def read(request: web.BaseRequest, parts: "Parts", method: str) -> Call:
    """Read a request into a call; raise `Refused` where Slack does."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= _decoded(await request.content.read())
    elif request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        args |= dict((await request.post()).items())
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ") if header.startswith("Bearer ") else args.get("token")
    args.pop("token", None)
    return Call(parts, method, args, str(token or ""), _basic(header))


def _basic(header: str) -> tuple[str, str] | None:
    if not header.startswith("Basic "):
        return None
    try:
        name, _, password = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    except ValueError:
        return None
    return name, password


def _decoded(raw: bytes) -> Json:
    if not raw:
        return {}
    try:
        found = decode(raw)
    except (DecodeError, UnicodeDecodeError):
        raise Refused("invalid_json") from None
    if not isinstance(found, dict):
        raise Refused("json_not_object")
    return found


def words(raw: str) -> Iterable[str]:
    """Go through the parts of a list such as "im,mpim"."""
    return (part.strip() for part in raw.split(",") if part.strip())
