"""Files that people and bots send.

https://docs.slack.dev/reference/objects/file-object
"""

import io
import mimetypes
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

if TYPE_CHECKING:
    from tests.doubles.slack.channels import Channel
    from tests.doubles.slack.users import User

# Where Slack's name for a type is not the ending of the file.
_TYPES = {"txt": "text", "md": "markdown", "py": "python", "jpeg": "jpg", "js": "javascript"}


@dataclass(frozen=True, slots=True)
class File:
    """A file that a person sends.

    `pretended_size` (bytes) is what Slack says of it instead of the truth. With `hidden` nothing
    is told of it but that files.info has to be asked, as it is with files of other organizations.
    With `voice_seconds` it is a clip that was spoken, so long.
    """

    name: str
    data: bytes = field(default=b"", repr=False)
    type: str | None = None
    title: str | None = None
    pretended_size: int | None = None
    hidden: bool = False
    voice_seconds: float | None = None


@dataclass(slots=True, eq=False)
class StoredFile:
    """A file that Slack keeps, and the channels in which it was shared (id -> timestamps)."""

    id: str
    name: str
    title: str
    data: bytes = field(repr=False)
    mimetype: str
    user: "User"
    created: float
    pretended_size: int | None = None
    hidden: bool = False
    voice_seconds: float | None = None
    alt: str | None = None
    deleted: bool = False
    shared: "dict[Channel, list[str]]" = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many bytes it says it has."""
        return len(self.data) if self.pretended_size is None else self.pretended_size

    @property
    def filetype(self) -> str:
        """Slack's name for its type, such as "pdf"."""
        ending = PurePath(self.name).suffix.removeprefix(".").lower()
        return _TYPES.get(ending, ending or "binary")

    @property
    def dimensions(self) -> tuple[int, int] | None:
        """Width and height of an image."""
        if not self.mimetype.startswith("image/"):
            return None
        try:
            with Image.open(io.BytesIO(self.data)) as picture:
                return picture.size
        except (UnidentifiedImageError, OSError):
            return None


def type_of(name: str) -> str:
    """Return the media type that a name suggests."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
