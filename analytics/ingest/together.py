"""Which sheets of one workbook are taken together, as files that belong together are.

A sheet is taken when it would be accepted as a file of a delivery: it has the client and the scores with their dates,
or the client and what is joined to scores. Only what is no table of the practice stays out, and is named: a sheet
without the client, without a row, of averages without dates, or of dates that need not be sessions (payments, another
questionnaire). Sheets that complete each other (clients, appointments, ORS, SRS) are joined unasked. Several with
scores of one scale may be years of one practice or a copy and its correction: which of them to take, or all together,
is a question. Where all were wanted and contradict each other, `opposed` asks for one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from analytics.ingest.dialect import Table
from analytics.ingest.headers import meaning
from analytics.ingest.layout import APPOINTMENTS, AREAS, PER_ADMINISTRATION, Layout, understand
from analytics.ingest.limits import MAX_SHEETS
from analytics.ingest.refusal import ALL_SHEETS, NeedsChoice, Question, Refused, listed, shortened
from analytics.ingest.sheet import Sheet, Workbook
from analytics.ingest.spelling import data, plain

_OF_A_DIARY = ("attendance", "session_no", "source_session_id")  # columns that only rows of sessions have

Settled = Callable[[tuple[str, ...]], dict[str, str]]


def sheets(book: Workbook, wanted: str | None, settled: Settled) -> list[Sheet]:
    """The sheets to read, in the order of the workbook; the first tells which are not read.

    Parameters: wanted, the sheet a person has chosen; settled, what was said about a table with these column names.
    Where no sheet can be used, the first one with column names comes back, so that what it lacks is said.
    Raises NeedsChoice where several hold scores of one scale and nobody has said which to take.
    """
    book.tables = {name: _of_scale(name, table) for name, table in book.tables.items()}
    names = list(book.tables)
    if len(names) > 1:
        scales = {name: _scales(book, name, settled) for name in names}
        usable = [name for name in names if scales[name] is not None]
        rivals = [name for name in usable if any(other != name and scales[name] & scales[other] for other in usable)]
        if wanted in usable:
            usable = [name for name in usable if name == wanted or not scales[name] & scales[wanted]]
        elif rivals and wanted != ALL_SHEETS and not all(_all_wanted(book, name, settled) for name in rivals):
            raise NeedsChoice(_question(book, rivals))
        names = usable or names[:1]
    if len(names) > MAX_SHEETS:
        raise Refused(f"The workbook has {len(names):,} sheets with tables; at most {MAX_SHEETS} are read. Split it.")
    book.keep(names)
    unused = tuple(name for name in book.filled if name not in names)
    return [
        Sheet(book, name, () if place else book.hidden, () if place else unused)
        for place, name in enumerate(names)
    ]


def _all_wanted(book: Workbook, name: str, settled: Settled) -> bool:
    return settled(book.tables[name].header).get("sheet") == ALL_SHEETS


def _question(book: Workbook, rivals: list[str]) -> Question:
    text = f"The sheets {listed(rivals)} all hold scores. Which one should be imported, or all together?"
    columns = tuple(f"{shortened(name)}: {listed(list(book.tables[name].header), 5)}" for name in rivals)
    return Question("sheet", text, (*rivals, ALL_SHEETS), columns)


def _of_scale(name: str, table: Table) -> Table:
    """The table with the scale before a total that says none, where the sheet is called like a scale: `Score` of the
    sheet ORS is `ORS Score`, as under a header row with the scale."""
    scales = [word for word in name.split() if (m := meaning(word)) and m.version and m.field.endswith("_total")]
    fields = [m.field if (m := meaning(header)) else None for header in table.header]
    is_said = "measure" in fields or any(m and m.is_score and m.version for m in map(meaning, table.header))
    if len(scales) != 1 or is_said or fields.count("total") != 1:
        return table
    both = (f"{scales[0]} {h}" if f == "total" else h for h, f in zip(table.header, fields, strict=True))
    return replace(table, header=tuple(both))


def _scales(book: Workbook, name: str, settled: Settled) -> set[str] | None:
    """The scales (ors, srs) whose scores a sheet holds, empty where it is joined to others; None: not usable."""
    if not book.is_filled(name):
        return None
    table: Table = book.tables[name]
    labels = [label for label, _ in table.labels]
    samples = (*table.samples, *((value,) for _, value in table.labels))
    try:
        layout = understand([*table.header, *labels], settled(table.header), samples)
    except Refused:
        return None
    except NeedsChoice:
        return set(AREAS)
    if layout.name == APPOINTMENTS and not _is_diary(layout, name):
        return None
    if layout.name == PER_ADMINISTRATION:
        return set(AREAS)
    return {scale for scale, areas in AREAS.items() if {*areas, f"{scale}_total"} & set(layout.fields)}


def _is_diary(layout: Layout, name: str) -> bool:
    if any(field in layout.fields for field in _OF_A_DIARY):
        return True
    said = plain(name), plain(layout.column("session_date"))
    return any(plain(word) in text for word in data("words")["columns"]["diary"] for text in said)
