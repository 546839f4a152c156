"""Webhooks of others, which speak under names of their own."""

from typing import TYPE_CHECKING

from tests.doubles.discord.channels import Channel
from tests.doubles.discord.drafts import Draft
from tests.doubles.discord.messages import Message
from tests.doubles.discord.talk import Origin
from tests.doubles.discord.users import User

if TYPE_CHECKING:
    from tests.doubles.discord.parts import Parts


class Webhook:
    """A webhook; it is a member of nothing and asks nobody."""

    def __init__(self, account: User, parts: "Parts") -> None:
        self.account = account
        self._parts = parts

    @property
    def id(self) -> int:
        """Its id."""
        return self.account.id

    async def says(self, channel: Channel, text: str) -> Message:
        """Say something."""
        origin = Origin(webhook_id=self.account.id)
        return self._parts.talk.post(channel, self.account, Draft(text), origin)
