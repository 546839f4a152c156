"""What the app is sent when somebody does something.

https://docs.slack.dev/reference/interaction-payloads
"""

from typing import Any

from tests.doubles.slack.channels import Channel, Kind
from tests.doubles.slack.deliveries.envelopes import VERIFICATION
from tests.doubles.slack.messages import Message
from tests.doubles.slack.users import User
from tests.doubles.slack.world import World

Json = dict[str, Any]


class Payloads:
    """Writes payloads."""

    def __init__(self, world: World) -> None:
        self._world = world

    def interaction(self, kind: str, user: User) -> Json:
        """Return what all interactions have in common."""
        workspace = user.workspace
        enterprise = workspace.enterprise
        return {
            "type": kind,
            "user": {
                "id": user.id,
                "username": user.name,
                "name": user.name,
                "team_id": workspace.id,
            },
            "api_app_id": self._world.app.id,
            "token": VERIFICATION,
            "team": {"id": workspace.id, "domain": workspace.domain}
            | ({"enterprise_id": enterprise.id} if enterprise else {}),
            "enterprise": {"id": enterprise.id, "name": enterprise.name} if enterprise else None,
            "is_enterprise_install": self._everywhere(user),
        }

    def on_message(self, message: Message) -> Json:
        """Return how an interaction names the message it belongs to."""
        channel = message.channel
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.only_for is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        return {
            "container": container,
            "channel": place(channel),
            "message": self._world.writer.write(message),
        }

    def command(self, user: User, channel: Channel, command: str, text: str) -> Json:
        """Return the fields of a slash command."""
        workspace = user.workspace
        fields: Json = {
            "token": VERIFICATION,
            "team_id": workspace.id,
            "team_domain": workspace.domain,
            "channel_id": channel.id,
            "channel_name": place(channel)["name"],
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": self._world.app.id,
            "is_enterprise_install": "true" if self._everywhere(user) else "false",
        }
        if workspace.enterprise is not None:
            enterprise = workspace.enterprise
            fields |= {"enterprise_id": enterprise.id, "enterprise_name": enterprise.name}
        return fields

    def _everywhere(self, user: User) -> bool:
        installation = self._world.installation(user.workspace)
        return installation is not None and installation.enterprise is not None


def place(channel: Channel) -> Json:
    """Return how payloads name a channel."""
    names = {Kind.IM: "directmessage", Kind.PRIVATE: "privategroup"}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}
