"""Per-server settings: each declared once; servers and channels store only what they override.

The value that counts is the channel's, else the server's, else the operator's (`defaults:` in
config.yaml), else the declaration's. To add a setting, add its field to `Values` and use it where
it matters: the check of config.yaml, the commands and the forms learn it from there.
"""

from bot.settings.declared import SETTINGS, Setting, setting
from bot.settings.forms import filled, form_of
from bot.settings.held import Change, Changed, Held, Origin, Overrides, Profile, Wanted
from bot.settings.kinds import Category, Scope, id_in
from bot.settings.resolution import Check, Settings, server_of
from bot.settings.typed import fitting, lines, parse, takes, write
from bot.settings.values import Values

__all__ = [
    "SETTINGS",
    "Category",
    "Change",
    "Changed",
    "Check",
    "Held",
    "Origin",
    "Overrides",
    "Profile",
    "Scope",
    "Setting",
    "Settings",
    "Values",
    "Wanted",
    "filled",
    "fitting",
    "form_of",
    "id_in",
    "lines",
    "parse",
    "server_of",
    "setting",
    "takes",
    "write",
]
