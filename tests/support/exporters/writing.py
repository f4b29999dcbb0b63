"""Writers of tables to text files in many styles, and to workbooks."""

from __future__ import annotations

import csv
import datetime
import io
import random
from dataclasses import dataclass
from decimal import Decimal

import openpyxl

ORDERS = {
    "%d/%m/%Y": "day_first",
    "%d-%m-%Y": "day_first",
    "%m/%d/%Y": "month_first",
    "%d.%m.%Y": "day_first",
}


@dataclass(frozen=True)
class Style:
    """Style of a text file: delimiter, decimal sign, dates, encoding, quotes."""

    delimiter: str = ","
    decimal: str = "."
    date: str = "%Y-%m-%d"
    encoding: str = "utf-8"
    quoting: int = csv.QUOTE_MINIMAL
    time: str = ""

    def text(self, cell) -> str:
        """Format a cell in this style."""
        if isinstance(cell, Decimal):
            return str(cell).replace(".", self.decimal)
        if isinstance(cell, datetime.date):
            return cell.strftime(self.date) + self.time
        return "" if cell is None else str(cell)

    def knows(self) -> dict[str, str]:
        """Return the right answer to the question about the order of day and month."""
        return {"date_order": ORDERS[self.date]} if self.date in ORDERS else {}


def any_style(pick: random.Random, *, stamps: bool = False) -> Style:
    """Return a random style; `stamps` adds a time to dates."""
    return Style(
        pick.choice(",;\t"),
        pick.choice(".,"),
        pick.choice(("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")),
        pick.choice(("utf-8", "utf-8-sig", "cp1252", "utf-16")),
        pick.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)),
        pick.choice((" 09:05:22", " 14:30", " 9:05:22 AM")) if stamps else "",
    )


def as_csv(rows: list[list], style: Style) -> bytes:
    """Return rows, with the header first, as an encoded CSV file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=style.delimiter, quoting=style.quoting, lineterminator="\r\n")
    writer.writerows([[style.text(cell) for cell in row] for row in rows])
    return out.getvalue().encode(style.encoding)


def as_xlsx(sheets: dict[str, list[list]]) -> bytes:
    """Return an xlsx workbook with numbers and dates as typed cells, not as text."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([float(cell) if isinstance(cell, Decimal) else cell for cell in row])
    book.save(out := io.BytesIO())
    return out.getvalue()


def either(name: str, rows: list[list], style: Style, pick: random.Random) -> list[tuple[str, bytes]]:
    """Return one file, randomly as text or as a workbook."""
    if pick.random() < 0.35:
        return [(f"{name}.xlsx", as_xlsx({"Sheet1": rows}))]
    return [(f"{name}.csv", as_csv(rows, style))]


def columns(headers: list[str], fields: list[str | None]) -> dict[str, str]:
    """Return the expected meaning of each column, keyed by header; repeated headers are numbered."""
    known = {}
    for place, (header, meaning) in enumerate(zip(headers, fields, strict=True)):
        before = headers[:place].count(header)
        known[f"column:{header} ({before + 1})" if before else f"column:{header}"] = meaning or "not_used"
    return known
