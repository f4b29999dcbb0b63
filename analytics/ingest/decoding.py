"""What kind of file this is and how its bytes become text."""

from __future__ import annotations

import codecs
from pathlib import Path

from analytics.ingest.limits import MAX_FILE_BYTES
from analytics.ingest.refusal import EXPECTED, Refused

_MAGIC = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"7z\xbc\xaf", "a packed file (7z)"),
    (b"Rar!", "a packed file (RAR)"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (xls or doc)"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_BLOCK = 1 << 20  # bytes read at a time


def kind_of(path: Path) -> str:
    """`zip` (a spreadsheet or another packed file) or `text`; Refused for anything that is neither.

    Judged by content, never by the file's name.
    """
    size = path.stat().st_size
    if size == 0:
        raise Refused(f"The file is empty. {EXPECTED}")
    if size > MAX_FILE_BYTES:
        raise Refused(
            f"The file is larger than {MAX_FILE_BYTES // 2**20} MB. Split it by year and import the parts."
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return "zip"
    for start, name in _MAGIC:
        if head.startswith(start) and (len(start) > 2 or b"\x00" in head):
            raise Refused(f"The file is {name}, not a table. {EXPECTED} Save it as CSV or Excel (xlsx).")
    return "text"


def encoding_of(path: Path) -> str:
    """The name of the text encoding, by evidence over the whole file.

    Byte-order mark first, then strict UTF-8, then Windows-1252; Refused for bytes that are no text.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        if head.startswith(codecs.BOM_UTF8):
            if not _decodes(path, "utf-8-sig"):
                raise Refused(
                    "The file says it is UTF-8 text but has bytes that are not. Export it again as CSV UTF-8."
                )
            return "utf-8-sig"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            if not _decodes(path, "utf-16"):
                raise Refused("The file says it is UTF-16 text but is damaged. Export it again as CSV UTF-8.")
            return "utf-16"
    zeros = head.count(b"\x00")
    if zeros > max(1, len(head) // 100):
        raise Refused(
            f"The file is not text: it holds binary data. {EXPECTED} Save it as CSV or Excel (xlsx)."
        )
    if _decodes(path, "utf-8"):
        return "utf-8"
    strange = sum(head.count(bytes([code])) for code in (*range(1, 9), *range(14, 32), 127))
    if strange > len(head) // 50 or not _decodes(path, "cp1252"):
        raise Refused(
            f"The file is not text that can be read. {EXPECTED} Save it as CSV UTF-8 or Excel (xlsx)."
        )
    return "cp1252"


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True
