"""Who speaks: names and rights of people as Slack tells them, remembered for a short while."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from adapters.slack.wire import Json, Wire, WireError
from bot.messages import Person

# Slack tells when somebody changes; this is for what it may have told while nobody listened.
_FRESH_SECONDS = 300.0
# Rights count at this moment: that of an admin is asked for anew before it is used.
_RIGHTS_SECONDS = 10.0
_KEPT = 5_000
# What says that Slack will tell nothing of somebody, however often it is asked.
_UNKNOWN = {"missing_scope", "user_not_found", "user_not_visible"}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Known:
    person: Person
    at: float


class People:
    """The members of a workspace, and whoever else writes there, by id."""

    def __init__(self, wire: Wire, team: str) -> None:
        self._wire = wire
        self._team = team
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asking: dict[str, asyncio.Task[Person]] = {}

    async def person(self, user_id: str, *, rights: bool = False) -> Person:
        """Who that is; with `rights` an admin's right is one of this moment.

        Somebody of whom Slack tells nothing has the id as the name, and no rights.
        """
        known = self._known.get(user_id)
        if known is not None:
            age = time.monotonic() - known.at
            # Whoever is no admin gains nothing from an old answer.
            if age < (_RIGHTS_SECONDS if rights and known.person.admin else _FRESH_SECONDS):
                return known.person
        asking = self._asking.get(user_id)
        if asking is None:
            asking = self._asking[user_id] = asyncio.create_task(self._ask(user_id))
            asking.add_done_callback(lambda _: self._asking.pop(user_id, None))
        return await asyncio.shield(asking)

    async def names(self, user_ids: Iterable[str]) -> dict[str, str]:
        """The names of people."""
        ids = list(dict.fromkeys(user_ids))
        people = await asyncio.gather(*(self.person(each) for each in ids))
        return {each: person.name for each, person in zip(ids, people, strict=True)}

    def changed(self, user: Json) -> None:
        """Take notice of what Slack tells of somebody who has changed."""
        if user.get("id") in self._known:
            self._remember(person_of(user, self._team))

    async def close(self) -> None:
        """Ask no more."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _ask(self, user_id: str) -> Person:
        try:
            answer = await self._wire.read(
                "users.info", patient=False, user=user_id, include_locale="true"
            )
        except WireError as error:
            log.info("Slack tells nothing of %s: %s", user_id, error)
            known = self._known.get(user_id)
            # An answer must not wait for a name, and nobody manages anything by an old right.
            person = replace(known.person, admin=False) if known else Person(user_id, user_id)
            return self._remember(person) if error.code in _UNKNOWN else person
        return self._remember(person_of(answer["user"], self._team))

    def _remember(self, person: Person) -> Person:
        self._known[person.id] = _Known(person, time.monotonic())
        self._known.move_to_end(person.id)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return person


def person_of(user: Json, team: str) -> Person:
    """A person as Slack describes them; a guest is one who may manage nothing.

    Who manages another workspace, and writes in a channel that both share, is a guest too.
    """
    profile = user.get("profile") or {}
    name = profile.get("display_name") or profile.get("real_name") or user.get("real_name")
    owns = user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner")
    return Person(
        id=user["id"],
        name=name or user.get("name") or user["id"],
        admin=bool(owns) and not user.get("deleted") and _belongs(user, team),
        bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        locale=user.get("locale"),
        picture=str(profile.get("image_192") or profile.get("image_72") or ""),
    )


def _belongs(user: Json, team: str) -> bool:
    """Whether somebody is of this workspace, and not only in a channel that it shares."""
    # In an organization the workspace that is named may be another one of theirs.
    teams = (user.get("enterprise_user") or {}).get("teams") or [user.get("team_id") or team]
    return not user.get("is_stranger") and team in teams
