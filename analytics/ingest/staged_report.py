"""Parts of the import report known before the version is built: counts, warnings and rows left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analytics.ingest.base import rejection_reasons
from analytics.ingest.base.errors import ImportRejected, shortened
from analytics.ingest.base.limits import MAX_LISTED
from analytics.ingest.columns.eav_format import PER_FIELD
from analytics.ingest.containers import formulas
from analytics.ingest.rows import (
    cell_types,
    client_names,
    compared_columns,
    consolidation,
    ditto_marks,
    linked_files,
    report,
    sheet_conflicts,
    spreadsheet_ids,
)
from analytics.ingest.rows.reading import ReadFile
from analytics.store.staging import Staging

MAX_MEASURES = 50  # texts that name a measure, listed in a report
MAX_WORDS = 50  # unknown closing reasons listed in a report
NAMED = 120  # characters of the name of a file, and of a sheet in it, before what is said about it


def consolidated(
    staging: Staging, read: list[ReadFile], books: Sequence[int], answers: dict[str, str]
) -> tuple[dict[str, Any], list[str]]:
    """Combine a delivery's converted rows into sessions; return the report and unknown closing reasons.

    Parameters
    ----------
    staging : the typed rows; `delivery.session` and `delivery.rejected` are filled.
    read : the files of the delivery, by number.
    books : for each of them the number of the file that it is or, as a sheet, stands in.
    answers : question key -> choice, those of this delivery and remembered ones.

    Returns
    -------
    The document (outcome, message, counts of rows, rows left out, warnings, facts, and `idle`: accepted
    appointments that change nothing), and the unknown closing reasons, shortened.

    Raises
    ------
    QuestionForUser : about a closing reason or contradictory sheets.
    ImportRejected : if no row can be used.
    """
    filled = cell_types.drop_filled_areas(staging)
    disputed = linked_files.join(staging, read)
    unknown_words = consolidation.consolidate(staging, answers, read)
    sheet_conflicts.ask_sheet(staging, read, books)
    facts, warnings = consolidation.facts(staging)
    if disputed and "same_day_two_therapists" not in warnings:
        warnings.append("same_day_two_therapists")
    rows, idle = _row_counts(staging)
    if not facts["n_sessions"] and "n_known_told" not in facts:
        raise ImportRejected(_nothing_usable(staging, read))
    inside = sum(file.cleaned.inside for file in read)
    faulty, missing = staging.run("cells_counted")[0]
    set_aside = _left_out(staging, read, "quarantined")
    uncalculated = list(dict.fromkeys(name for file in read for name in file.uncalculated))
    is_so = _of_files(read, answers) | {
        "items_not_answered_separately": filled,
        "unknown_closure_words": bool(unknown_words),
        formulas.WARNING: bool(uncalculated),
        "cells_left_out": bool(faulty),
        "ids_damaged": any(row["reason"] == spreadsheet_ids.DAMAGED for row in set_aside),
    }
    warnings += [name for name in is_so if is_so[name]]
    facts |= {name: n for name, n in (("n_cells_left_out", faulty), ("n_missing_codes", missing)) if n}
    disagreeing = compared_columns.sentence([one for file in read for one in file.cleaned.disagreeing])
    cells = {"inside": inside, "uncalculated": uncalculated, "faulty": faulty, "missing": missing}
    return {
        "outcome": report.QUARANTINE if rows["rows_quarantined"] or faulty else report.ACCEPT,
        "message": report.message(rows, warnings, disagreeing=disagreeing, **cells),
        **rows,
        "idle": idle,
        "quarantined": set_aside,
        "skipped": _left_out(staging, read, "skipped"),
        "cells_quarantined": _left_out(staging, read, "cell"),
        "warnings": sorted(warnings),
        "facts": facts | _measures(staging) | ({"lines_inside_cells": inside} if inside else {}),
    }, [shortened(word, 80) for word in unknown_words[:MAX_WORDS]]


def _row_counts(staging: Staging) -> tuple[dict[str, int], int]:
    """Return the report's numbers of rows, and how many accepted rows concern clients without a session."""
    rows_in, accepted, quarantined, skipped, idle = staging.run("counts")[0]
    if rows_in != accepted + quarantined + skipped:
        raise AssertionError("rows in are not the sum of rows accepted, quarantined and skipped")
    rows = {
        "rows_in": rows_in,
        "rows_accepted": accepted,
        "rows_quarantined": quarantined,
        "rows_skipped": skipped,
    }
    return rows, idle


