"""The channels of Slack's workspaces, for the core to read and to post in."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Literal

from adapters.slack import history, reasons
from adapters.slack.convert import PLATFORM, ts_in
from adapters.slack.links import link, linked
from adapters.slack.reasons import refused
from adapters.slack.sayings import people_in, said
from adapters.slack.team import Team
from adapters.slack.wire import Json, PartlyRead, WireError
from bot.channels import Moment, Post, Said
from bot.commands import Kind
from bot.errors import PlatformError
from bot.messages import Choices, Person, Place

_GROUP, _PERSON = re.compile(r"S[A-Z0-9]{6,}"), re.compile(r"[UW][A-Z0-9]{2,}")

Find = Callable[[str], Awaitable[Team | None]]
"""Finds a workspace by its id."""


class SlackChannels:
    """See `bot.channels.Channels`; places of all workspaces, each read with its own token."""

    # https://docs.slack.dev/authentication/sign-in-with-slack: ids of people count in their team.
    people_of_servers: Literal[True] = True

    def __init__(self, find: Find) -> None:
        self._find = find
        # The addresses of the workspaces that were looked at.
        self._sites: dict[str, str] = {}

    async def history(
        self,
        place: Place,
        *,
        after: Moment | None = None,
        before: Moment | None = None,
        newest: int | None = None,
    ) -> AsyncIterator[Said]:
        """See `Channels.history`; what was said in the threads of a channel is part of it."""
        team = await self._team(place)
        partly: PartlyRead | None = None
        try:
            found = await history.heard_and_read(
                team.wire, team.transcript, place, after=after, before=before, newest=newest
            )
        except PartlyRead as error:
            found, partly = error.messages, error
        except WireError as error:
            raise refused(error) from error
        names = await team.people.names(who for event in found for who in people_in(event))
        for event in found:
            yield _said(team, place.channel, event, names)
        if partly is not None:
            raise refused(partly) from partly

    async def message(self, place: Place, message_id: str) -> Said | None:
        """See `Channels.message`."""
        team = await self._team(place)
        try:
            event = await history.one(team.wire, place.channel, ts_in(message_id))
        except WireError as error:
            raise refused(error) from error
        if event is None:
            return None
        return _said(team, place.channel, event, await team.people.names(people_in(event)))

    async def may_read(self, person: Person, place: Place) -> bool:
        """See `Channels.may_read`."""
        team = await self._team(place)
        return await team.readers.may_read(person.id, place.channel)

    async def is_private(self, place: Place) -> bool:
        """See `bot.moderation.native.TellsWhoReads`."""
        team = await self._team(place)
        try:
            found = await team.directory.info(place.channel)
        except WireError as error:
            raise refused(error) from error
        return any(found.get(kind) for kind in ("is_private", "is_im", "is_mpim"))

    async def place(self, near: Place, channel_id: str) -> Place | None:
        """See `Channels.place`; a name is looked for among the channels that the bot is in."""
        team = await self._team(near)
        wanted = channel_id.strip().removeprefix("<#").removesuffix(">").partition("|")[0]
        if _is_ts(wanted):
            root = await self.message(near, wanted)
            return None if root is None else Place(PLATFORM, near.server, near.channel, wanted)
        try:
            found = await team.directory.find(wanted)
        except WireError as error:
            raise refused(error) from error
        return None if found is None else Place(PLATFORM, near.server, found)

    async def name(self, place: Place) -> str:
        """See `Channels.name`; a direct conversation is called by the person."""
        team = await self._team(place)
        try:
            found = await team.directory.info(place.channel)
        except WireError as error:
            raise refused(error) from error
        if found.get("is_im"):
            return (await team.people.person(str(found["user"]))).name
        return str(found.get("name") or place.channel)

    async def called(self, near: Place, kind: Kind, given: str) -> str | None:
        """See `bot.channels.Directory`; groups of people count as roles, and are taken as given."""
        team = await self._team(near)
        match kind:
            case Kind.CHANNEL:
                try:
                    return await team.directory.called(given)
                except WireError as error:
                    raise refused(error) from error
            case Kind.ROLE:
                return given if _GROUP.fullmatch(given) else None
        name = (await team.people.person(given)).name if _PERSON.fullmatch(given) else given
        return name if name != given else None

    async def server_name(self, place: Place) -> str:
        """See `Channels.server_name`; of a workspace in an organization only the id is known."""
        team = await self._team(place)
        return team.me.name or place.server

    async def linked(self, near: Place, link: str) -> tuple[Place, str] | None:
        """See `Channels.linked`."""
        found = linked(link)
        if found is None:
            return None
        place = await self.place(near, found.channel)
        return (replace(place, thread=found.thread), found.ts) if place else None

    def link(self, place: Place, message_id: str) -> str:
        """See `Channels.link`."""
        site = self._sites.get(place.server, "")
        return link(
            site,
            team=place.server,
            channel=place.channel,
            ts=ts_in(message_id),
            thread=place.thread,
        )

    async def post(self, place: Place, post: Post) -> str:
        """See `Channels.post`."""
        team = await self._team(place)
        try:
            return await team.posting.post(place, post)
        except WireError as error:
            raise refused(error) from error

    async def edit(self, place: Place, message_id: str, post: Post) -> None:
        """See `Channels.edit`."""
        team = await self._team(place)
        try:
            await team.posting.edit(place, message_id, post)
        except WireError as error:
            raise refused(error) from error

    async def delete(self, place: Place, message_id: str) -> None:
        """See `Channels.delete`; Slack lets a bot delete only what it wrote."""
        team = await self._team(place)
        try:
            await team.posting.delete(place, message_id)
        except WireError as error:
            raise refused(error) from error

    async def tell(
        self, person_id: str, near: Place, text: str, *, choices: Choices | None = None
    ) -> bool:
        """See `Channels.tell`."""
        team = await self._team(near)
        return await team.posting.tell(person_id, near, text, choices=choices)

    async def time_out(
        self,
        place: Place,  # noqa: ARG002  # the port's
        person_id: str,  # noqa: ARG002  # the port's
        *,
        minutes: int,  # noqa: ARG002  # the port's
        reason: str,  # noqa: ARG002  # the port's
    ) -> None:
        """Raise `PlatformError`: Slack has no such thing."""
        raise PlatformError(reasons.NO_TIME_OUT)

    async def _team(self, place: Place) -> Team:
        team = await self._find(place.server)
        if team is None:
            raise PlatformError(reasons.NOT_HERE)
        self._sites[place.server] = team.me.site
        return team


def _said(team: Team, channel: str, event: Json, names: Mapping[str, str]) -> Said:
    reader = team.files.reader
    return said(event, me=team.me, channel=channel, names=names, reader=reader)


def _is_ts(text: str) -> bool:
    seconds, dot, rest = text.partition(".")
    return bool(dot) and seconds.isdecimal() and rest.isdecimal()
