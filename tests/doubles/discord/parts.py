"""The parts of the double that answer requests."""

from dataclasses import dataclass

from tests.doubles.discord.cdn import Cdn
from tests.doubles.discord.commands import Commands
from tests.doubles.discord.gateway import Gateway
from tests.doubles.discord.gestures import Gestures
from tests.doubles.discord.interactions import Interactions
from tests.doubles.discord.members import Members
from tests.doubles.discord.rules import Rules
from tests.doubles.discord.talk import Talk
from tests.doubles.discord.threads import Threads
from tests.doubles.discord.world import World


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a handler may need."""

    world: World
    talk: Talk
    gestures: Gestures
    threads: Threads
    members: Members
    gateway: Gateway
    cdn: Cdn
    rules: Rules
    commands: Commands
    interactions: Interactions
