"""The small practice in containers other than text: workbooks, Parquet, JSON, a FHIR bundle, a zip."""

from __future__ import annotations

import datetime
import io
import json
import random
import zipfile
from decimal import Decimal
from xml.sax.saxutils import escape

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.ingest.base.errors import ALL_SHEETS
from tests.support import containers, small_practice
from tests.support.export_layouts import SCALES, separate_files, separate_tables
from tests.support.exports import ENGLISH, Export, Table
from tests.support.small_practice import COLUMNS, practice

FIELDS = tuple(ENGLISH.headers)
CARRIES = tuple(f for f in FIELDS if f in COLUMNS)


def _table(order: random.Random | None) -> Table:
    rows = []
    for row in practice().sessions:
        row = row | {"closure": ENGLISH.endings.get(row["closure"])}
        rows.append([row[field] for field in FIELDS])
    return Table(list(ENGLISH.headers.values()), rows).shuffled(order)


def xlsx(order: random.Random | None) -> Export:
    """Return an xlsx export with real dates and numbers, title rows, and a hidden second sheet."""
    table = _table(order)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Sessions"
    sheet.append(["Session report of the practice"])
    sheet.append(["Made on", datetime.date(2026, 11, 1)])
    sheet.append([])
    sheet.append(table.headers)
    for row in table.rows:
        sheet.append([float(cell) if isinstance(cell, Decimal) else cell for cell in row])
    lists = book.create_sheet("Lists")
    lists.append(["Client ID", "Session Date", "ORS Total"])
    lists.append(["hidden", datetime.date(2025, 1, 1), 11])
    lists.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return Export([("report.xlsx", out.getvalue())], CARRIES)


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="Sessions">{rows}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.2"'
    ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def _ods_cell(cell) -> str:
    if not cell and cell != 0:
        return "<table:table-cell/>"
    kind = 'office:value-type="string"'
    if isinstance(cell, datetime.date):
        kind = f'office:value-type="date" office:date-value="{cell}"'
    if isinstance(cell, Decimal | int):
        kind = f'office:value-type="float" office:value="{cell}"'
    return f"<table:table-cell {kind}><text:p>{escape(str(cell))}</text:p></table:table-cell>"


def ods(order: random.Random | None) -> Export:
    """Return an export as an OpenDocument 1.2 spreadsheet."""
    table = _table(order)
    lines = ["".join(map(_ods_cell, row)) for row in [table.headers, *table.rows]]
    content = _ODS.format(rows="".join(f"<table:table-row>{line}</table:table-row>" for line in lines))
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", kind, zipfile.ZIP_STORED)
        packed.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        packed.writestr("META-INF/manifest.xml", _MANIFEST.format(kind=kind), zipfile.ZIP_DEFLATED)
    return Export([("report.ods", out.getvalue())], CARRIES)


def parquet(order: random.Random | None) -> Export:
    """Return a Parquet export with typed columns: text, dates, decimal numbers."""
    table = _table(order)
    columns = {name: [row[place] for row in table.rows] for place, name in enumerate(table.headers)}
    arrays = {
        name: pa.array([None if v is None else float(v) if isinstance(v, Decimal) else v for v in values])
        for name, values in columns.items()
    }
    out = io.BytesIO()
    pq.write_table(pa.table(arrays), out)
    return Export([("sessions.parquet", out.getvalue())], CARRIES)


def _objects(order: random.Random | None) -> list[dict]:
    table = _table(order)
    plain = [
        [
            float(c) if isinstance(c, Decimal) else c.isoformat() if isinstance(c, datetime.date) else c
            for c in row
        ]
        for row in table.rows
    ]
    return [dict(zip(table.headers, row, strict=True)) for row in plain]


def ndjson(order: random.Random | None) -> Export:
    """Return an export as JSON lines; missing values are null in odd rows and absent in even rows."""
    lines = []
    for number, row in enumerate(_objects(order)):
        lines.append(json.dumps(row if number % 2 else {k: v for k, v in row.items() if v is not None}))
    return Export([("sessions.ndjson", ("\n".join(lines) + "\n").encode())], CARRIES)


def json_array(order: random.Random | None) -> Export:
    """Return an export as a JSON list of objects."""
    return Export(
        [("sessions.json", json.dumps(_objects(order), ensure_ascii=False, indent=1).encode())], CARRIES
    )


