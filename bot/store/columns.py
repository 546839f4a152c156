"""Kinds of columns that mean the same on every database: moments, words and JSON."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

JSON = None | bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"]
"""What JSON can say."""


class Utc(TypeDecorator[datetime]):
    """A moment: it goes in with any offset and comes out in UTC, where SQLite would drop it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Turn the moment to UTC; raises `ValueError` for one without an offset."""
        if value is None or value.tzinfo is UTC:
            return value
        if value.utcoffset() is None:
            raise ValueError("a moment without an offset from UTC cannot be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Put back the offset."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text as people and models write it, with what no database takes replaced by U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Replace the null character and halves of surrogate pairs; whole pairs are joined."""
        if value is None:
            return None
        if "\0" in value:
            value = value.replace("\0", "\ufffd")
        try:
            value.encode()
        except UnicodeEncodeError:
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return value


class Json(TypeDecorator[Any]):
    """A value as JSON in plain ASCII, so that every character survives; None stays null in SQL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: JSON, _dialect: Dialect) -> str | None:
        """Write the value."""
        return None if value is None else json.dumps(value, separators=(",", ":"))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        """Read the value."""
        return None if value is None else json.loads(value)
