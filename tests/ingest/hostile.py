"""Small malformed or hostile test files, each with the expected import result.

Outcomes, reasons and warnings are those of `analytics/ingest/rows/report.py`.
"""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from dataclasses import dataclass, field

import openpyxl

HEAD = "client_id,session_date,therapist,ors_total,srs_total\n"
KNOWN = HEAD + "K1,2025-03-04,T1,12.5,31\n"  # what the store holds before
GOOD = "001,2026-01-05,T1,20.1,38.0\n001,2026-01-12,T1,22.1,38.5\n002,2026-01-05,T2,30,40\n"  # lines 2 to 4
TABLE = HEAD + GOOD
ACCEPT, QUARANTINE, CHOICE, REJECT = "accept", "accept_with_quarantine", "needs_choice", "reject"


@dataclass(frozen=True)
class Case:
    """Test file with the expected import result.

    files: content of each; outcome: all outcomes that are right; quarantined, skipped: (line, reason) in order,
    None for any; warnings: the expected ones; accepted: number of rows, None for any; question: its key; answers:
    with which the file is then accepted; says: part of the message; cells: (line, reason) of cells left out of
    accepted rows, None for any.
    """

    files: tuple[bytes, ...]
    outcome: tuple[str, ...]
    quarantined: tuple[tuple[int, str], ...] | None = ()
    skipped: tuple[tuple[int, str], ...] | None = ()
    warnings: frozenset[str] | None = frozenset()
    accepted: int | None = None
    question: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    says: str = ""
    cells: tuple[tuple[int, str], ...] | None = None


def bad(*contents: str | bytes, says: str = "") -> Case:
    """Return a case whose delivery must be refused."""
    return Case(_bytes(contents), (REJECT,), says=says)


def good(*contents: str | bytes, accepted: int | None = None, warnings: str | None = "", **more) -> Case:
    """Return a case whose delivery must be accepted; `more` names the rows quarantined or skipped."""
    outcome = QUARANTINE if more.get("quarantined") or more.get("cells") else ACCEPT
    said = [*(warnings or "").split(), *(["cells_left_out"] if more.get("cells") else [])]
    told = None if warnings is None else frozenset(said)
    return Case(_bytes(contents), (outcome,), accepted=accepted, warnings=told, **more)


def either(*contents: str | bytes) -> Case:
    """Return a test case that allows every import outcome, provided that the counts add up."""
    return Case(_bytes(contents), (ACCEPT, QUARANTINE, REJECT, CHOICE), None, None, None)


def asked(*contents: str | bytes, question: str, **answers: str) -> Case:
    """Return a case whose delivery must lead to one question."""
    return Case(_bytes(contents), (CHOICE,), question=question, answers=answers)


def _bytes(contents) -> tuple[bytes, ...]:
    return tuple(c if isinstance(c, bytes) else c.encode() for c in contents)


def packed(entries: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the bytes of a zip archive with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def locked(content: bytes) -> bytes:
    """Set the encryption flags of a zip, so that it looks protected by a password."""
    content = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + place] |= 1
            start = content.find(mark, start + 4)
    return bytes(content)


def workbook(*sheets: list[list], hidden: tuple[int, ...] = ()) -> bytes:
    """Return an xlsx workbook as bytes, with one sheet per list of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number + 1}")
        for row in rows:
            sheet.append(row)
        if number in hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def rewritten(content: bytes, part: str, change) -> bytes:
    """Return an xlsx workbook in which one part was changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    name = next(name for name in entries if name.endswith(part))
    entries[name] = change(entries[name])
    return packed(entries)


SHEET = [["Client ID", "Session date", "Therapist", "ORS total", "SRS total"]]
SHEET += [["001", "2026-01-05", "T1", 20.1, 38], ["001", "2026-01-12", "T1", 22.1, 38.5]]
ERRORS = [*SHEET, ["002", "2026-01-05", "T1", "#REF!", None], ["003", "2026-01-05", "T1", None, "#N/A"]]


