"""The table of an Excel workbook: which sheet, where its header stands, and its cells as text."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import python_calamine

from analytics.ingest.dialect import Table, header_row, trimmed
from analytics.ingest.limits import HEADER_WITHIN, MAX_COLUMNS, MAX_ROWS, MAX_SHEET_CELLS, MAX_UNPACKED_BYTES
from analytics.ingest.refusal import EXPECTED, NeedsChoice, Question, Refused, listed, shortened

_ROW = re.compile(rb'<(?:\w+:)?row[^>]*?\sr="(\d+)"')
_REF = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"[^>]*?\st="e"|\st="e"[^>]*?\sr="([A-Z]{1,3})(\d{1,7})"')
_FAR = re.compile(rb' r="[A-Z]{3}\d')
_BLOCK = 1 << 20  # bytes of a sheet read at a time


class Workbook:
    """An xlsx file that has passed the caps; `name` is the sheet chosen."""

    def __init__(self, path: Path, answers: dict[str, str]) -> None:
        parts = _checked(path)
        try:
            self._book = python_calamine.CalamineWorkbook.from_path(str(path))
            visible = [
                m.name
                for m in self._book.sheets_metadata
                if m.typ == python_calamine.SheetTypeEnum.WorkSheet
                and m.visible == python_calamine.SheetVisibleEnum.Visible
            ]
            self._all = self._book.sheet_names
        except Exception as error:
            raise Refused(
                "The workbook is damaged or protected by a password. Open it, save it again, and retry."
            ) from error
        errors = [_scanned(path, part) for part in parts]
        self._sheets: dict[str, python_calamine.CalamineSheet] = {}
        self._errors: dict[int, dict[int, str]] = {}
        self.name, self.table = self._chosen(visible, answers)
        self._sheets = {self.name: self._sheets[self.name]}
        place = self._all.index(self.name)
        self._errors = errors[place] if place < len(errors) else {}

    def _chosen(self, visible: list[str], answers: dict[str, str]) -> tuple[str, Table]:
        found = {name: table for name in visible if (table := self._find(name))}
        if not found:
            raise Refused(
                f"No sheet of the workbook has a row with column names. {self._seen(visible)} {EXPECTED}"
            )
        if len(found) > 1:
            if answers.get("sheet") in found:
                return answers["sheet"], found[answers["sheet"]]
            raise NeedsChoice(
                Question(
                    "sheet",
                    "Several sheets hold a table. Which one should be imported?",
                    tuple(found),
                    tuple(listed(list(t.header), 5) for t in found.values()),
                )
            )
        return next(iter(found.items()))

    def _find(self, name: str) -> Table | None:
        top = []
        for _, cells in self._cells(name):
            top.append(cells)
            if len(top) >= HEADER_WITHIN:
                break
        position, known = header_row(top)
        return Table(tuple(trimmed(top[position])), position + 1, position + 1, None) if known else None

    def _seen(self, visible: list[str]) -> str:
        for name in visible:
            for _, cells in self._cells(name):
                filled = [cell for cell in cells if cell.strip()]
                if filled:
                    return f"“{shortened(name)}” begins with {listed(filled, 5)}."
        return "It holds no text."

    def _cells(self, name: str) -> Iterator[tuple[int, list[str]]]:
        if name not in self._sheets:
            self._sheets[name] = self._book.get_sheet_by_name(name)
        sheet = self._sheets[name]
        first = sheet.start[1] if sheet.start else 0
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = [_text(cell) for cell in row]
            for place, error in self._errors.get(number, {}).items():
                if 0 <= place - first < len(cells):
                    cells[place - first] = error
            yield number, cells

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """The rows below the header as (spreadsheet row number, cells as text), each as wide as the header or
        wider where cells beyond it are filled."""
        width = len(self.table.header)
        for number, cells in self._cells(self.name):
            if number > self.table.last_line:
                while len(cells) > width and not cells[-1].strip():
                    cells.pop()
                yield number, cells[:width] + [""] * (width - len(cells))


def _text(cell) -> str:
    """A cell as an export would write it: whole numbers without a point, dates year first."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(round(cell, 9))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _checked(path: Path) -> list[str]:
    """The worksheet parts of an xlsx file; Refused for other packed files and for what unpacks too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused("The file is a damaged packed file. Export it again.") from error
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise Refused(f"Unpacked, the file is larger than {MAX_UNPACKED_BYTES // 2**20} MB. Split it.")
    names = [member.filename for member in members]
    if any(name.startswith("word/") or name.startswith("ppt/") for name in names):
        raise Refused(f"The file is a document or a presentation, not a table. {EXPECTED}")
    sheets = sorted(
        (n for n in names if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)),
        key=lambda n: int(re.sub(r"\D", "", n)),
    )
    if not sheets:
        raise Refused(f"The file is a packed file without a worksheet. {EXPECTED} Unpack it first.")
    return sheets


def _blocks(path: Path, part: str) -> Iterator[bytes]:
    """The bytes of one part in overlapping blocks, so that no tag is cut at a border."""
    read, kept = 0, b""
    with zipfile.ZipFile(path) as archive, archive.open(part) as file:
        while block := file.read(_BLOCK):
            read += len(block)
            if read > MAX_UNPACKED_BYTES:
                raise Refused(f"Unpacked, the file is larger than {MAX_UNPACKED_BYTES // 2**20} MB.")
            text = kept + block
            cut = text.rfind(b">") + 1
            yield text[:cut]
            kept = text[cut:][-4096:]


def _scanned(path: Path, part: str) -> dict[int, dict[int, str]]:
    """Cells that hold a formula error, by row number and column position.

    Refused when the filled cells span more than the caps, whatever size the sheet declares.
    """
    last, errors = 0, {}
    try:
        for block in _blocks(path, part):
            if _FAR.search(block):
                raise Refused(
                    f"A sheet has cells beyond column ZZ; a session export has at most {MAX_COLUMNS} columns."
                )
            last = max(last, *(int(row) for row in _ROW.findall(block)), 0)
            if b't="e"' in block:
                for match in _REF.finditer(block):
                    letters, row = match.group(1, 2) if match.group(1) else match.group(3, 4)
                    errors.setdefault(int(row), {})[_position(letters)] = "#ERROR!"
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise Refused("The workbook is damaged. Open it, save it again, and retry.") from error
    if last > min(MAX_ROWS, 1_048_576) or last * 26 > MAX_SHEET_CELLS:
        raise Refused("A sheet has more rows than a workbook can hold.")
    return errors


def _position(letters: bytes) -> int:
    """Column letters as a position from 0: A is 0, AA is 26."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1
