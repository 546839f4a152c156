"""The paths at which the bot listens, and the addresses that lead there."""

from urllib.parse import urlsplit, urlunsplit

PATH = "/slack/events"
"""Where Slack calls with HTTP."""

INSTALL_PATH, REDIRECT_PATH = "/slack/install", "/slack/oauth_redirect"
"""Where people begin to install the app, and where Slack sends them back to."""


def redirect(address: str) -> str:
    """The address to which Slack sends people back, given the one to which it sends events.

    What stands before the path of events there stands before this one too.
    """
    parts = urlsplit(address)
    before = parts.path.removesuffix(PATH) if parts.path.endswith(PATH) else ""
    return urlunsplit((parts.scheme, parts.netloc, f"{before}{REDIRECT_PATH}", "", ""))