def far_cell() -> bytes:
    """Return a workbook with a value in the last possible cell of the sheet."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(SHEET)))
    book.active["XFD1048576"] = "x"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def small_dimension(xml: bytes) -> bytes:
    """Declare a sheet dimension that omits the last row; importers must not trust it."""
    return xml.replace(b'<dimension ref="A1:E3"', b'<dimension ref="A1:E2"')


def entities(xml: bytes) -> bytes:
    """Insert XML entities that expand a thousandfold, and one that refers to a local file."""
    names = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (k, b"&a%d;" % (k - 1) * 10) for k in range(1, 9)
    )
    head = b"<!DOCTYPE x [" + names + b'<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    start = xml.index(b"<worksheet")
    return xml[:start] + head + xml[start:].replace(b"<v>0</v>", b"<v>&a8;&f;</v>")


def bomb(megabytes: int) -> bytes:
    """Return a zip with one table that unpacks to this many megabytes of identical rows."""
    row = b"001,2026-01-05,T1,20.1,38.0\n"
    out = io.BytesIO()
    block = row * (2**20 // len(row))
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("a.csv", "w", force_zip64=True) as part,
    ):
        part.write(HEAD.encode())
        for _ in range(megabytes):
            part.write(block)
    return out.getvalue()


def many(row) -> str:
    """Return thirty rows, each made by calling `row` with its number."""
    return "".join(row(k) for k in range(30))


PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))
NOT_TABLES = {
    "empty": bad(b""),
    "only_a_mark": bad(b"\xef\xbb\xbf"),
    "only_blank_lines": bad("\r\n\r\n   \r\n"),
    "only_header": bad(HEAD),
    "picture_named_csv": bad(PICTURE, says="picture"),
    "jpeg": bad(b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(300)),
    "pdf": bad(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", says="PDF"),
    "program": bad(b"\x7fELF\x02\x01\x01" + bytes(200)),
    "gzip": bad(gzip.compress(TABLE.encode())),
    "database": bad(b"SQLite format 3\x00" + bytes(200)),
    "old_office_file": bad(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)),
    "rtf": bad(b"{\\rtf1\\ansi client_id,session_date}"),
    "noise": bad(bytes((k * 7919 + 13) % 256 for k in range(4000))),
    "zeros": bad(bytes(5000)),
    "web_page": bad("<!DOCTYPE html><html><body><h1>Please sign in</h1></body></html>\n"),
    "letter": bad("Dear colleague,\n\nplease find the numbers attached.\n\nYours\n"),
    "another_table": bad("a,b\n1,2\n", says="column"),
    "no_client": bad("session_date,ors_total\n2026-01-05,20\n", says="client"),
    "no_date": bad("client_id,ors_total\n1,20\n", says="date"),
    "no_scores": bad("client_id,session_date\n1,2026-01-05\n", says="scores"),
    "thousands_of_columns": bad(
        ",".join([*HEAD.strip().split(","), *(f"c{k}" for k in range(5000))]) + "\n1\n"
    ),
    "all_rows_faulty": bad(HEAD + "1,soon,T,1,1\n2,later,T,1,1\n"),
    "one_of_two_files": bad(TABLE, PICTURE, says="picture"),
    "broken_utf16": bad(b"\xff\xfe" + TABLE.encode("utf-16-le")[:-1]),
    "broken_json": bad('[{"client_id": "1", "session_date": "2026-01-05", "ors_total": 20'),
    "deep_json": bad("[" * 20_000 + "]" * 20_000),
    "json_of_a_word": bad('"client_id"'),
    "parquet_without_end": bad(b"PAR1" + bytes(200)),
    "zip_without_end": bad(packed({"a.csv": TABLE})[:-30]),
    "zip_of_nothing": bad(packed({})),
    "zip_of_a_picture": bad(packed({"a.png": PICTURE})),
    "zip_with_password": bad(locked(packed({"a.csv": TABLE}))),
    "nested_zip": bad(packed({"b.zip": packed({"a.csv": TABLE})})),
    "document": bad(packed({"word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>"})),
    "sheet_cut_off": bad(workbook(SHEET)[:-200]),
    "empty_sheet": bad(workbook([[]])),
    "sheet_without_table": bad(workbook([["a", "b"], [1, 2]])),
}
HOSTILE = {
    "zip_bomb": bad(bomb(600)),
    "entities": either(rewritten(workbook([*SHEET, ["x", "2026-01-05", "T", 0, 1]]), "sheet1.xml", entities)),
    "far_cell": either(far_cell()),
    "zip_slip": either(packed({"../../../../tmp/holdfast-evil.csv": TABLE})),
    "zip_absolute": either(packed({"/tmp/holdfast-evil.csv": TABLE})),
    "zip_lies_about_size": either(
        packed({"a.csv": TABLE * 50}).replace(struct.pack("<I", len(TABLE) * 50), struct.pack("<I", 10))
    ),
    "zip_of_many": either(packed({f"{k}.csv": "x\n" for k in range(3000)})),
    "one_endless_line": either(HEAD.encode() + b"a" * 3_000_000),
    "endless_quotes": either(HEAD + '"' * 200_001),
    "a_million_delimiters": either(HEAD + "," * 1_000_000 + "\n"),
    "mixed_encodings": either(
        TABLE.encode() + "Ö,2026-01-05,T,20,30\n".encode("cp1252") + "Ö,2026-01-06,T,20,30\n".encode()
    ),
    "utf16_without_mark": either(TABLE.encode("utf-16-le")),
    "web_page_as_xls": either("<html><table><tr><td>client_id</td></tr><tr><td>1</td></tr></table></html>"),
}
