"""Export of tables as CSV or xlsx files whose cells a spreadsheet never runs as formulas.

All exported tables are written by this module: downloads in the browser and exports of the command line.
Numbers stay numbers, days stay days, codes such as 00077 keep their zeros.
"""

from __future__ import annotations

import csv
import datetime
import io
import itertools
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

from analytics.errors import HoldfastError

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_FORMULA_STARTS = ("=", "+", "-", "@", "|")
_BREAKS = ("\t", "\r", "\n")  # as a first character some spreadsheets drop them, and run what follows
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_SEPARATORS = re.compile(r"([;\t\r\n]+)")  # at which a spreadsheet may cut a cell that we meant as one
MOST_ROWS = 1_048_575  # rows below the headings that an xlsx sheet can hold
_MOST_CHARACTERS = 32_767  # of one xlsx cell
_EXACT_DIGITS = 10**15  # integers from here on lose digits in a spreadsheet, and are written as text
_FIRST_DAY = datetime.date(1900, 3, 1)  # earlier days have no agreed number in a spreadsheet
_WIDEST, _ROWS_MEASURED = 40, 200  # characters of a column; rows that are looked at for its width


class TooManyRows(HoldfastError, ValueError):
    """Error for a table with more rows than a spreadsheet holds."""


def looks_like_formula(text: str) -> bool:
    """Return whether a spreadsheet could run this text as a formula; numbers such as -3.5 do not count.

    Notes
    -----
    Compatibility forms (a full-width equals sign) become their plain ones, then leading blanks, control and
    zero-width characters are ignored.
    """
    if not text or (text[0].isalnum() and text[0].isascii()):
        return False
    folded = unicodedata.normalize("NFKC", text)
    if _NUMBER.fullmatch(folded.strip(" ")):
        return False
    start = next((at for at, one in enumerate(folded) if not _is_invisible(one)), len(folded))
    return text.startswith(_BREAKS) or folded[start:].startswith(_FORMULA_STARTS)


def _is_invisible(character: str) -> bool:
    """Return whether a character could hide a formula after it: blank, control or combining character."""
    return character.isspace() or unicodedata.category(character)[0] in "CZM"


def safe_text(text: str) -> str:
    """Return the text with an apostrophe before each place where a spreadsheet may see a formula.

    These places are the start and, because spreadsheets of some countries split lines at semicolons, tabs and
    line breaks even inside quotes, also after those characters.
    """
    first = "'" if looks_like_formula(text) else ""
    lead = len(text) - len(text.lstrip())
    pieces = _SEPARATORS.split(text[lead:])
    behind = ("'" + one if looks_like_formula(one) else one for one in pieces[1:])
    return first + text[:lead] + pieces[0] + "".join(behind)


def csv_cell(value: Any) -> str:
    """Return a value as the text of a CSV cell that a spreadsheet never runs as a formula."""
    if value is None or (isinstance(value, (float, Decimal)) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return safe_text(str(value))


def write_csv(file: IO[str], columns: Sequence[str], rows: Iterable[Sequence], line_end: str = "\n") -> int:
    """Write a table as CSV to a text file opened with newline="", and return the number of rows."""
    writer, written = csv.writer(file, lineterminator=line_end), 0
    writer.writerow([csv_cell(name) for name in columns])
    for row in rows:
        writer.writerow([csv_cell(value) for value in row])
        written += 1
    return written


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence]) -> bytes:
    """Return a table as a CSV file for spreadsheets (UTF-8 with byte-order mark); no cell is a formula."""
    buffer = io.StringIO(newline="")
    write_csv(buffer, columns, rows, "\r\n")
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def xlsx_bytes(columns: Sequence[str], rows: Iterable[Sequence], sheet: str = "Table") -> bytes:
    """Return a table as the bytes of an xlsx workbook with one sheet."""
    buffer = io.BytesIO()
    write_xlsx(buffer, columns, rows, sheet)
    return buffer.getvalue()


def write_xlsx(
    target: IO[bytes],
    columns: Sequence[str],
    rows: Iterable[Sequence],
    sheet: str = "Table",
    scratch: str | None = None,
) -> int:
    """Write a table as an xlsx workbook with one sheet; return the number of rows written.

    Parameters
    ----------
    target
        Binary file to write to.
    columns
        Headings.
    rows
        One sequence of cells per row; may be a generator.
    sheet
        Name of the sheet.
    scratch
        Private folder for what does not fit into memory; without it nothing is written to disk, and a cell
        takes some hundred bytes of memory.

    Returns
    -------
    int
        Number of rows below the headings.

    Raises
    ------
    TooManyRows
        For more rows than a sheet can hold.
    OSError
        For a full disk.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    kept = {"constant_memory": True, "tmpdir": scratch} if scratch else {"in_memory": True}
    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(target, {**kept, **literal}) as book:
            page = book.add_worksheet(_sheet_name(sheet))
            formats = {
                "head": book.add_format({"bold": True, "bottom": 1, "quote_prefix": True}),
                "day": book.add_format({"num_format": "yyyy-mm-dd"}),
                "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
                "quoted": book.add_format({"quote_prefix": True}),
            }
            return _filled(page, columns, rows, formats)
    except FileCreateError as error:  # wraps what the disk said
        raise error.args[0] if isinstance(error.args[0], OSError) else error from error


def _filled(
    page: Worksheet, columns: Sequence[str], rows: Iterable[Sequence], formats: dict[str, Any]
) -> int:
    """Write headings and rows into a worksheet, set the column widths, and return the number of rows."""
    rows = iter(rows)
    first = list(itertools.islice(rows, _ROWS_MEASURED))  # widths come before the rows
    for at, name in enumerate(columns):
        longest = max([len(str(name)), *(len(csv_cell(row[at])) for row in first)])
        page.set_column(at, at, min(longest, _WIDEST) + 2)
    page.freeze_panes(1, 0)
    for at, name in enumerate(columns):
        page.write_string(0, at, str(name)[:_MOST_CHARACTERS], formats["head"])
    written = 0
    for row in itertools.chain(first, rows):
        written += 1
        if written > MOST_ROWS:
            raise TooManyRows(f"A sheet holds at most {MOST_ROWS:,} rows.")
        for at, value in enumerate(row):
            _write_cell(page, written, at, value, formats)
    return written


def _write_cell(page: Worksheet, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    """Write one worksheet cell by the type of its value; text never becomes a formula, link or number."""
    if value is None or value == "" or (isinstance(value, (float, Decimal)) and not math.isfinite(value)):
        return
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, (int, float, Decimal)) and not (
        isinstance(value, int) and abs(value) >= _EXACT_DIGITS
    ):
        page.write_number(row, column, float(value) if isinstance(value, Decimal) else value)
    elif isinstance(value, datetime.datetime) and value.tzinfo is None and value.date() >= _FIRST_DAY:
        page.write_datetime(row, column, value, formats["moment"])
    elif (
        isinstance(value, datetime.date) and not isinstance(value, datetime.datetime) and value >= _FIRST_DAY
    ):
        midnight = datetime.datetime.combine(value, datetime.time())
        page.write_datetime(row, column, midnight, formats["day"])
    else:
        text = str(value).encode("utf-8", "replace").decode("utf-8")[:_MOST_CHARACTERS]
        page.write_string(row, column, text, formats["quoted"] if looks_like_formula(text) else None)


def _sheet_name(name: str) -> str:
    r"""Return a valid sheet name: at most 31 characters, none of []:*?/\, no apostrophe at either end."""
    return re.sub(r"[\[\]:*?/\\]", " ", name)[:31].strip(" '") or "Table"
