"""Hypothesis strategies for valid tables of sessions, and for the many ways to write them."""

from __future__ import annotations

import csv
import datetime
import io
import json
from dataclasses import dataclass, replace
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from tests.support.exports import LOCALES, Locale, text
from tests.support.small_practice import ORS, SRS, TODAY

FIELDS = ("client_id", "session_date", "therapist", *ORS, "ors_total", *SRS, "srs_total")
TOTALS = ("client_id", "session_date", "therapist", "ors_total", "srs_total")
DATES = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%-m/%-d/%Y", "%Y%m%d", "%d %b %Y")
ANCHOR = dict(zip(FIELDS, ("anchor", datetime.date(2025, 3, 31), "T1"), strict=False))
ANCHOR |= {f: Decimal("5.5") + k for k, f in enumerate(ORS)} | {"ors_total": Decimal("28.0")}
ANCHOR |= {f: Decimal("6.1") + k for k, f in enumerate(SRS)} | {"srs_total": Decimal("30.4")}
names = st.text(st.sampled_from("abcAB019-_. äßø"), min_size=1, max_size=10).filter(
    lambda t: t == t.strip() and t
)
people = names.filter(lambda t: any(c.isalnum() for c in t))  # a dash or a full stop names nobody
points = st.integers(0, 100).map(lambda tenths: Decimal(tenths) / 10)


@st.composite
def rows(draw) -> list[dict]:
    """Draw up to eight sessions, no two with the same client and day.

    The list starts with a fixed session, so that the scale of the scores is certain.
    """

    def session() -> dict:
        made = {"client_id": draw(names), "therapist": draw(st.none() | people)}
        made["session_date"] = draw(st.dates(datetime.date(2005, 1, 1), TODAY))
        for areas, total in ((ORS, "ors_total"), (SRS, "srs_total")):
            scores = [draw(points) for _ in areas] if draw(st.integers(0, 3)) else None
            made |= dict(zip(areas, scores, strict=True)) if scores else dict.fromkeys(areas)
            made[total] = sum(scores) if scores else None
        return made

    made = [ANCHOR, *(session() for _ in range(draw(st.integers(0, 7))))]
    return list({(row["client_id"], row["session_date"]): row for row in made}.values())


@dataclass(frozen=True)
class Way:
    """Way to write a table: layout, container, and locale (headers, delimiter, dates, encoding)."""

    layout: str
    container: str
    locale: Locale
    quoting: int
    line_end: str


@st.composite
def ways(draw) -> Way:
    """Draw any way to write a table."""
    named = draw(st.sampled_from(sorted(set(LOCALES) - {"items_of_100", "totals_only"})))
    delimiter = draw(st.sampled_from(",;\t|"))
    made = replace(
        LOCALES[named],
        date=draw(st.sampled_from(DATES)),
        delimiter=delimiter,
        decimal=draw(st.sampled_from(".,")),
        encoding=draw(st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "cp1252"))),
    )
    return Way(
        draw(st.sampled_from(("sessions", "administrations", "two_files"))),
        draw(st.sampled_from(("csv", "csv", "csv", "xlsx", "ndjson", "parquet"))),
        made,
        draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))),
        draw(st.sampled_from(("\n", "\r\n"))),
    )


def tables(made: list[dict], way: Way) -> list[tuple[list[str], list[list]]]:
    """Return (headers, rows) of each file; sessions without scores are left out if the layout cannot hold them."""
    if way.layout == "sessions":
        return [([way.locale.headers[f] for f in FIELDS], [[row[f] for f in FIELDS] for row in made])]
    if way.layout == "administrations":
        headers = ["Client", "Date", "Therapist", "Measure", "Score"]
        forms = [
            (row, scale) for row in made for scale in ("ors", "srs") if row[f"{scale}_total"] is not None
        ]
        first = TOTALS[:3]
        return [(headers, [[*(r[f] for f in first), s.upper(), r[f"{s}_total"]] for r, s in forms])]
    files = []
    for scale, areas in (("ors", ORS), ("srs", SRS)):
        fields = (*FIELDS[:3], *areas, f"{scale}_total")
        kept = [[row[f] for f in fields] for row in made if row[f"{scale}_total"] is not None]
        files.append(([way.locale.headers[f] for f in fields], kept))
    return files


def contents(made: list[dict], way: Way, order) -> list[tuple[str, bytes]]:
    """Return the files of a delivery; `order` shuffles rows and columns."""
    files = []
    for number, (headers, body) in enumerate(tables(made, way)):
        places = list(range(len(headers)))
        order.shuffle(places)
        body = [[row[place] for place in places] for row in body]
        order.shuffle(body)
        files.append((f"file-{number}", _packed([headers[place] for place in places], body, way)))
    return files


def holds(made: list[dict], way: Way) -> set[tuple]:
    """Return the expected sessions as tuples of the fields that the layout can hold."""
    if way.layout != "sessions":
        made = [row for row in made if row["ors_total"] is not None or row["srs_total"] is not None]
    return {tuple(row[f] for f in fields_of(way)) for row in made}


def fields_of(way: Way) -> tuple[str, ...]:
    """Return the session fields that the file layout of `way` can represent."""
    return TOTALS if way.layout == "administrations" else FIELDS


def _packed(headers: list[str], body: list[list], way: Way) -> bytes:
    plain = [[float(c) if isinstance(c, Decimal) else c for c in row] for row in body]
    out = io.BytesIO()
    if way.container == "xlsx":
        book = openpyxl.Workbook()
        book.active.append(headers)
        for row in plain:
            book.active.append(row)
        book.save(out)
        return out.getvalue()
    if way.container == "parquet":
        columns = list(zip(*plain, strict=True)) or [[]] * len(headers)
        pq.write_table(pa.table({h: pa.array(list(c)) for h, c in zip(headers, columns, strict=True)}), out)
        return out.getvalue()
    if way.container == "ndjson":
        lines = [json.dumps(dict(zip(headers, row, strict=True)), default=str) for row in plain]
        return "\n".join(lines).encode()
    written = io.StringIO(newline="")
    writer = csv.writer(
        written, delimiter=way.locale.delimiter, quoting=way.quoting, lineterminator=way.line_end
    )
    writer.writerow(headers)
    writer.writerows([[text(cell, way.locale) for cell in row] for row in body])
    return written.getvalue().encode(way.locale.encoding)
