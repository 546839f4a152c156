"""Secrets: where they come from, and what gives a misplaced one away."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from pydantic import SecretStr

OPENAI_API_KEY = "OPENAI_API_KEY"
OPENAI_BASE_URL = "OPENAI_BASE_URL"
SECRET_NAMES = (
    OPENAI_API_KEY,
    "DISCORD_TOKEN",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "CAUSERIE_SLACK_CLIENT_ID",
    "CAUSERIE_SLACK_CLIENT_SECRET",
    "CAUSERIE_SLACK_KEYS",
)
"""The fixed names of secrets, in the environment or in .env."""

MASK = "•••"
"""What stands in the place of a secret."""

# Tokens of OpenAI, Slack and Discord, and whatever stands in a header or in an address.
_SHAPES = re.compile(
    r"""
      \bsk-[\w-]{8,}
    | \bxox[a-z]-[\w-]{6,} | \bxapp-[\w-]{6,}
    | \b[MNO][\w-]{22,28}\.[\w-]{6,7}\.[\w-]{27,}
    | (?<=Bearer\ )[\w.~+/=-]{6,} | (?<=Bot\ )[\w.-]{20,}
    | (?<=://)[^\s/:@]*:[^\s/@]+(?=@)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LOOKS_SECRET = re.compile(r"(api_?key|token|secret|password|passwd|credentials?)$")
_USABLE = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not be shown to anybody; None where it is not set.

    `others` are secrets under names of adapters that this project does not know.
    """

    openai_api_key: SecretStr | None = None
    discord_token: SecretStr | None = None
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    # Under the names that Slack's library looks for, it would change its ways by itself.
    causerie_slack_client_id: SecretStr | None = None
    causerie_slack_client_secret: SecretStr | None = None
    causerie_slack_keys: SecretStr | None = None
    others: Mapping[str, SecretStr] = field(default_factory=dict)

    def get(self, name: str) -> SecretStr | None:
        """Look up the secret with that name in the environment, such as `DISCORD_TOKEN`."""
        if name in SECRET_NAMES:
            found: SecretStr | None = getattr(self, name.lower())
            return found
        return self.others.get(name)

    def named(self, names: Iterable[str]) -> dict[str, SecretStr]:
        """Those of the names that are set."""
        return {name: secret for name in names if (secret := self.get(name)) is not None}

    def __iter__(self) -> Iterator[SecretStr]:
        """Every secret that is set."""
        yield from self.named(SECRET_NAMES).values()
        yield from self.others.values()


def masked(text: str) -> str:
    """Put a mark in the place of everything that has the shape of a secret."""
    return _SHAPES.sub(MASK, text)


def looks_secret(key: str) -> bool:
    """Whether a key sounds as if its value were a secret."""
    return _LOOKS_SECRET.search(key.lower().replace("-", "_")) is not None


def is_usable(value: str) -> bool:
    """Whether a secret can travel in an HTTP header: printable ASCII without spaces."""
    return _USABLE.fullmatch(value) is not None


def proper_name(path: Iterable[object]) -> str:
    """Guess the fixed name that a misplaced secret probably belongs under; "" when none is near."""
    said = "_".join(str(part) for part in path).upper().replace("MODELS", "OPENAI")
    return next(iter(get_close_matches(said, SECRET_NAMES, n=1, cutoff=0.5)), "")
