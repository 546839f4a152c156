"""A server's settings as YAML: written for people to read and keep, and read again."""

from collections.abc import Mapping

import yaml

from bot.config.document import parse
from bot.errors import InputError
from bot.settings import Profile

_LARGEST = 300_000
_MOST_CHANNELS = 500
_KEYS = ("of", "server", "channels")
_HEAD = (
    "# Settings of a server: what is set for the whole of it, and for single channels by their\n"
    "# ids. Everything else is as the operator chose it. of: says which server it was.\n"
)


def write(profile: Profile) -> str:
    """The profile as YAML."""
    tree = {
        **({"of": profile.of} if profile.of else {}),
        "server": dict(profile.server),
        "channels": {channel: dict(values) for channel, values in profile.channels.items()},
    }
    dumped: str = yaml.safe_dump(tree, allow_unicode=True, sort_keys=True, width=100)
    return _HEAD + dumped


def read(data: bytes) -> Profile:
    """Read what `write` wrote, or a person; raises `InputError` with the line of what is wrong."""
    if len(data) > _LARGEST:
        raise InputError(f"A file of settings has at most {_LARGEST:,} bytes.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("A file of settings is a text in UTF-8, and this is none.") from None
    layer, problems = parse(text, "the file")
    if problems:
        raise InputError("\n".join(map(str, problems[:5])))
    tree = layer.tree
    unknown = [key for key in tree if key not in _KEYS]
    if unknown:
        raise InputError(f"A file of settings has server: and channels:, and no {unknown[0]}:.")
    server, channels = tree.get("server") or {}, tree.get("channels") or {}
    if not isinstance(server, Mapping) or not isinstance(channels, Mapping):
        raise InputError("Under server: stand settings with values, under channels: ids of them.")
    if len(channels) > _MOST_CHANNELS:
        # Each is looked up at the platform.
        raise InputError(f"A file of settings has at most {_MOST_CHANNELS:,} channels.")
    for channel, values in channels.items():
        if not isinstance(values, Mapping):
            raise InputError(f"Under the channel {channel} stand settings with values.")
    return Profile(server, channels, of=str(tree.get("of") or ""))
