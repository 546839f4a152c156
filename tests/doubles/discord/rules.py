"""Numbers of Discord's that a test may want to change."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(slots=True)
class Rules:
    """Limits and times; seconds and bytes.

    A message older than `old_after` takes `old_edits` edits an hour, then a 429 with error 30046
    and `old_retry_after` (Discord publishes neither number). `unique_nonces_for` is how long
    `enforce_nonce` finds a twin.
    """

    file_size: int = 10 * MIB
    acknowledge_within: float = 3.0
    token_lasts: float = 900.0
    old_after: float = 3600.0
    old_edits: int = 5
    old_retry_after: float = 60.0
    unique_nonces_for: float = 300.0
    bulk_delete_within: float = 14 * 86400.0
    command_creates_a_day: int = 200
