"""What an examination finds: a line each, with what to do where it is not well."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `said` tells what to do where it is not ok."""

    state: Literal["ok", "warning", "failure"]
    about: str
    said: str

    def __str__(self) -> str:
        return f"{self.state:<8} {self.about}: {self.said}"
