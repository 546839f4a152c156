"""The form in which an admin says, in the app's home, which setting is to be changed."""

from collections.abc import Mapping

from adapters.slack.blocks import plain
from adapters.slack.forms import About
from adapters.slack.wire import Json
from bot.messages import OptionValue
from bot.settings import SETTINGS

CHOOSE = "causerie_choose"
"""What Slack calls it when a setting was picked."""

_HINT = "It will count for the whole workspace. For one channel, use `/settings` there."
_LONGEST = 75


def setting_form(about: About) -> Json:
    """The form: all settings by topic; the one that is picked takes its place."""
    select = {
        "type": "static_select",
        "action_id": CHOOSE,
        "placeholder": plain("Pick a setting"),
        "option_groups": [_group(topic) for topic in dict.fromkeys(_topics())],
    }
    return {
        "type": "modal",
        "callback_id": CHOOSE,
        "private_metadata": about.text(),
        "title": plain("Settings"),
        "close": plain("Cancel"),
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": _HINT}, "accessory": select}
        ],
    }


def chosen(action: Json) -> Mapping[str, OptionValue]:
    """Which setting was picked, as options of the command."""
    option = action.get("selected_option") or {}
    return {"name": str(option.get("value") or ""), "server": True}


def _topics() -> list[str]:
    return [declared.topic for declared in SETTINGS]


def _group(topic: str) -> Json:
    options = [
        {
            "text": plain(declared.name.replace("_", " ").capitalize()),
            "value": declared.name,
            "description": plain(_short(declared.description)),
        }
        for declared in SETTINGS
        if declared.topic == topic
    ]
    return {"label": plain(topic.capitalize()), "options": options}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
