"""Why something cannot be done in a channel, as a person reads it."""

from collections.abc import Mapping

from adapters.slack.wire import WireError
from bot.errors import PlatformError, RightMissing

_OUTSIDE = "I am not in that channel. Somebody who is can let me in with /invite."
_REASONS: Mapping[str, str] = {
    "not_in_channel": _OUTSIDE,
    "channel_not_found": _OUTSIDE,
    "is_archived": "That channel is archived, and nothing can be written there.",
    "restricted_action": "The admins of this workspace let only some people write there.",
    "message_not_found": "That message is not there any more.",
    "thread_not_found": "That thread is not there any more.",
    "cant_update_message": "Slack lets a bot change its own messages only.",
    "cant_delete_message": (
        "Slack lets a bot delete its own messages only. An admin of the workspace has to delete it."
    ),
    "missing_scope": (
        "The app lacks a right for that. An admin has to install it again, with what "
        "`causerie slack manifest` prints today."
    ),
    "ratelimited": "Slack lets the app do no more for now. Try again in a minute, or with less.",
    "partly_read": "Slack lets the app read no more for now. Try again in a minute, or with less.",
    "account_inactive": "The app is not installed in this workspace any more.",
    "token_revoked": "The app is not installed in this workspace any more.",
}

NO_TIME_OUT = (
    "Slack has no time-outs: no bot can keep a person from writing there. "
    "An admin of the workspace can remove them from the channel."
)
NOT_HERE = "The app is not installed in that workspace."


def refused(error: WireError) -> PlatformError:
    """Say why Slack did not do it."""
    usual = f"Slack did not do it ({error.code}). Try again in a moment."
    kind = RightMissing if error.code == "missing_scope" else PlatformError
    return kind(_REASONS.get(error.code, usual))
