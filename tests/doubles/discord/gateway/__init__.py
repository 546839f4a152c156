"""The gateway: https://docs.discord.com/developers/events/gateway."""

from tests.doubles.discord.gateway.gateway import Gateway
from tests.doubles.discord.gateway.session import Session

__all__ = ["Gateway", "Session"]
