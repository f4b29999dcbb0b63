"""Size of the sheets of an old Excel workbook (xls), measured before the sheets are read.

References
----------
[MS-CFB] and [MS-XLS], Microsoft's published descriptions of the two formats.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from pathlib import Path

from analytics.ingest.base.errors import EXPECTED, ImportRejected
from analytics.ingest.containers.sheet_size import DAMAGED, Extent

_END = 0xFFFFFFFA  # sector numbers from here on are marks
_STREAMS = ("Workbook", "Book")
_ENCRYPTED = 0x2F
_DATE_MODE = 0x22  # 1: days are counted from 1904
_SHEET, _START, _STOP, _CODES = 0x85, 0x809, 0x0A, (0x203, 0x204, 0xFD, 0x27E, 0x205, 0x06, 0x201, 0xD6)
_MANY = (0xBD, 0xBE)  # several numbers or several blanks of one row
_LOCKED = "The workbook is protected by a password. Open it, save it without the password, and retry."


def measured(path: Path) -> tuple[list[Extent], bool]:
    """Return the extent of each sheet of an xls file, and whether days are counted from 1904.

    Raises
    ------
    ImportRejected
        For a damaged file, a password, and for other Office files in the same container.
    """
    try:
        stream = _workbook(path.read_bytes())
        found, places, from_1904 = [], [], False
        for kind, body in _records(stream, 0):
            if kind == _ENCRYPTED:
                raise ImportRejected(_LOCKED)
            if kind == _DATE_MODE:
                from_1904 = body[:2] == b"\x01\x00"
            if kind == _SHEET:
                places.append(struct.unpack_from("<I", body)[0])
            if kind == _STOP:
                break
        for index in places:
            found.append(_extent(stream, index))
        return found, from_1904
    except (struct.error, IndexError, ValueError) as error:
        raise ImportRejected(DAMAGED) from error


def _extent(stream: bytes, index: int) -> Extent:
    """Return the extent of the sheet that begins at byte `index` of the workbook's stream."""
    found = Extent()
    for kind, body in _records(stream, index):
        if kind in _CODES and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            if kind != 0x201:  # a blank cell has a place and no value
                found.add(row + 1, column + 1)
            failed = (kind == 0x205 and len(body) > 7 and body[7] == 1) or (
                kind == 0x06 and len(body) > 13 and body[6] == 2 and body[12:14] == b"\xff\xff"
            )
            if failed:
                found.add_error(row + 1, column + 1)
        elif kind == _MANY[0] and len(body) >= 6:
            row, _, last = *struct.unpack_from("<HH", body), struct.unpack_from("<H", body, len(body) - 2)[0]
            found.add(row + 1, last + 1)
            found.filled += (len(body) - 6) // 6 - 1
        elif kind == _STOP:
            break
    return found


def _records(stream: bytes, index: int) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, content) of each record of a workbook stream, from byte `index` on."""
    while index + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, index)
        yield kind, stream[index + 4 : index + 4 + size]
        index += 4 + size


def _workbook(data: bytes) -> bytes:
    """Return the bytes of the workbook stream inside an xls compound file."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    if sector not in (512, 4096):
        raise ValueError
    first_directory, _, smallest, first_mini, _, first_more, n_more = struct.unpack_from("<7I", data, 48)

    def at(number: int) -> bytes:
        return data[(number + 1) * sector : (number + 2) * sector]

    tables = list(struct.unpack_from("<109I", data, 76))
    more = first_more
    for _ in range(min(n_more, len(data) // sector)):
        listed = struct.unpack(f"<{sector // 4}I", at(more))
        tables, more = tables + list(listed[:-1]), listed[-1]
    chain = [n for t in tables if t < _END for n in struct.unpack(f"<{sector // 4}I", at(t))]

    def whole(start: int, links: list[int], piece: Callable[[int], bytes]) -> bytes:
        pieces, n = [], 0
        while start < _END:
            pieces.append(piece(start))
            start, n = links[start], n + 1
            if n > len(links):
                raise ValueError
        return b"".join(pieces)

    directory = whole(first_directory, chain, at)
    entries = {}
    for index in range(0, len(directory) - 127, 128):
        length = struct.unpack_from("<H", directory, index + 64)[0]
        name = directory[index : index + max(0, length - 2)].decode("utf-16-le", "replace")
        entries[name] = struct.unpack_from("<II", directory, index + 116)
    if "EncryptedPackage" in entries:
        raise ImportRejected(_LOCKED)
    name = next((name for name in _STREAMS if name in entries), None)
    if name is None:
        raise ImportRejected(f"The file is an old Office file without a worksheet. {EXPECTED}")
    start, size = entries[name]
    if size >= smallest:
        return whole(start, chain, at)[:size]
    small = whole(first_mini, chain, at)
    store = whole(entries["Root Entry"][0], chain, at)
    links = list(struct.unpack(f"<{len(small) // 4}I", small))
    return whole(start, links, lambda n: store[n * 64 : n * 64 + 64])[:size]
