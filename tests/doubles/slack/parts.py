"""The parts of the double that answer requests."""

from dataclasses import dataclass

from tests.doubles.slack.agents import Agents
from tests.doubles.slack.deliveries import Deliveries, Sockets
from tests.doubles.slack.hooks import Hooks
from tests.doubles.slack.installing import Installing
from tests.doubles.slack.rules import Rules
from tests.doubles.slack.storage import Storage
from tests.doubles.slack.talk import Talk
from tests.doubles.slack.views import Views
from tests.doubles.slack.world import World


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a method may need."""

    world: World
    talk: Talk
    agents: Agents
    deliveries: Deliveries
    sockets: Sockets
    storage: Storage
    views: Views
    hooks: Hooks
    installing: Installing
    rules: Rules
