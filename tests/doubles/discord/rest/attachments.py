"""Fresh addresses of files: undocumented, and called by Discord's own clients and by bots."""

from tests.doubles.discord.errors import invalid_form
from tests.doubles.discord.rest.call import Call, Json
from tests.doubles.discord.rest.router import Routes

_MOST = 50


async def refresh(call: Call) -> Json:
    """Give each address with the one that is good now."""
    urls = (call.body or {}).get("attachment_urls")
    if not isinstance(urls, list) or not 1 <= len(urls) <= _MOST:
        said = f"Must be between 1 and {_MOST} in length."
        raise invalid_form({"attachment_urls": ("BASE_TYPE_BAD_LENGTH", said)})
    cdn = call.parts.cdn
    return {"refreshed_urls": [{"original": url, "refreshed": cdn.renewed(url)} for url in urls]}


ROUTES: Routes = {"POST /attachments/refresh-urls": refresh}
