"""The app as set up at api.slack.com: what it is told of, and what people find of it.

https://docs.slack.dev/reference/app-manifest
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.customize",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "users:read",
)
EVENTS = frozenset(
    {
        "agent_session_stopped",
        "app_context_changed",
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "channel_archive",
        "channel_created",
        "channel_deleted",
        "channel_rename",
        "channel_unarchive",
        "file_shared",
        "group_archive",
        "group_deleted",
        "group_rename",
        "group_unarchive",
        "member_joined_channel",
        "member_left_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "message.mpim",
        "reaction_added",
        "reaction_removed",
        "team_access_revoked",
        "team_join",
        "tokens_revoked",
        "user_change",
    }
)

# Without one of these an installation is told nothing: https://docs.slack.dev/reference/events
NEEDED: Mapping[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "channel_archive": ("channels:read",),
    "channel_created": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "file_shared": ("files:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}


@dataclass(slots=True, eq=False)
class App:
    """The app. `commands` and `shortcuts` (callback ids) are those that exist, None for any.

    `home_tab`, `messages_tab` and `agent` are the features of the same names; without `agent`
    there are no sessions.
    """

    id: str
    name: str
    app_token: str
    signing_secret: str
    client_id: str
    client_secret: str
    events: frozenset[str] = EVENTS
    scopes: tuple[str, ...] = SCOPES
    commands: frozenset[str] | None = None
    shortcuts: frozenset[str] | None = None
    home_tab: bool = True
    messages_tab: bool = True
    agent: bool = True
    interactivity: bool = True
    rotates_tokens: bool = False

    def hears(self, event: str, scopes: Iterable[str]) -> bool:
        """Return whether an installation with these scopes is told of an event."""
        needed = NEEDED.get(event, ())
        return event in self.events and (not needed or any(each in scopes for each in needed))

    def set_up(self, manifest: Mapping[str, Any]) -> None:
        """Set the app up from a manifest, after which only what stands there exists."""
        settings: Mapping[str, Any] = manifest.get("settings") or {}
        features: Mapping[str, Any] = manifest.get("features") or {}
        home: Mapping[str, Any] = features.get("app_home") or {}
        told = settings.get("event_subscriptions") or {}
        scopes = (manifest.get("oauth_config") or {}).get("scopes") or {}
        self.name = (features.get("bot_user") or {}).get("display_name") or self.name
        self.events = frozenset(told.get("bot_events") or ())
        self.scopes = tuple(sorted(scopes.get("bot") or ()))
        self.commands = frozenset(each["command"] for each in features.get("slash_commands") or ())
        self.shortcuts = frozenset(each["callback_id"] for each in features.get("shortcuts") or ())
        self.home_tab = bool(home.get("home_tab_enabled"))
        self.messages_tab = bool(home.get("messages_tab_enabled")) and not home.get(
            "messages_tab_read_only_enabled", True
        )
        self.agent = "agent_view" in features
        self.interactivity = bool((settings.get("interactivity") or {}).get("is_enabled"))
        self.rotates_tokens = bool(settings.get("token_rotation_enabled"))
