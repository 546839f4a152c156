"""A platform whose channels are lists in memory; see `bot.channels.Channels`."""

from collections.abc import AsyncIterator
from datetime import datetime

from bot.channels import Moment, Post, Said
from bot.messages import Choices, Person, Place


class FakeChannels:
    """Channels by place. `closed` are places and the people who may not read them."""

    def __init__(self) -> None:
        self.said: dict[Place, list[Said]] = {}
        self.posts: dict[Place, dict[str, Post]] = {}
        self.deleted: list[tuple[Place, str]] = []
        self.told: list[tuple[str, str]] = []
        self.offered: list[Choices | None] = []
        self.timed_out: list[tuple[str, int, str]] = []
        self.closed: set[tuple[Place, str]] = set()
        self.names: dict[Place, str] = {}

    async def history(
        self,
        place: Place,
        *,
        after: Moment | None = None,
        before: Moment | None = None,
        newest: int | None = None,
    ) -> AsyncIterator[Said]:
        said = self.said.get(place, [])
        within = [one for one in said if self._lies(said, one, after=after, before=before)]
        for one in within[-newest:] if newest is not None else within:
            yield one

    async def message(self, place: Place, message_id: str) -> Said | None:
        return next((one for one in self.said.get(place, []) if one.id == message_id), None)

    async def may_read(self, person: Person, place: Place) -> bool:
        return (place, person.id) not in self.closed

    async def place(self, near: Place, channel_id: str) -> Place | None:
        found = Place(near.platform, near.server, channel_id)
        known = {*self.said, *self.posts, *self.names}
        return found if found in known else None

    async def name(self, place: Place) -> str:
        return self.names.get(place, place.thread or place.channel)

    async def linked(self, near: Place, link: str) -> tuple[Place, str] | None:
        begin, _, rest = link.partition("https://chat.example/")
        channel, _, message_id = rest.partition("/")
        place = await self.place(near, channel)
        return (place, message_id) if not begin and place and message_id else None

    async def server_name(self, place: Place) -> str:
        return f"server {place.server}"

    def link(self, place: Place, message_id: str) -> str:
        return f"https://chat.example/{place.channel}/{message_id}"

    async def post(self, place: Place, post: Post) -> str:
        posted = self.posts.setdefault(place, {})
        message_id = f"{place.channel}-post-{len(posted) + 1}"
        posted[message_id] = post
        return message_id

    async def edit(self, place: Place, message_id: str, post: Post) -> None:
        self.posts[place][message_id] = post

    async def delete(self, place: Place, message_id: str) -> None:
        self.deleted.append((place, message_id))
        self.posts.get(place, {}).pop(message_id, None)
        self.said[place] = [one for one in self.said.get(place, []) if one.id != message_id]

    async def tell(
        self, person_id: str, near: Place, text: str, *, choices: Choices | None = None
    ) -> bool:
        self.told.append((person_id, text))
        self.offered.append(choices)
        return True

    async def time_out(self, place: Place, person_id: str, *, minutes: int, reason: str) -> None:
        self.timed_out.append((person_id, minutes, reason))

    def _lies(
        self, said: list[Said], one: Said, *, after: Moment | None, before: Moment | None
    ) -> bool:
        position = said.index(one)
        return (after is None or position > _position(said, after, newest=True)) and (
            before is None or position < _position(said, before, newest=False)
        )


def _position(said: list[Said], moment: Moment, *, newest: bool) -> int:
    """Behind which message the moment lies, or before which."""
    if isinstance(moment, datetime):
        if newest:
            return max((n for n, one in enumerate(said) if one.at <= moment), default=-1)
        return min((n for n, one in enumerate(said) if one.at >= moment), default=len(said))
    return next((n for n, one in enumerate(said) if one.id == moment), -1)
