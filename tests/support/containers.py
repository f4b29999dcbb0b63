"""Writers of test files in many formats, byte by byte if the project has no library for a format."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from xml.sax.saxutils import escape, quoteattr

import openpyxl

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD  # marks in the sector table of a compound file


class Failed(str):
    """Cell value of a formula that failed, such as #REF!."""


class Formula(str):
    """Cell value of a formula whose result was not saved, such as =SUM(A1:A4)."""


def zipped(members: dict[str, bytes | str], compress: bool = True) -> bytes:
    """Return the bytes of a zip archive with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(sheets: dict[str, list[list]], hidden: dict[str, str] | None = None) -> bytes:
    """Return an xlsx workbook; `hidden` gives the state (`hidden`, `veryHidden`) by sheet name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = (hidden or {}).get(name, "visible")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(sheets: dict[str, list[list]], hidden: tuple[str, ...] = (), tail: str = "") -> bytes:
    """Return an OpenDocument spreadsheet; `tail` is XML to append to the last sheet."""
    body = ""
    for name, rows in sheets.items():
        lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        style = ' table:style-name="ta2"' if name in hidden else ' table:style-name="ta1"'
        body += f"<table:table table:name={quoteattr(name)}{style}>{lines}{tail}</table:table>"
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"))
    )
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/>'
        "</style:style>"
        for name, shown in (("ta1", "true"), ("ta2", "false"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def _ods_cell(value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, Formula):
        return f'<table:table-cell table:formula="of:{escape(value)}"/>'
    if isinstance(value, float | int):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
            "</table:table-cell>"
        )
    if hasattr(value, "isoformat"):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def xls(
    sheets: dict[str, list[list]], hidden: tuple[str, ...] = (), locked: bool = False, old_mac=False
) -> bytes:
    """Return an old Excel workbook (BIFF8) with texts, numbers and errors.

    old_mac: days are counted from 1904.
    """
    bodies = {name: _biff_sheet(rows) for name, rows in sheets.items()}
    start = _record(0x809, struct.pack("<HHHHII", 0x600, 0x05, 0x0DBB, 0x07CC, 0, 6))
    start += _record(0x2F, b"\x00" * 54) if locked else b""
    start += _record(0x42, struct.pack("<H", 1200)) + _record(0x22, struct.pack("<H", old_mac))
    names = {name: struct.pack("<BB", len(name), 0) + name.encode("latin-1") for name in sheets}
    place = len(start) + sum(4 + 6 + len(text) for text in names.values()) + 4
    for name, body in bodies.items():
        start += _record(0x85, struct.pack("<IBB", place, name in hidden, 0) + names[name])
        place += len(body)
    return compound({"Workbook": start + _record(0x0A, b"") + b"".join(bodies.values())})


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _biff_sheet(rows: list[list]) -> bytes:
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6))
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            head = struct.pack("<HHH", row, column, 0)
            if isinstance(value, Failed):
                out += _record(0x205, head + b"\x17\x01")
            elif isinstance(value, str):
                text = value.encode("utf-16-le")
                out += _record(0x204, head + struct.pack("<HB", len(value), 1) + text)
            elif value is not None:
                out += _record(0x203, head + struct.pack("<d", value))
    return out + _record(0x0A, b"")


def compound(streams: dict[str, bytes]) -> bytes:
    """Return a compound file ([MS-CFB], version 3) with these streams, padded to the minimum length."""
    streams = {name: body.ljust(4096, b"\x00") for name, body in streams.items()}
    sectors, chain, entries = [], [], []

    def put(body: bytes) -> int:
        first, n = len(sectors), -(-len(body) // 512)
        sectors.extend(body[i * 512 : (i + 1) * 512].ljust(512, b"\x00") for i in range(n))
        chain.extend([*range(first + 1, first + n), END])
        return first

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le") + b"\x00\x00"
        links = struct.pack("<III", FREE, FREE, child)
        return (
            text.ljust(64, b"\x00") + struct.pack("<HBB", len(text), kind, 1) + links + b"\x00" * 36
            + struct.pack("<IQ", start, size)
        )  # fmt: skip

    for name, body in streams.items():
        entries.append(entry(name, 2, FREE, put(body), len(body)))
    directory = put(b"".join([entry("Root Entry", 5, 1, END, 0), *entries]).ljust(512, b"\x00"))
    n_tables = 1
    while n_tables * 128 < len(chain) + n_tables:
        n_tables += 1
    first_table = len(chain)
    chain += [TABLE] * n_tables
    chain += [FREE] * (n_tables * 128 - len(chain))
    sectors.extend(struct.pack("<128I", *chain[i * 128 : (i + 1) * 128]) for i in range(n_tables))
    tables = [*range(first_table, first_table + n_tables)]
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\x00" * 16
        + struct.pack("<HHHHH6xI", 0x3E, 3, 0xFFFE, 9, 6, 0)
    )
    header += struct.pack("<IIIIIIII", n_tables, directory, 0, 4096, END, 0, END, 0)
    return header + struct.pack("<109I", *tables, *[FREE] * (109 - n_tables)) + b"".join(sectors)


def xlsb(sheets: dict[str, list[list]], hidden: dict[str, int] | None = None, old_mac=False) -> bytes:
    """Return a binary Excel workbook ([MS-XLSB]) with texts, numbers and errors.

    old_mac: days are counted from 1904.
    """
    book = _part(131) + _part(153, struct.pack("<III", old_mac, 0, 0)) + _part(143)
    relations, members = "", {}
    for number, (name, rows) in enumerate(sheets.items(), 1):
        state = (hidden or {}).get(name, 0)
        book += _part(156, struct.pack("<II", state, number) + _wide(f"rId{number}") + _wide(name))
        relations += (
            f'<Relationship Id="rId{number}" Target="worksheets/sheet{number}.bin"'
            ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
        )
        members[f"xl/worksheets/sheet{number}.bin"] = _binary_sheet(rows)
    book += _part(144) + _part(132)
    types = '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
    return zipped(
        {
            "[Content_Types].xml": f"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>{types}</Types>",
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": f"<Relationships>{relations}</Relationships>",
            **members,
        }
    )


def _part(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(body), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _binary_sheet(rows: list[list]) -> bytes:
    last = max((len(row) for row in rows), default=1) - 1
    out = (
        _part(129) + _part(148, struct.pack("<IIII", 0, max(0, len(rows) - 1), 0, max(0, last))) + _part(145)
    )
    for row, cells in enumerate(rows):
        out += _part(0, struct.pack("<IIHHBI", row, 0, 300, 0, 0, 0))
        for column, value in enumerate(cells):
            head = struct.pack("<II", column, 0)
            if isinstance(value, Failed):
                out += _part(3, head + b"\x17")
            elif isinstance(value, str):
                out += _part(6, head + _wide(value))
            elif value is not None:
                out += _part(5, head + struct.pack("<d", value))
    return out + _part(146) + _part(130)


def ndjson(records: list[dict]) -> bytes:
    """Return records as newline-delimited JSON."""
    return "".join(json.dumps(record) + "\n" for record in records).encode()
