"""The form in which an admin says, in the app's home, which setting is to be changed."""

from collections.abc import Mapping

from adapters.slack.blocks import plain
from adapters.slack.forms import About
from adapters.slack.wire import Json
from bot.messages import OptionValue
from bot.settings import SETTINGS

CHOOSE = "causerie_choose"
"""What Slack calls it when it is sent off."""

_NAME = "name"
_LONGEST = 75


def setting_form(about: About) -> Json:
    """The form: all settings by topic. What is set there counts for the whole workspace."""
    return {
        "type": "modal",
        "callback_id": CHOOSE,
        "private_metadata": about.text(),
        "title": plain("Settings"),
        "submit": plain("Next"),
        "close": plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": _NAME,
                "label": plain("Which setting?"),
                "hint": plain(
                    "It will count for the whole workspace. For one channel, use /settings there."
                ),
                "element": {
                    "type": "static_select",
                    "action_id": _NAME,
                    "option_groups": [_group(topic) for topic in dict.fromkeys(_topics())],
                },
            }
        ],
    }


def chosen(view: Json) -> Mapping[str, OptionValue]:
    """Which setting was chosen, as options of the command."""
    field = view["state"]["values"].get(_NAME, {}).get(_NAME, {})
    return {"name": str((field.get("selected_option") or {}).get("value", "")), "server": True}


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
