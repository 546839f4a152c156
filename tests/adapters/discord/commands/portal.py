"""What somebody has set up otherwise in the developer portal."""

from typing import Any

from tests.doubles.discord import DiscordDouble
from tests.doubles.discord.application import Application


class Changed(Application):
    """The application, with other values for some of its fields."""

    changes: dict[str, Any]

    def write(self) -> dict[str, Any]:
        return Application.write(self) | self.changes


def set_up(double: DiscordDouble, **changes: Any) -> None:
    """Let the application have these values, in the words of the API."""
    old = double.world.application
    new = Changed(old.id, old.name, old.owner, old.privileged, old.is_public)
    new.changes = changes
    double.world.application = new
