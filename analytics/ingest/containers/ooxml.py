"""Unpacking of a workbook (xlsx, xlsb, ods) within limits, and measuring of its sheets."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from analytics.ingest.base.errors import ImportRejected
from analytics.ingest.base.limits import MAX_SHARED_TEXTS, unpacked_limit
from analytics.ingest.containers.sheet_size import DAMAGED, Extent, position

_BLOCK = 1 << 20  # bytes of a part read at a time
_ROW = re.compile(rb'<(?:\w+:)?row[^>]*?\sr="(\d+)"')
_ERROR = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"[^>]*?\st="e"|\st="e"[^>]*?\sr="([A-Z]{1,3})(\d{1,7})"')
_WIDE = re.compile(rb'\sr="[A-Z]{2,3}\d')
_USUAL_ROW = re.compile(rb'<row r="(\d+)"')  # as most programs write them: four times as fast to find
_USUAL_WIDE = re.compile(rb'<c r="[A-Z][A-Z]')
_FILLED = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,10})"[^>]*(?<!/)>')
# A formula without a value, as a program writes it that does not calculate; an empty text (t="str") is a value.
_UNCALCULATED = re.compile(
    rb'<(?:\w+:)?c((?:\s[\w:]+="[^"]*")+)\s*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)'
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_NO_VALUE = (b"f></c>", b"f><v></v>", b"f><v/>", b"f><v />", b'"/></c>', b"</f>\n", b":f></", b":f><")
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})\d')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_FROM_1904 = re.compile(rb"<(?:\w+:)?workbookPr\s[^>]*\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
_NULL_DATE = re.compile(rb"<table:null-date\s[^>]*\btable:date-value\s*=\s*[\"']1904-01-01")
_PROPERTIES = 153  # record of a binary workbook whose first bit says that days are counted from 1904
_SHARED = ("xl/sharedStrings.xml", "xl/sharedStrings.bin")
_BAD = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError)


class Parts:
    """Zip archive of one workbook, checked against the limits of size."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
        self.names = {member.filename for member in members}
        limit = unpacked_limit(path.stat().st_size)
        if sum(member.file_size for member in members) > limit:
            raise ImportRejected(f"Unpacked, the workbook is larger than {limit // 2**20} MB. Split it.")
        shared = [name for name in _SHARED if name in self.names]
        if sum(block.count(b"<si") for name in shared for block in self.blocks(name)) > MAX_SHARED_TEXTS:
            raise ImportRejected(
                "The workbook holds more texts than any export. Split it and import the parts."
            )
        self.kind = "ods" if not {"xl/workbook.xml", "xl/workbook.bin"} & self.names else "xlsx"
        if "xl/workbook.bin" in self.names:
            self.kind = "xlsb"

    def blocks(self, part: str) -> Iterator[bytes]:
        """Yield the bytes of one file inside the workbook's archive, in blocks.

        Raises ImportRejected for a document type definition (entities, other files).
        """
        try:
            with zipfile.ZipFile(self.path) as archive, archive.open(part) as file:
                first = True
                while block := file.read(_BLOCK):
                    if first and b"<!" in block[:65536].replace(b"<!--", b""):
                        raise ImportRejected(
                            "The workbook holds definitions that no spreadsheet program writes."
                        )
                    first = False
                    yield block
        except (*_BAD, KeyError) as error:
            raise ImportRejected(DAMAGED) from error

    def counts_from_1904(self) -> bool:
        """Return whether the workbook counts its days from 1904, as old Macintosh programs did."""
        if self.kind == "xlsb":
            book = _records(iter([b"".join(self.blocks("xl/workbook.bin"))]))
            return any(kind == _PROPERTIES and body[:1] and body[0] & 1 for kind, body in book)
        if self.kind == "xlsx":
            return _FROM_1904.search(b"".join(self.blocks("xl/workbook.xml"))) is not None
        head = b""
        for block in self.blocks("content.xml"):
            head += block
            if b"<table:table " in block:  # what holds for all sheets stands before the first
                break
        return _NULL_DATE.search(head) is not None

    def extents(self, sheets: list[str]) -> dict[str, Extent]:
        """Return the extent (filled rows and columns) of each sheet, by name."""
        if self.kind == "ods":
            return _ods(self.blocks("content.xml"))
        measure = _xlsx if self.kind == "xlsx" else _xlsb
        parts, size = self._sheet_parts(), self.path.stat().st_size
        return {
            name: measure(self.blocks(part), size) for name, part in zip(sheets, parts, strict=False) if part
        }

    def _sheet_parts(self) -> list[str | None]:
        """Return the archive path of each sheet, in order; None for a sheet of charts."""
        book = b"".join(self.blocks(f"xl/workbook.{'xml' if self.kind == 'xlsx' else 'bin'}"))
        name = f"xl/_rels/workbook.{'xml' if self.kind == 'xlsx' else 'bin'}.rels"
        targets = {}
        for tag in _RELATION.findall(b"".join(self.blocks(name))):
            target = _attribute(tag, b"Target").lstrip("/")
            targets[_attribute(tag, b"Id")] = target if target.startswith("xl/") else f"xl/{target}"
        if self.kind == "xlsx":
            ids = [_attribute(tag, rb"\w+:id") for tag in _SHEET.findall(book)]
        else:
            ids = [_wide_text(body, 8) for kind, body in _records(iter([book])) if kind == 156]
        return [t if "worksheets/" in (t := targets.get(i, "")) and t in self.names else None for i in ids]


