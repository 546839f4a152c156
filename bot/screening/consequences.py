"""What a finding leads to for a message of a channel that was not for the bot."""

from enum import StrEnum


class Consequence(StrEnum):
    """What happens to such a message, mildest first; each includes those before it."""

    NOTE = "note"
    """It is shown to the moderators, and stays."""
    DELETE = "delete"
    TIMEOUT = "timeout"
    """Its author may not write for a while, either."""
