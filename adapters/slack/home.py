"""The app's home: what it can do, and what the person has used; and the prompts of its chat."""

import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime

from adapters.slack import words
from adapters.slack.blocks import plain, runs
from adapters.slack.convert import PLATFORM
from adapters.slack.harmless import escaped
from adapters.slack.tasks import Tasks
from adapters.slack.team import Team
from adapters.slack.wire import Json
from adapters.splitting import split
from bot.messages import Ended, Event, Message, Notice, Place, Text

_SECTION = 2_900
_MOST_SECTIONS = 40

log = logging.getLogger(__name__)


class Home:
    """Shows the home when somebody looks at it."""

    def __init__(self, team: Team, tasks: Tasks) -> None:
        self._team = team
        self._tasks = tasks

    def opened(self, event: Json) -> None:
        """Take in that somebody looks at the app."""
        if event.get("tab") == "messages":
            self._tasks.start(self._suggest(event), "suggesting prompts")
        else:
            self._tasks.start(self._show(event), "showing the home")

    async def _suggest(self, event: Json) -> None:
        # With a thread the call would do nothing, and say nothing of it.
        arguments = {
            "channel_id": event["channel"],
            "title": "You could ask",
            "prompts": [{"title": title, "message": text} for title, text in words.PROMPTS],
        }
        await self._team.wire.call("assistant.threads.setSuggestedPrompts", arguments)

    async def _show(self, event: Json) -> None:
        user = str(event["user"])
        person = await self._team.people.person(user, rights=True)
        help_ = await self._said(event, "help")
        team = self._team.me.team
        place = Place(PLATFORM, team, str(event.get("channel") or "home"))
        usage = await self._team.bot.usage(place, person)
        view = {
            "type": "home",
            "blocks": [
                _header("Causerie"),
                *_sections(help_),
                {"type": "divider"},
                _header("What you have used"),
                *_sections(usage),
                {"type": "divider"},
                _header("Your data"),
                *runs({"export": "Give me all of it", "forget": "Forget our conversation"}),
                *(_settings() if person.admin else []),
            ],
        }
        await self._team.wire.call("views.publish", {"user_id": user, "view": view})

    async def _said(self, event: Json, command: str) -> str:
        """What a command says, which then stands in the home."""
        person = await self._team.people.person(str(event["user"]), rights=True)
        now = datetime.now(UTC)
        team, channel = self._team.me.team, str(event.get("channel") or "home")
        message = Message(
            id=f"{team}-{channel}-home:{command}_{person.id}_{now.timestamp():.6f}",
            place=Place(PLATFORM, team, channel),
            person=person,
            text="",
            sent_at=now,
            command=command,
            direct=True,
        )
        return await _words(self._team.bot.handle(message))


async def _words(events: AsyncGenerator[Event, None]) -> str:
    parts: list[str] = []
    async with aclosing(events) as coming:
        async for event in coming:
            match event:
                case Text(text) | Notice(text):
                    parts.append(text)
                case Ended(text=text) if text:
                    parts.append(text)
    return "\n".join(parts)


def _settings() -> list[Json]:
    """What admins see besides."""
    changed = {"settings": "See or change a setting", "system": "The system prompt"}
    return [{"type": "divider"}, _header("This workspace"), *runs(changed)]


def _header(text: str) -> Json:
    return {"type": "header", "text": plain(text)}


def _sections(text: str) -> list[Json]:
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": _marked(part)}}
        for part in split(text, _SECTION)[:_MOST_SECTIONS]
    ]


def _marked(text: str) -> str:
    """Markdown of ours in the marks that Slack reads in a home."""
    return escaped(text).replace("**", "*").replace("\n- ", "\n• ")
