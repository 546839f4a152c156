"""A stand-in for Slack that speaks its wire format on loopback.

async with SlackDouble() as slack:
    app = AsyncApp(client=AsyncWebClient(slack.bot_token, base_url=slack.api_url))
    await AsyncSocketModeHandler(app, slack.app_token).connect_async()
    general, alice = slack.channel("general"), slack.user("Alice")
    asked = await alice.says(general, "<@BOT> hello")
    await slack.until(lambda: general.thread(asked))
    assert general.thread(asked)[0].content == "Hello, Alice."
"""

from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.faults import Error, Limited, Lost, Page, Reset, Slow, Status
from tests.doubles.slack.files import File
from tests.doubles.slack.messages import Message
from tests.doubles.slack.people import Person
from tests.doubles.slack.server import SlackDouble
from tests.doubles.slack.stage import (
    APP_TOKEN,
    BOT_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    SIGNING_SECRET,
)
from tests.doubles.slack.users import User
from tests.doubles.slack.workspaces import Enterprise, Installation, Workspace

__all__ = [
    "APP_TOKEN",
    "BOT_TOKEN",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "SIGNING_SECRET",
    "Channel",
    "Enterprise",
    "Error",
    "File",
    "Installation",
    "Kind",
    "Limited",
    "Lost",
    "Message",
    "Page",
    "Person",
    "Reset",
    "SlackDouble",
    "Slow",
    "Status",
    "User",
    "Workspace",
]
