"""The body of an answer, unpacked piece by piece and never to more than is wanted."""

import zlib

from bot.errors import InputError

_PACKED = "That page comes packed in a way that is not understood, so it cannot be read."
_STEP = 1 << 16


class TooMuch(Exception):
    """The body is larger than it may be; it never leaves this package."""


class Body:
    """Takes the bytes as they come, in the encoding that the answer names."""

    def __init__(self, encoding: str, most: int) -> None:
        names = [name.strip() for name in encoding.lower().split(",") if name.strip()]
        self._packed = names not in ([], ["identity"])
        if self._packed and names not in (["gzip"], ["x-gzip"], ["deflate"]):
            # More than one layer is a bomb and never a page.
            raise InputError(_PACKED)
        self._deflate = names == ["deflate"]
        self._unpacker = None if self._deflate else zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._most = most
        self._data = bytearray()

    def take(self, data: bytes) -> None:
        """Take more bytes; raises `TooMuch`, and `InputError` for nonsense."""
        if not self._packed:
            self._keep(data)
            return
        try:
            self._unpack(data)
        except zlib.error as error:
            raise InputError(_PACKED) from error

    def whole(self) -> bytes:
        """All that was taken."""
        return bytes(self._data)

    def _unpack(self, data: bytes) -> None:
        unpacker = self._unpacker = self._unpacker or _deflated(data)
        while data:
            self._keep(unpacker.decompress(data, _STEP))
            data = unpacker.unconsumed_tail
            if unpacker.eof:
                # What follows the end of the stream is thrown away, as browsers do.
                return

    def _keep(self, data: bytes) -> None:
        self._data += data
        if len(self._data) > self._most:
            raise TooMuch


def _deflated(data: bytes) -> "zlib._Decompress":
    """Some servers leave out the frame that the standard asks for."""
    framed = data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2], "big") % 31 == 0
    return zlib.decompressobj(zlib.MAX_WBITS if framed else -zlib.MAX_WBITS)
