"""The envelope of an event: https://docs.slack.dev/apis/events-api/#event-type-structure."""

import time
from typing import Any

from tests.doubles.slack.events import Event
from tests.doubles.slack.world import World

Json = dict[str, Any]
VERIFICATION = "double-verification-token"


def event_callback(world: World, event: Event) -> Json:
    """Return the payload with which an event is told."""
    workspace = event.workspace
    installation = world.installation(workspace)
    everywhere = installation is not None and installation.enterprise is not None
    payload: Json = {
        "token": VERIFICATION,
        "team_id": workspace.id,
        "context_team_id": workspace.id,
        "context_enterprise_id": workspace.enterprise_id,
        "api_app_id": world.app.id,
        "event": event.data,
        "type": "event_callback",
        "event_id": world.ids.new("Ev"),
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": workspace.enterprise_id,
                "team_id": None if everywhere else workspace.id,
                "user_id": installation.bot.id if installation else None,
                "is_bot": True,
                "is_enterprise_install": everywhere,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{workspace.id}-{world.app.id}-{event.data['type']}",
    }
    if workspace.enterprise_id is not None:
        payload["enterprise_id"] = workspace.enterprise_id
    return payload
