"""What a handler may return when a body with status 200 is not it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """A status with a body."""

    status: int
    body: Any
