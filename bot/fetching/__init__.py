"""The door to the web: an address of a stranger is fetched without reaching what is ours.

Only http and https; only addresses of the public internet, checked at the very socket, after DNS
and after every redirect; bounded in time, in bytes, and in bytes when unpacked. aiohttp is used in
this package only.
"""

from bot.fetching.web import Fetched, Web

__all__ = ["Fetched", "Web"]
