"""The text of PDF files."""

import io

import pypdf
from pypdf.errors import LimitReachedError, PyPdfError

from bot.documents.pieces import Bounds, Fault, Part, Parts, Unreadable

# A page that says more in one stream is a drawing, and would take minutes.
_MOST_OF_A_STREAM = 32_000_000


def read(data: bytes, bounds: Bounds) -> Parts:
    """Yield the pages that hold text; raises `Unreadable`."""
    most = min(_MOST_OF_A_STREAM, bounds.unpacked)
    pypdf.overwrite_configuration(
        zlib_maximum_output_length=most,
        lzw_maximum_output_length=most,
        run_length_maximum_output_length=most,
        array_based_stream_maximum_output_length=most,
        stream_decoding_work_maximum_length=bounds.unpacked,
        # Nobody but us reads the file: pictures are none of our business here.
        jbig2dec_binary=None,
    )
    document = _opened(data)
    failed = 0
    for number, page in enumerate(document.pages, start=1):
        try:
            text = page.extract_text().strip()
        except LimitReachedError as error:
            raise Unreadable(Fault.PACKED) from error
        # A page may be broken in any way; the others are still worth reading.
        except Exception:  # noqa: BLE001
            failed += 1
            continue
        yield Part(f"page {number}", text)
    if failed and failed == len(document.pages):
        raise Unreadable(Fault.DAMAGED)


def _opened(data: bytes) -> pypdf.PdfReader:
    try:
        document = pypdf.PdfReader(io.BytesIO(data))
        # Many documents are only kept from being printed, and open without a password.
        if document.is_encrypted and not document.decrypt(""):
            raise Unreadable(Fault.ENCRYPTED)
        len(document.pages)
    except LimitReachedError as error:
        raise Unreadable(Fault.PACKED) from error
    except PyPdfError as error:
        raise Unreadable(Fault.DAMAGED) from error
    return document