def _attribute(tag: bytes, name: bytes) -> str:
    """Return the value of an attribute in an XML tag; empty if the tag lacks the attribute."""
    found = re.search(rb"\s" + name + rb"\s*=\s*[\"']([^\"']*)[\"']", tag)
    return found.group(1).decode("utf-8", "replace") if found else ""


def _xlsx(blocks: Iterator[bytes], packed: int) -> Extent:
    """Return the extent of one sheet of an xlsx workbook.

    The extent is estimated from row numbers and counts; cells are counted one by one only if the estimate is
    hollow, up to the limit for a file of `packed` bytes.
    """
    found, exact, rows, wide, kept = Extent(), Extent(), 0, False, b""
    for block in blocks:
        text = kept + block
        cut = text.rfind(b">") + 1
        text, kept = text[:cut], text[cut:][-4096:]
        found.filled += text.count(b"</v>") + (text.count(b":v>") + text.count(b"is>")) // 2
        usual = _USUAL_ROW.findall(text)
        if len(usual) != text.count(b"<row") or b":row" in text:
            usual = _ROW.findall(text)
        rows = max(rows, *map(int, usual), 0)
        is_usual = text.count(b'<c r="') == text.count(b"<c ") and b":c " not in text
        wide = wide or (_USUAL_WIDE if is_usual else _WIDE).search(text) is not None
        if b't="e"' in text:
            for match in _ERROR.finditer(text):
                letters, row = match.group(1, 2) if match.group(1) else match.group(3, 4)
                found.add_error(int(row), position(letters))
        if b"<f" in text and any(mark in text for mark in _NO_VALUE) or b":f>" in text:
            found.uncalculated.update(_uncalculated(text))
        if wide or rows * 26 > found.filled * 4 + 100_000:
            for letters, row in _FILLED.findall(text):
                exact.add(int(row), position(letters))
            if exact.is_too_wide(packed):
                break
    found.row, found.column = rows, 26
    if wide or found.is_hollow:
        found.row, found.column, found.filled = exact.row, exact.column, max(exact.filled, found.filled)
    return found


def _uncalculated(text: bytes) -> Iterator[int]:
    """Yield the column number of each cell in a sheet's XML that has a formula but no saved value."""
    for match in _UNCALCULATED.finditer(text):
        reference = _PLACE.search(match.group(1))
        if reference and b't="str"' not in match.group(1):
            yield position(reference.group(1))


def _xlsb(blocks: Iterator[bytes], packed: int) -> Extent:
    """Return the extent of one sheet of an xlsb workbook.

    Row headers are records of kind 0, cells with a value of kinds 2 to 11; 3 and 11 are errors.
    """
    found, row = Extent(), 0
    for kind, body in _records(blocks):
        if kind == 0 and len(body) >= 4:
            row = int.from_bytes(body[:4], "little") + 1
        elif 2 <= kind <= 11 and len(body) >= 4:
            column = int.from_bytes(body[:4], "little") + 1
            found.add(row, column)
            if kind in (3, 11):
                found.add_error(row, column)
            if found.is_too_wide(packed):
                break
    return found


def _records(blocks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, content) of each record of a binary workbook part.

    The kind has 1-2 bytes and the size 1-4, of 7 bits each.
    """
    text = b"".join(blocks)
    index = 0
    while index + 2 <= len(text):
        kind = text[index]
        index += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (text[index] << 7)
            index += 1
        size = shift = 0
        while index < len(text):
            byte = text[index]
            size |= (byte & 0x7F) << shift
            index, shift = index + 1, shift + 7
            if not byte & 0x80 or shift > 21:
                break
        yield kind, text[index : index + size]
        index += size


def _wide_text(body: bytes, index: int) -> str:
    """Return the UTF-16 text at byte `index`, which begins with its length."""
    length = int.from_bytes(body[index : index + 4], "little")
    return body[index + 4 : index + 4 + 2 * length].decode("utf-16-le", "replace")


def _has_value(attributes: dict[str, str]) -> bool:
    """Return whether a cell of an OpenDocument sheet has a saved value.

    A number without one was never calculated.
    """
    kind = attributes.get("office:value-type")
    return kind is not None and (kind != "float" or "office:value" in attributes)


def _ods(blocks: Iterator[bytes]) -> dict[str, Extent]:
    """Return the extent of each sheet of an OpenDocument workbook, by name.

    A repeated cell counts as often as it is repeated.
    """
    sheets: list[tuple[str, Extent]] = []
    row = column = repeated = 0

    def started(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, repeated
        if tag == "table:table":
            sheets.append((attributes.get("table:name", ""), Extent()))
            row = repeated = 0
        elif tag == "table:table-row":
            row, column = row + repeated, 0
            repeated = int(attributes.get("table:number-rows-repeated", 1))
        elif tag in ("table:table-cell", "table:covered-table-cell") and sheets:
            times = int(attributes.get("table:number-columns-repeated", 1))
            column += times
            if "office:value-type" in attributes:
                sheets[-1][1].add(row + repeated, column)
                sheets[-1][1].filled += times * repeated - 1
            if "table:formula" in attributes and not _has_value(attributes):
                sheets[-1][1].uncalculated.update(range(column - min(times, 100) + 1, column + 1))

    parser = expat.ParserCreate()
    parser.StartElementHandler = started
    try:
        for block in blocks:
            parser.Parse(block)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise ImportRejected(DAMAGED) from error
    return dict(sheets)
