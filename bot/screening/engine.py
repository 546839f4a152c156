"""The door to RE2, which matches in time linear in the text, whatever the expression."""

from collections.abc import Iterator

import re2

from bot.errors import InputError


class Expression:
    """One compiled expression over UTF-8; positions are in bytes."""

    __slots__ = ("_compiled",)

    def __init__(self, source: str, *, megabytes: int, ignore_case: bool = False) -> None:
        """Compile; raises `InputError` with the reason when the source is no expression."""
        options = re2.Options()
        options.max_mem = megabytes << 20
        options.case_sensitive = not ignore_case
        options.log_errors = False
        try:
            self._compiled = re2.compile(source, options)
        except re2.error as error:
            reason = error.args[0] if error.args else ""
            if isinstance(reason, bytes):
                reason = reason.decode(errors="replace")
            raise InputError(str(reason)) from None
        except UnicodeEncodeError:
            raise InputError("half a character") from None
        # The library would keep what it compiles beyond the life of its owner.
        re2.purge()

    def found(self, data: bytes) -> bool:
        """Whether it matches anywhere."""
        return self._compiled.search(data) is not None

    def start(self, data: bytes) -> int | None:
        """Where the group begins that takes part in the first match."""
        match = self._compiled.search(data)
        if match is None:
            return None
        begins: list[int] = [match.start(group) for group in range(1, self._compiled.groups + 1)]
        return max(begins)

    def spans(self, data: bytes, group: int = 0) -> Iterator[tuple[int, int]]:
        """Where it matches, those that overlap included; one for each place where one begins."""
        match = self._compiled.search(data)
        while match is not None:
            yield match.span(group)
            if match.start() == len(data):
                return
            match = self._compiled.search(data, _next(data, match.start()))


def _next(data: bytes, place: int) -> int:
    """Where the next character begins."""
    place += 1
    while place < len(data) and data[place] & 0xC0 == 0x80:
        place += 1
    return place