def _of_files(read: Sequence[ReadFile], answers: dict[str, str]) -> dict[str, bool]:
    """Return, for each warning about whole files, whether it applies to the delivery."""
    return {
        "file_may_be_truncated": any(file.cleaned.truncated for file in read),
        "letters_lost": any(file.cleaned.damaged for file in read),
        ditto_marks.WARNING: any(file.cleaned.dittos for file in read),
        compared_columns.WARNING: any(file.cleaned.disagreeing for file in read),
        "names_as_ids": client_names.are_used(read, answers),
    }


def _measures(staging: Staging) -> dict[str, Any]:
    """Return each measure name in the delivery with its meaning and number of rows, for the report."""
    named = [
        dict(zip(("text", "read_as", "rows"), row, strict=True)) for row in staging.run("measures_named")
    ]
    return {"measures": named[:MAX_MEASURES]} if named else {}


def _nothing_usable(staging: Staging, read: Sequence[ReadFile]) -> str:
    """Return the error message for a delivery without a usable row, with the first faulty row."""
    first = staging.run("left_out", kind="quarantined", most=1) or staging.run(
        "left_out", kind="skipped", most=1
    )
    number, line, reason, column, text = first[0]
    where = f"line {line}, column “{shortened(column)}”" if column else f"line {line}"
    cell = f", which says “{shortened(text, 40)}”" if text and column else ""
    named = f"{shortened(read[number].name, NAMED)}: " if len(read) > 1 else ""
    why = rejection_reasons.describe_all_rejected(reason)
    return f"No row can be used. The first one set aside is {named}{where}{cell}: {why[:1].lower()}{why[1:]}"


def _left_out(staging: Staging, read: Sequence[ReadFile], kind: str) -> list[dict[str, Any]]:
    """Return the report's entries on rows or cells left out, of one kind such as `quarantined`.

    The kinds are quarantined, skipped and cell.
    """
    return [
        {
            "file": read[number].name,
            "line": line,
            "reason": reason,
            "column": column,
            "text": shortened(text, 80),
        }
        for number, line, reason, column, text in staging.run("left_out", kind=kind, most=MAX_LISTED)
    ]


def recognised(read: Sequence[ReadFile], orders: Sequence[str]) -> dict[str, Any]:
    """Return the entry `recognised` of a report: layout, encoding, date order, columns, sheets.

    Parameters
    ----------
    read : the files of the delivery.
    orders : date orders that were found, in the order of the files.
    """
    layouts = {PER_FIELD if file.has_fields_as_rows else file.layout.name for file in read}
    columns: dict[str, str] = {}
    for file in read:
        columns |= file.layout.columns()
    between: Mapping[str, str] = {key: value for file in read for key, value in file.cleaned.asked.items()}
    return {
        "layout": layouts.pop() if len(read) == 1 else "joined_files",
        "encoding": read[0].encoding,
        "delimiter": read[0].delimiter,
        "decimal": "," if any(cell_types.decimal_mark(file) == "," for file in read) else ".",
        "date_order": next((order for order in orders if order != "iso"), "iso"),
        "columns": columns,
        "sheets": [shortened(file.sheet) for file in read if file.sheet],
        "unused_sheets": [shortened(name) for file in read for name in file.unused_sheets],
        "hidden_sheets": [shortened(name) for file in read for name in file.hidden_sheets],
    } | ({"between_rows": between} if between else {})
