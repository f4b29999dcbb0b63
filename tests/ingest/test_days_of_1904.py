"""Tests of workbooks with the 1904 date system."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.support import containers

DAYS = [datetime.date(2026, 1, 5), datetime.date(2026, 2, 16), datetime.date(2026, 3, 31)]


def book(cells, *, old_mac: bool = True, heads=("Client", "Date", "ORS")) -> bytes:
    """Return a workbook with one session per date cell."""
    made = openpyxl.Workbook()
    if old_mac:
        made.epoch = CALENDAR_MAC_1904
    made.active.append(heads)
    for number, cell in enumerate(cells):
        made.active.append([f"C{number}", cell, 20 + number])
    made.save(out := io.BytesIO())
    return out.getvalue()


CELLS = {
    "dates": DAYS,
    "numbers": [(day - datetime.date(1904, 1, 1)).days for day in DAYS],
    "numbers with a time": [(day - datetime.date(1904, 1, 1)).days + 0.5 for day in DAYS],
    "texts": [str((day - datetime.date(1904, 1, 1)).days) for day in DAYS],
}


@pytest.mark.parametrize("kind", CELLS)
def test_days_are_counted_from_1904(understand, kind):
    assert understand(book(CELLS[kind])).column(2) == [day.isoformat() for day in DAYS]


def test_other_workbooks_count_from_1900(understand):
    numbers = [(day - datetime.date(1899, 12, 30)).days for day in DAYS]
    seen = understand(book(numbers, old_mac=False, heads=("Klient", "Datum", "ORS")))
    assert seen.column(2) == [day.isoformat() for day in DAYS]


def ods(sheets, old_mac: bool) -> bytes:
    """Return an OpenDocument spreadsheet that declares the start of its date system."""
    said = '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>'
    with zipfile.ZipFile(io.BytesIO(containers.ods(sheets))) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist()}
    start = "<office:spreadsheet>"
    members["content.xml"] = members["content.xml"].replace(start, start + said if old_mac else start)
    return containers.zipped(members)


@pytest.mark.parametrize(
    "heads", [("Client", "Date", "ORS"), ("Klient", "Datum", "ORS"), ("Cliente", "Fecha", "ORS")]
)
@pytest.mark.parametrize("kind", [containers.xls, containers.xlsb, ods])
def test_other_kinds_of_workbooks_say_it_too(understand, kind, heads):
    for old_mac, epoch in ((True, datetime.date(1904, 1, 1)), (False, datetime.date(1899, 12, 30))):
        rows = [[f"C{number}", float((day - epoch).days), 20.0 + number] for number, day in enumerate(DAYS)]
        seen = understand(kind({"A": [list(heads), *rows]}, old_mac=old_mac))
        assert seen.column(2) == [day.isoformat() for day in DAYS]
