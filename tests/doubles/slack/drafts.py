"""What is going to be said."""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.slack.files import StoredFile
from tests.doubles.slack.messages import Version

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A message before it is posted."""

    text: str = ""
    blocks: tuple[Json, ...] = ()
    attachments: tuple[Json, ...] = ()
    files: tuple[StoredFile, ...] = ()
    thread_ts: str | None = None
    broadcast: bool = False
    subtype: str | None = None
    metadata: Json | None = None
    guise: Json = field(default_factory=dict)
    unfurls: bool = True
    client_msg_id: str | None = None
    # How a stream begins.
    markdown: str | None = None
    # Seconds since it was said, for a past that was there before the test.
    ago: float = 0

    def version(self) -> Version:
        """Return what the message shows from now on."""
        now = time.monotonic()
        return Version(now, self.text, self.blocks, self.attachments, self.files, self.markdown)
