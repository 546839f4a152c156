"""The moderation desk on Slack: what Slack lets a bot do, and what it says where it does not."""

from bot.core import Bot
from bot.messages import Person as Somebody
from bot.messages import Place
from tests.doubles.slack import Channel, Message, Person, SlackDouble

ADMIN = Somebody("1", "Dana", admin=True)


class Desk:
    """A private channel with an admin, and a member whose words are looked at."""

    def __init__(self, slack: SlackDouble, bot: Bot, general: Channel) -> None:
        self.slack = slack
        self.bot = bot
        self.general = general
        self.mod: Person = slack.user("Mod", admin=True)
        self.sam: Person = slack.user("Sam")
        self.channel = slack.channel("desk", self.mod, self.sam, private=True)
        self.place = Place("slack", slack.team, general.id)

    async def set(self, name: str, value: object) -> None:
        await self.bot._parts.settings.change(self.place, name, value, scope="server", person=ADMIN)

    async def items(self, count: int = 1) -> list[Message]:
        await self.slack.until(lambda: len(self._said()) >= count)
        return self._said()

    def _said(self) -> list[Message]:
        return [each for each in self.channel.messages if each.author.is_bot]
