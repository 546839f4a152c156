"""Counting tokens as OpenAI's models do, exact and without a connection.

The tables lie in the package bpe-openai; tiktoken reads them from a folder. Both libraries are used
in this package only. The embedded model and many compatible endpoints count a little differently:
what they report as used corrects the estimate.
"""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import tiktoken

from bot.tokens.seams import after, before, pieces
from bot.tokens.tables import TABLES, load

DEFAULT = "o200k_base"

# What the wire format adds: around each message, and once for the answer to come.
FRAME = 4
PRIMING = 3

_OFF_THE_LOOP = 50_000

_PATCH = 32
_MOST_PATCHES = 1_536


def encoding_for(model: str) -> str:
    """The encoding that `model` counts in; the newest one for a model nobody knows."""
    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:
        return DEFAULT
    return name if name in TABLES else DEFAULT


def image_tokens(width: int, height: int) -> int:
    """What an image of so many pixels costs, estimated as OpenAI documents it for small models.

    One token for each patch of 32 by 32 pixels begun, at most 1,536; larger images are scaled down.
    """
    return min(_MOST_PATCHES, -(-width // _PATCH) * -(-height // _PATCH))


def at_most(text: str) -> int:
    """A bound on the tokens of `text` that costs nothing to know: its bytes in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


class Tokens:
    """Counts and cuts text. An encoding that was not loaded is answered with the first one."""

    def __init__(self, encodings: Mapping[str, tiktoken.Encoding]) -> None:
        self._encodings = encodings
        self._first = next(iter(encodings.values()))

    @classmethod
    async def load(cls, cache: Path, encodings: Sequence[str] = (DEFAULT,)) -> "Tokens":
        """Load the tables in a thread; `cache` is the folder that keeps them unpacked.

        TIKTOKEN_CACHE_DIR names another folder. Raises `CauserieError` where a table is missing.
        """
        return cls(await asyncio.to_thread(load, cache, encodings))

    def count(self, text: str, encoding: str = DEFAULT) -> int:
        """Tokens in `text`; what looks like a special token is text too.

        It takes about 0.3 s for 10 MB: see `count_async` for text of any length.
        """
        table = self._encodings.get(encoding, self._first)
        return sum(len(table.encode_ordinary(piece)) for piece in pieces(text))

    async def count_async(self, text: str, encoding: str = DEFAULT) -> int:
        """`count`, in a thread where the text is long."""
        if len(text) < _OFF_THE_LOOP:
            return self.count(text, encoding)
        return await asyncio.to_thread(self.count, text, encoding)

    def cut(self, text: str, keep: int, encoding: str = DEFAULT) -> str:
        """`text` in at most `keep` tokens: both its ends, and between them how much is left out.

        No character is split, not even one that is put together of several. Where `keep` leaves no
        room for the mark, it is the beginning alone.
        """
        if at_most(text) <= keep:
            return text
        table = self._encodings.get(encoding, self._first)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        ids = [token for piece in pieces(text) for token in table.encode_ordinary(piece)]
        if len(ids) <= keep:
            return text
        room = keep - self.count(_mark(len(ids)), encoding)
        while room > 1:
            shown = _ends(table, text, ids, room)
            over = self.count(shown, encoding) - keep
            if over <= 0:
                return shown
            room -= over
        return self._beginning(table, text, ids, keep)

    async def cut_async(self, text: str, keep: int, encoding: str = DEFAULT) -> str:
        """`cut`, in a thread where the text is long."""
        if len(text) < _OFF_THE_LOOP:
            return self.cut(text, keep, encoding)
        return await asyncio.to_thread(self.cut, text, keep, encoding)

    def _beginning(self, table: tiktoken.Encoding, text: str, ids: Sequence[int], keep: int) -> str:
        for room in range(keep, 0, -1):
            shown = text[: before(text, len(_decoded(table, ids[:room])))]
            if len(table.encode_ordinary(shown)) <= keep:
                return shown
        return ""


def _ends(table: tiktoken.Encoding, text: str, ids: Sequence[int], room: int) -> str:
    tail = room // 2
    head = room - tail
    begin = before(text, len(_decoded(table, ids[:head])))
    end = after(text, len(text) - len(_decoded(table, ids[len(ids) - tail :])))
    return text[:begin] + _mark(len(ids) - room) + text[end:]


def _mark(count: int) -> str:
    return f"\n[… {count:,} tokens left out …]\n"


def _decoded(table: tiktoken.Encoding, ids: Sequence[int]) -> str:
    # Only the first or the last character can be incomplete, and that is the one left out.
    return table.decode_bytes(ids).decode("utf-8", "ignore")
