"""The pages that people see in a browser while they install the app."""

from collections.abc import Mapping
from html import escape

HEADERS: Mapping[str, str] = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What goes with each of them."""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto;
  padding: 0 1rem; }}
a.button {{ display: inline-block; padding: .6rem 1.2rem; border-radius: .4rem;
  background: #2c3e50; color: #fff; text-decoration: none; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{text}</p>
{below}
</body>
</html>
"""

_AGAIN = "Nothing was installed. Begin once more."
_REASONS: Mapping[str, tuple[str, str]] = {
    "access_denied": (
        "Not installed",
        "You did not allow it, so nothing was installed and nothing is kept.",
    ),
    "invalid_browser": (
        "This page does not know you",
        f"The installation was begun in another browser, or cookies are not allowed. {_AGAIN}",
    ),
    "invalid_state": (
        "This took too long",
        f"An installation can be finished once, and within ten minutes. {_AGAIN}",
    ),
    "invalid_code": ("Slack did not accept that", f"The code that came back is no good. {_AGAIN}"),
    "missing_code": ("Something is missing", f"Slack sent you back without a code. {_AGAIN}"),
    "storage_error": (
        "It could not be kept",
        "Slack allows the app, but the bot cannot write to its database. Try again in a moment.",
    ),
    "unreachable": (
        "Slack does not answer",
        f"The bot could not reach Slack just now. {_AGAIN}",
    ),
    "busy": (
        "Too much is going on",
        "Too many installations are under way. Try again in ten minutes.",
    ),
}


def install(address: str) -> str:
    """The page with the way to Slack, where somebody says yes."""
    text = (
        "Causerie answers in channels, threads and direct messages. Slack will show you what it "
        "may do in your workspace, and you decide."
    )
    return _page("Add Causerie to Slack", text, _button(address, "Add to Slack"))


def done(workspace: str, address: str) -> str:
    """The page after all has gone well; `address` leads into Slack."""
    text = (
        f"Causerie is now in {workspace or 'your workspace'}. Write to it in the section Apps, or "
        "call it in a channel with @Causerie."
    )
    return _page("Causerie is installed", text, _button(address, "Open Slack"))


def failed(reason: str, address: str) -> str:
    """The page after something went wrong; `address` is where one begins again."""
    usual = ("It did not work", f"Slack says: {reason[:80]}. {_AGAIN}")
    title, text = _REASONS.get(reason, usual)
    return _page(title, text, _button(address, "Begin again"))


def _page(title: str, text: str, below: str) -> str:
    return _PAGE.format(title=escape(title), text=escape(text), below=below)


def _button(address: str, label: str) -> str:
    return f'<p><a class="button" href="{escape(address)}">{escape(label)}</a></p>'
