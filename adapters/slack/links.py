"""The addresses that lead to messages."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

_PATH = re.compile(r"/archives/([A-Z0-9]+)/p(\d{10})(\d{6})")


@dataclass(frozen=True, slots=True)
class Linked:
    """The message that an address leads to; `thread` is where it answers, None where nowhere."""

    channel: str
    ts: str
    thread: str | None = None


def linked(address: str) -> Linked | None:
    """Read the address of a message, None where it is none.

    Any host will do: whether the workspace has such a channel tells more than its name.
    """
    parts = urlsplit(address.strip().strip("<>").partition("|")[0])
    query = parse_qs(parts.query)
    if found := _PATH.fullmatch(parts.path.rstrip("/")):
        return Linked(found[1], f"{found[2]}.{found[3]}", query.get("thread_ts", [None])[0])
    if parts.path == "/app_redirect" and "channel" in query and "message_ts" in query:
        return Linked(query["channel"][0], query["message_ts"][0])
    return None


def link(site: str, *, team: str, channel: str, ts: str, thread: str | None = None) -> str:
    """The address of a message; `site` is that of the workspace, "" where it is not known."""
    if not site:
        # Slack finds the way from here, for whoever is signed in.
        there = {"team": team, "channel": channel, "message_ts": ts}
        return f"https://slack.com/app_redirect?{urlencode(there)}"
    address = f"{site.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
    if thread is None or thread == ts:
        return address
    return f"{address}?{urlencode({'thread_ts': thread, 'cid': channel})}"
