"""How events, commands and interactions reach the app."""

from tests.doubles.slack.deliveries.http import Http
from tests.doubles.slack.deliveries.hub import Deliveries
from tests.doubles.slack.deliveries.sockets import Sockets

__all__ = ["Deliveries", "Http", "Sockets"]
