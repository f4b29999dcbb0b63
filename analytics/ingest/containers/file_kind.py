"""Recognition of a file's kind and text encoding from its content, never from its name."""

from __future__ import annotations

import codecs
import re
import zipfile
from pathlib import Path

from analytics.ingest.base.errors import EXPECTED, ImportRejected
from analytics.ingest.base.limits import MAX_FILE_BYTES
from analytics.ingest.containers import encodings

_AS_TABLE = "Save it as CSV or Excel (xlsx)."
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
    (b"SQLite format 3", "a database"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[\[{\]])')
_PAGE = re.compile(rb"\s*<(?:!doctype|html|head|body|table|meta|\?xml)", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEQUENCE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")  # what UTF-8 makes of a letter beyond ASCII
_HIGH = bytes(range(0x80, 0x100))
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")  # a word with a letter beyond ASCII
_BLOCK = 1 << 20  # bytes read at a time


def kind_of(path: Path) -> str:
    """Return the kind of a file: workbook (xlsx, xlsb, ods), old_workbook (xls), zip, parquet, json, text.

    Raises
    ------
    ImportRejected
        For anything that cannot hold a table, with what it is.
    """
    size = path.stat().st_size
    if size == 0:
        raise ImportRejected(f"The file is empty. {EXPECTED}")
    if size > MAX_FILE_BYTES:
        raise ImportRejected(
            f"The file is larger than {MAX_FILE_BYTES // 2**20} MB. Split it by year and import the parts."
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed_kind(path)
    if head.startswith(_OLE):
        return "old_workbook"
    if head.startswith(b"PAR1"):
        return "parquet"
    for start, name in _MAGIC:
        if head.startswith(start) and (len(start) > 2 or b"\x00" in head):
            raise ImportRejected(f"The file is {name}, not a table. {EXPECTED} {_AS_TABLE}")
    readable = head.removeprefix(codecs.BOM_UTF8)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        readable = head[2:].replace(b"\x00", b"")
    if _PAGE.match(readable):
        raise ImportRejected(
            "The file is a web page or XML, whatever its name says. Open it in a spreadsheet program and save it"
            " as Excel (xlsx) or CSV."
        )
    return "json" if _JSON.match(readable) else "text"


def _packed_kind(path: Path) -> str:
    """Return `workbook` or `zip` for a zip archive; raise ImportRejected for a document or damaged file.

    Raises ImportRejected for a document.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise ImportRejected("The file is a damaged packed file. Export it again.") from error
    if {"xl/workbook.xml", "xl/workbook.bin"} & names or mimetype.endswith(b"opendocument.spreadsheet"):
        return "workbook"
    if mimetype.startswith(b"application/vnd.oasis") or any(n.startswith(("word/", "ppt/")) for n in names):
        raise ImportRejected(f"The file is a document or a presentation, not a table. {EXPECTED}")
    return "zip"


def encoding_of(path: Path) -> str:
    """Return the name of the most likely text encoding of a file."""
    return encodings_of(path)[0]


def encodings_of(path: Path) -> tuple[str, ...]:
    """Return the plausible text encodings of a file, the most plausible first.

    Raises
    ------
    ImportRejected
        For bytes that are no text and for a file that mixes two encodings.

    Notes
    -----
    In order: a byte-order mark; zero bytes at every other place (UTF-16 without a mark); strict UTF-8; then the one-
    byte encoding under which the letters stand in words.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            if not decodes(path, encoding):
                raise ImportRejected(
                    f"The file says it is {encoding[:6].upper().rstrip('-')} text but has bytes that are not."
                    " Export it again as CSV UTF-8."
                )
            return (encoding,)
    wide = _utf16_without_mark(head)
    if wide and decodes(path, wide):
        return (wide,)
    if head.count(b"\x00") > max(1, len(head) // 100) or _zeros(path) > 1000:
        raise ImportRejected(f"The file is not text: it holds binary data. {EXPECTED} {_AS_TABLE}")
    if decodes(path, "utf-8"):
        return ("utf-8",)
    strange = sum(head.count(bytes([code])) for code in (*range(1, 9), *range(14, 32), 127))
    if strange > len(head) // 50:
        raise ImportRejected(
            f"The file is not text that can be read. {EXPECTED} Save it as CSV UTF-8 or Excel (xlsx)."
        )
    return _one_byte_encoding(path)


def _utf16_without_mark(head: bytes) -> str | None:
    """Return the UTF-16 byte order that a file's first bytes suggest; None for other text.

    Text in any European language has a zero byte in nearly every pair.
    """
    pairs = len(head) // 2
    first, second = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if pairs < 4:
        return None
    if second > pairs * 0.6 and first < pairs * 0.02:
        return "utf-16-le"
    return "utf-16-be" if first > pairs * 0.6 and second < pairs * 0.02 else None


def _zeros(path: Path) -> int:
    """Return the number of zero bytes in a file."""
    with path.open("rb") as file:
        return sum(block.count(b"\x00") for block in iter(lambda: file.read(_BLOCK), b""))


def _one_byte_encoding(path: Path) -> tuple[str, ...]:
    """Return the plausible one-byte encodings of a non-UTF-8 file, the most plausible first."""
    words: set[bytes] = set()
    sequences, other, line, first, ends, carriages = 0, 0, 0, 0, 0, 0
    with path.open("rb") as file:
        for number, text in enumerate(file, 1):
            ends += text.endswith(b"\n")
            if text.isascii():
                continue
            carriages = carriages or text.count(b"\r")
            high = len(text) - len(text.translate(None, _HIGH))
            utf8 = sum(len(found) for found in _SEQUENCE.findall(text))
            sequences, other = sequences + utf8, other + high - utf8
            if high > utf8 and not first:
                first = number
            line = number if utf8 and not line else line
            if len(words) < encodings.MOST:
                words.update(_WORD.findall(text))
    if sequences > other:
        raise ImportRejected(
            f"The file mixes two encodings: most of it is UTF-8, but line {first} has letters that are not."
            " Export it again as CSV UTF-8."
        )
    found = [e for e in encodings.ranked(words, old_mac=not ends and carriages > 0) if decodes(path, e)]
    if not found:
        raise ImportRejected(
            f"The file is not text that can be read. {EXPECTED} Save it as CSV UTF-8 or Excel (xlsx)."
        )
    return tuple(found)


def without_inner_marks(path: Path, encoding: str, scratch: Path) -> Path:
    """Return the path of the file, or of a copy without byte-order marks inside the text.

    Such marks occur in files that were concatenated from several files.
    """
    mark = codecs.BOM_UTF8
    if encoding not in ("utf-8", "utf-8-sig"):
        return path
    with path.open("rb") as file:
        kept, found = file.read(3), False
        while not found and (block := file.read(_BLOCK)):
            found = mark in kept[-2:] + block if kept != mark else mark in block
            kept = block
    if not found:
        return path
    target = scratch / f"{path.name}-joined"
    with path.open("rb") as file, target.open("wb") as out:
        for line in file:
            out.write(line.replace(mark, b""))
    return target


def decodes(path: Path, encoding: str) -> bool:
    """Return whether all bytes of a file are valid in an encoding."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True
