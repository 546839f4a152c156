"""What people do to the application, and what became of it.

https://docs.discord.com/developers/interactions/receiving-and-responding
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.doubles.discord.errors import Refused, unknown
from tests.doubles.discord.kinds import CallbackKind, Context, InteractionKind

if TYPE_CHECKING:
    from tests.doubles.changes import Changes
    from tests.doubles.discord.channels import Channel
    from tests.doubles.discord.messages import Message
    from tests.doubles.discord.rules import Rules
    from tests.doubles.discord.users import User

Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class Interaction:
    """One thing that a person did.

    `owners` says by which installation it is possible: {"0": server} or {"1": person}. `source` is
    the message whose button or menu it was. What came back is in `acknowledged_at` (on the clock of
    `time.monotonic`), `callback`, `original`, `followups`, `modal` and `choices`.
    """

    id: int
    kind: InteractionKind
    person: "User"
    channel: "Channel"
    context: Context
    owners: dict[str, str]
    data: Json
    changes: "Changes"
    source: "Message | None" = None
    # Of a modal: what it was opened by.
    trigger: "Interaction | None" = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    at: float = field(default_factory=time.monotonic)
    callback: CallbackKind | None = None
    acknowledged_at: float | None = None
    original: "Message | None" = None
    followups: list["Message"] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] | None = None

    @property
    def name(self) -> str:
        """The name of the command or the custom id."""
        return str(self.data.get("name") or self.data.get("custom_id"))

    @property
    def messages(self) -> list["Message"]:
        """What came back, the first answer and what followed."""
        first = [] if self.original is None or self.original is self.source else [self.original]
        return [message for message in [*first, *self.followups] if message.is_there]

    @property
    def only_installed_by_person(self) -> bool:
        """Whether it is in a server without the bot, only by the person's own installation."""
        return self.channel.guild is not None and "0" not in self.owners

    async def acknowledged(self, *, seconds: float = 5) -> float:
        """Wait for any answer; return how many seconds it took."""
        await self._until(lambda: self.acknowledged_at is not None, seconds)
        return (self.acknowledged_at or 0) - self.at

    async def answered(self, *, seconds: float = 60) -> "Message":
        """Wait for the first message that says something, and return it."""

        def said() -> list["Message"]:
            return [message for message in self.messages if not message.is_loading]

        await self._until(lambda: bool(said()), seconds)
        return said()[0]

    async def _until(self, true: Any, seconds: float) -> None:
        await self.changes.until(true, seconds=seconds, standing=self)

    def __repr__(self) -> str:
        return f"<{self.kind.name} {self.name} of {self.person.name}: {self.callback}>"


class Interactions:
    """All interactions, by their token."""

    def __init__(self, rules: "Rules") -> None:
        self.all: list[Interaction] = []
        self._rules = rules
        self._by_token: dict[str, Interaction] = {}

    def add(self, interaction: Interaction) -> None:
        """Add one."""
        self.all.append(interaction)
        self._by_token[interaction.token] = interaction

    @property
    def failed(self) -> list[Interaction]:
        """Those of which the person is told that the application did not respond."""
        late = time.monotonic() - self._rules.acknowledge_within
        return [each for each in self.all if each.acknowledged_at is None and each.at < late]

    def to_acknowledge(self, interaction_id: int, token: str) -> Interaction:
        """Return one that waits for its first answer; raise `Refused` where it does not."""
        found = self._by_token.get(token)
        if found is None or found.id != interaction_id:
            raise unknown("interaction")
        if found.acknowledged_at is not None:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        if time.monotonic() - found.at > self._rules.acknowledge_within:
            raise unknown("interaction")
        return found

    def acknowledged(self, token: str) -> Interaction:
        """Return one that has been answered and can be added to; raise `Refused` otherwise."""
        found = self._by_token.get(token)
        if found is None:
            raise unknown("webhook")
        if time.monotonic() - found.at > self._rules.token_lasts:
            raise Refused(401, 50027, "Invalid Webhook Token")
        if found.acknowledged_at is None:
            raise unknown("webhook")
        return found
