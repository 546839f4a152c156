"""What happens in the world and is told to the app."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.workspaces import Workspace

_NAMES = {
    Kind.PUBLIC: "message.channels",
    Kind.PRIVATE: "message.groups",
    Kind.IM: "message.im",
    Kind.MPIM: "message.mpim",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `name` is how it is subscribed to, such as "message.channels"."""

    workspace: Workspace
    name: str
    data: dict[str, Any]


Listener = Callable[[Event], None]


def subscription(channel: Channel) -> str:
    """Return how messages of a channel are subscribed to."""
    return _NAMES[channel.kind]
