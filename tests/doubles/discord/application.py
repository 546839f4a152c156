"""The application that the bot belongs to, as set up in the developer portal."""

from dataclasses import dataclass
from typing import Any

from tests.doubles.discord.kinds import PRIVILEGED, Intent
from tests.doubles.discord.users import User
from tests.doubles.discord.wire import people

# https://docs.discord.com/developers/resources/application#application-object-application-flags
_LIMITED = {Intent.PRESENCES: 1 << 13, Intent.MEMBERS: 1 << 15, Intent.CONTENT: 1 << 19}


@dataclass(slots=True, eq=False)
class Application:
    """The application; `privileged` are the intents that are switched on for it."""

    id: int
    name: str
    owner: User
    privileged: Intent = PRIVILEGED
    is_public: bool = True

    @property
    def flags(self) -> int:
        """The flags, of which three say what is switched on."""
        return sum(flag for intent, flag in _LIMITED.items() if intent in self.privileged)

    def write(self) -> dict[str, Any]:
        """Return the application as JSON."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "description": "",
            "summary": "",
            "bot_public": self.is_public,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": self.flags,
            "owner": people.user(self.owner),
            "team": None,
            "interactions_endpoint_url": None,
            "redirect_uris": [],
            "approximate_guild_count": 1,
            "approximate_user_install_count": 0,
            "integration_types_config": {"0": {}, "1": {}},
        }
