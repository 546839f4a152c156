"""The addresses that lead to messages."""

from urllib.parse import urlencode


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
