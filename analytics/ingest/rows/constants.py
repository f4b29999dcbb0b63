"""Facts that hold for a whole table, from an answer or from the name of a sheet or file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from analytics.ingest.base.normalize import normalized
from analytics.ingest.columns import date_columns, exporters, incomplete_tables, layout
from analytics.ingest.columns.form_sheet import FIELDS as _OF_FORMS
from analytics.ingest.columns.header_names import HeaderNames
from analytics.ingest.columns.table import Table
from analytics.ingest.columns.wide_format import split
from analytics.ingest.rows import table_names
from analytics.ingest.rows.canonical_csv import Cleaned, quoted

PREFIX = "constant:"
FIELDS = tuple(sorted(_OF_FORMS))  # what a person can say once for all rows
_BLOCK = 1 << 20  # characters copied at a time


@dataclass(frozen=True)
class Constant:
    """One fact that applies to every row of a table: label, field and value.

    label: its name among the columns. field: canonical. value: of every row.
    """

    label: str
    field: str
    value: str


def of(
    lookup: HeaderNames, header: Iterable[str], answers: Mapping[str, str], file: str, sheet: str = ""
) -> tuple[Constant, ...]:
    """Return facts that hold for all rows of a table, from answers, sheet name or file name.

    Parameters
    ----------
    lookup : meanings of column names.
    header : column names.
    answers : question key -> choice; `constant:FIELD`, `sheet_means` and `file_means` count.
    file, sheet : their names.
    """
    names = list(header)
    known = [
        m
        for name in names
        if (
            m := lookup.field_of(name)
            or (lookup.field_of(part[0]) if (part := split(lookup, name)) else None)
        )
    ]
    answered = {answers.get(f"column:{name}") for name in names}
    is_dated = "session_date" in answered or any(m.field == "session_date" for m in known)
    if (
        not is_dated
        and not incomplete_tables.is_scored(lookup, names)
        and not date_columns.is_headed(lookup, names)
    ):
        return ()
    there = {m.field for m in known} | answered
    lacking = table_names.lacking(lookup, names, answers)
    found = {}
    for field in FIELDS:
        lacks = field in lacking or field not in table_names.CHOICES and field not in there
        if lacks and (value := answers.get(f"{PREFIX}{field}", "").strip()):
            found[field] = Constant(_label(f"{field} of all rows", names), field, value)
    for key, name in ((table_names.OF_SHEET, sheet), (table_names.OF_FILE, PurePath(file).stem)):
        field = answers.get(key, "")
        if field in lacking and field not in found and (value := table_names.value(lookup, name)):
            found[field] = Constant(_label(table_names.COLUMNS[key], names), field, value)
    return tuple(found.values())


def parse(
    table: Table,
    answers: Mapping[str, str],
    *,
    file: str = "",
    sheet: str = "",
    lent: Sequence[str] = (),
    given: tuple[Constant, ...] | None = None,
) -> tuple[layout.Layout, tuple[Constant, ...]]:
    """Return a table's layout, including the labels above it, and the facts that apply to all its rows.

    Parameters
    ----------
    table : the table.
    answers : question key -> choice.
    file, sheet : their names.
    lent : canonical fields that another table will give its rows.
    given : the facts, where they are known already.

    Raises
    ------
    ImportRejected, QuestionForUser
        As `layout.infer_layout`.
    """
    around = date_columns.stated_scale(table.lookup, *table.titles, sheet, PurePath(file).stem)
    answers = exporters.rules(table.header) | around | dict(answers)
    labels = [label for label, _ in table.labels]
    given = (
        of(table.lookup, [*table.header, *labels, *lent], answers, file, sheet) if given is None else given
    )
    names = [*table.header, *labels, *(one.label for one in given), *lent]
    once = [*(value for _, value in table.labels), *(one.value for one in given)]
    samples = (*table.samples, *((value,) for value in once), *(() for _ in lent))
    all_answers = {f"column:{one.label}": one.field for one in given} | answers
    return layout.infer_layout(table.lookup, names, all_answers, samples if table.samples else ()), given


def _label(name: str, names: list[str]) -> str:
    """Return the given name, with a mark appended if a column of the table already has that name."""
    return name if normalized(name) not in map(normalized, names) else _label(f"{name} *", [])


def add(cleaned: Cleaned, constants: Sequence[Constant]) -> None:
    """Append to every clean row the values that apply to the whole table, as extra cells."""
    end = "".join(f"{cleaned.delimiter}{quoted(one.value, cleaned.delimiter)}" for one in constants) + "\n"
    target = cleaned.path.with_name(f"{cleaned.path.name}-rows")
    with (
        cleaned.path.open(encoding="utf-8", newline="") as rows,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        while block := rows.read(_BLOCK):
            out.write(block.replace("\n", end))
    target.replace(cleaned.path)
    cleaned.width += len(constants)