def zipped(order: random.Random | None) -> Export:
    """Return a zip archive that contains the separate files in a folder."""
    loose = separate_files(order)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in loose.files:
            packed.writestr(f"export/{name}", content)
    return Export([("export.zip", out.getvalue())], loose.carries, loose.layout, missed=loose.missed)


def _cells(table: Table, order: random.Random | None) -> list[list]:
    """Return the rows of a sheet, with numbers as numbers and everything else as text."""
    table = table.shuffled(order)
    rows = [
        [float(c) if isinstance(c, Decimal) else c if c is None else str(c) for c in row]
        for row in table.rows
    ]
    return [table.headers, *rows]


def _split(field: str, order: random.Random | None) -> dict[str, list[list]]:
    """Return sheets with the same headers, one for each value of a field."""
    names = list(ENGLISH.headers.values())
    parts: dict[str, list[list]] = {}
    for row in practice().sessions:
        quarter = f"{row['session_date'].year} Q{(row['session_date'].month + 2) // 3}"
        row = row | {"closure": ENGLISH.endings.get(row["closure"]), "quarter": quarter}
        parts.setdefault(row[field], []).append([row[name] for name in FIELDS])
    sheets = {name: _cells(Table(names, rows), order) for name, rows in parts.items()}
    return _mixed(sheets | {"Legend": [["Code", "Meaning"], ["T1", "a colleague"]]}, order)


def _mixed(sheets: dict[str, list[list]], order: random.Random | None) -> dict[str, list[list]]:
    names = list(sheets)
    if order:
        order.shuffle(names)
    return {name: sheets[name] for name in names}


def sheets_joined(order: random.Random | None) -> Export:
    """Return the separate files as sheets of one workbook, after a cover sheet."""
    sheets = {name.removesuffix(".csv"): _cells(table, order) for name, table in separate_tables().items()}
    content = containers.xlsx(_mixed({"Cover": [["Export of the practice"]]} | sheets, order))
    loose = separate_files(None)
    return Export([("practice.xlsx", content)], loose.carries, loose.layout, missed=loose.missed)


def _stacked(name: str, content: bytes) -> Export:
    return Export([(name, content)], CARRIES, "joined_files", answers={"sheet": ALL_SHEETS})


def sheets_by_quarter(order: random.Random | None) -> Export:
    """Return an old Excel workbook with one sheet per quarter."""
    return _stacked("quarters.xls", containers.xls(_split("quarter", order)))


def sheets_by_therapist(order: random.Random | None) -> Export:
    """Return an OpenDocument spreadsheet with one sheet per therapist."""
    return _stacked("therapists.ods", containers.ods(_split("therapist", order)))


def sheets_binary(order: random.Random | None) -> Export:
    """Return a binary Excel workbook with one sheet per site."""
    return _stacked("sites.xlsb", containers.xlsb(_split("site", order)))


def fhir(order: random.Random | None) -> Export:
    """Return a FHIR R4 bundle with observations of both totals; the practice's ids are business identifiers."""
    entries = []
    for row in practice().sessions:
        number = small_practice.CLIENTS.index(row["client_id"])
        for scale in SCALES:
            if row[f"{scale}_total"] is None:
                continue
            entries.append(
                {
                    "resource": {
                        "resourceType": "Observation",
                        "status": "final",
                        "code": {"coding": [{"code": scale.upper()}], "text": scale.upper()},
                        "subject": {
                            "reference": f"Patient/{number}",
                            "identifier": {"value": row["client_id"]},
                        },
                        "performer": [{"type": "Practitioner", "identifier": {"value": row["therapist"]}}],
                        "effectiveDateTime": f"{row['session_date']}T10:00:00Z",
                        "valueQuantity": {"value": float(row[f"{scale}_total"])},
                    }
                }
            )
    if order:
        order.shuffle(entries)
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    carries = ("therapist", "ors_total", "srs_total")
    content = json.dumps(bundle, ensure_ascii=False).encode()
    return Export([("bundle.json", content)], carries, "one_row_per_administration", empty=False)


PACKED = {
    **{"xlsx": xlsx, "ods": ods, "parquet": parquet, "ndjson": ndjson, "json_array": json_array},
    **{"zip": zipped, "fhir": fhir, "sheets_joined": sheets_joined, "sheets_by_quarter": sheets_by_quarter},
    **{"sheets_by_therapist": sheets_by_therapist, "sheets_binary": sheets_binary},
}
