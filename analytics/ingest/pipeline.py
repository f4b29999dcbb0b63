"""A delivery from files to sessions: read, recognise, type, consolidate. Runs in the importing process."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics.ingest import answering
from analytics.ingest import remembered as told
from analytics.ingest.base import rejection_reasons, saved_mappings
from analytics.ingest.base.errors import Lacking, NeedsChoice, Question, Refused, listed, shortened
from analytics.ingest.base.limits import MAX_LISTED
from analytics.ingest.columns import exporters, header_names
from analytics.ingest.columns.layout import NOT_USED
from analytics.ingest.containers import formulas, json_tables, zip_archive
from analytics.ingest.rows import (
    cell_types,
    child_tables,
    client_names,
    column_mapping,
    consolidation,
    deferred_tables,
    ditto_marks,
    file_names,
    linked_files,
    reading,
    report,
    sheet_conflicts,
    spreadsheet_ids,
    units,
)
from analytics.ingest.rows.reading import ReadFile
from analytics.store.staging import Staging

Progress = Callable[[str, float], None]
MAX_MEASURES = 50  # texts that name a measure, listed in a report
NAMED = 120  # characters of the name of a file, and of a sheet in it, before what is said about it


@dataclass
class Understood:
    """What the stages found out: one entry per file, and the parts of the report that are known so far.

    origins: for each file read, by its number, which delivered file it came out of; idle: accepted
    appointments of clients of whom no session could be kept, which change nothing; named: the names of the files by
    signature of their column names.
    """

    files: list[ReadFile]
    document: dict[str, Any]
    signatures: dict[str, list[str]] = field(default_factory=dict)
    origins: list[int] = field(default_factory=list)
    idle: int = 0
    named: dict[str, list[str]] = field(default_factory=dict)


def understand(
    staging: Staging,
    files: list[tuple[str, Path]],
    *,
    today: datetime.date,
    answers: dict[str, str],
    remembered: saved_mappings.Profiles,
    progress: Progress,
    strict: bool = False,
    key: Callable[[], str] = str,
) -> Understood:
    """Leave `delivery.session` and `delivery.rejected` in `staging`, and say what was understood.

    Parameters: staging, with the aliases in force (`store.aliases.put`); files, (name, private copy) each; answers,
    what a person settled, before anything remembered; strict, refuse answers that are about nothing in these files;
    key, gives that of the store, for codes made of names.
    Raises Refused, NeedsChoice, WrongAnswer; the first two speaks of the file by name where there are several.
    """
    cell_types.prepare(staging)
    header_names.say(remembered.columns() | answers)
    members = zip_archive.unpacked(files, staging.scratch)
    packages = [number for number, inside in enumerate(members) for _ in inside]
    files = [file for inside in members for file in inside]
    read, orders, signatures, named, books = [], [], {}, {}, []
    waiting: list[deferred_tables.Waiting] = []
    used = answering.Used(orders=orders)

    def said(header: tuple[str, ...]) -> dict[str, str]:
        return remembered.answers(saved_mappings.signature(header)) | answers

    people = json_tables.people_of(files)
    for number, (name, path) in enumerate(files):
        called = name
        try:
            progress("reading", number / len(files))
            tables, new = reading.tables_of(name, path, answers, said, staging, people), []
            used.seen(tables)
            for found in tables:
                called, header = found.name, found.table.header
                signatures[saved_mappings.signature(header)] = list(header)
                named.setdefault(saved_mappings.signature(header), []).append(name)
                try:
                    file = _read(len(read) + len(new), path, staging, found, said(header))
                except Lacking as lacking:
                    without = {f"column:{lacking.without}": NOT_USED} if lacking.without else {}
                    waiting.append(
                        deferred_tables.of(
                            path, staging.scratch, found, said(header) | without, lacking, number
                        )
                    )
                    continue
                new.append((file, said(header)))
            tables = found = None  # what a workbook holds in memory is not needed beside the typed rows
            for file, settled in new:
                called = file.name
                if linked_files.has_sessions(file):
                    progress("checking each row", (number + 0.5) / len(files))
                    orders.append(cell_types.type_file(staging, file, today, settled))
            read += [file for file, _ in new]
            books += [number] * len(new)
        except (Refused, NeedsChoice) as problem:
            seen = problem.matching if isinstance(problem, Refused) else []
            seen = seen or column_mapping.before_reading(name, path, answers)
            seen = client_names.without_names(seen, answers)
            raise _named(problem, called if len(files) > 1 or called != name else "", seen) from problem
    settled = {k: v for key in signatures for k, v in remembered.answers(key).items()} | answers
    for file, problem in child_tables.complete(staging, waiting, read, books, orders, today):
        raise _named(problem, file.name, []) from problem
    file_names.ask(read, settled)
    progress("putting sessions together", 1.0)
    try:
        _tell_more(staging, read, today, settled, orders)
        client_names.turn_into_codes(staging, read, settled, key)
        strange = spreadsheet_ids.join(staging, read, settled)
        staging.run("aliased")
        document, unknown = _consolidated(staging, read, books, settled)
    except Refused as problem:
        raise Refused(
            str(problem), client_names.without_names(column_mapping.of(read, settled), settled)
        ) from problem
    if strange:
        document["warnings"] = sorted([*document["warnings"], "list_not_joined"])
        document["message"] += (
            f" No client of {listed(strange)} has a session here, so nothing of it was used."
        )
    document["recognised"] = _recognised(read, orders) | units.recognised(staging)
    document["recognised"]["exporter"] = exporters.recognised(list(signatures.values()))
    seen = client_names.without_names(column_mapping.of(read, settled), settled)
    document["recognised"] |= {"unknown_closure_words": unknown, "matching": seen}
    words = (
        consolidation.closure_words(staging) if strict or any("closure:" in key for key in settled) else {}
    )
    document["remembered"] = told.applied(remembered, signatures, answers, document["recognised"], words)
    if strict:
        used.scale, used.words = document["recognised"]["item_scale"], words
        used.measures = [row[0] for row in staging.run("measures_named")]
        answering.check(
            answers, {k: v for key in signatures for k, v in remembered.answers(key).items()}, read, used
        )
    origins = [packages[number] for number in books]
    return Understood(read, document, signatures, origins, document.pop("idle"), named)


def _read(number: int, path: Path, staging: Staging, found: reading.Found, said: dict[str, str]) -> ReadFile:
    """A table of a file, without the column of its clients' names where a person leaves it out."""
    file = reading.read(number, path, staging.scratch, found, said)
    column = client_names.leaves_out(file, said)
    if not column:
        return file
    try:
        return reading.read(number, path, staging.scratch, found, said | {f"column:{column}": NOT_USED})
    except Lacking as lacking:
        raise client_names.nobody_left(column, lacking) from None


def _tell_more(
    staging: Staging, read: list[ReadFile], today: datetime.date, answers: dict[str, str], orders: list[str]
) -> None:
    """Read the files about clients and episodes, which have no sessions of their own."""
    linked_files.require_scores(staging, read)
    for file in read:
        if not linked_files.has_sessions(file):
            try:
                linked_files.read_attributes(staging, file, today, answers, orders)
                spreadsheet_ids.require_digits(staging, file)
            except (NeedsChoice, Refused) as problem:
                raise _named(problem, file.name, []) from problem


def _named(problem: Refused | NeedsChoice, name: str, seen: list[dict]) -> Refused | NeedsChoice:
    if isinstance(problem, Refused):
        return Refused(f"{shortened(name, NAMED)}: {problem}" if name else str(problem), seen)
    if not name:
        return problem
    asked = problem.question
    return NeedsChoice(
        Question(asked.key, f"{shortened(name, NAMED)}: {asked.text}", asked.choices, asked.examples)
    )


def _consolidated(
    staging: Staging, read: list[ReadFile], books: list[int], answers: dict[str, str]
) -> tuple[dict[str, Any], list[str]]:
    filled = cell_types.drop_filled_areas(staging)
    disputed = linked_files.join(staging, read)
    unknown_words = consolidation.consolidate(staging, answers, read)
    sheet_conflicts.ask(staging, read, books)
    facts, warnings = consolidation.facts(staging)
    if disputed and "same_day_two_therapists" not in warnings:
        warnings.append("same_day_two_therapists")
    if any(file.cleaned.truncated for file in read):
        warnings.append("file_may_be_truncated")
    if any(file.cleaned.damaged for file in read):
        warnings.append("letters_lost")
    if any(file.cleaned.dittos for file in read):
        warnings.append(ditto_marks.WARNING)
    if filled:
        warnings.append("items_not_answered_separately")
    if unknown_words:
        warnings.append("unknown_closure_words")
    uncalculated = list(dict.fromkeys(name for file in read for name in file.uncalculated))
    if uncalculated:
        warnings.append(formulas.WARNING)
    names = ("rows_in", "rows_accepted", "rows_quarantined", "rows_skipped", "idle")
    rows = dict(zip(names, staging.run("counts")[0], strict=True))
    if rows["rows_in"] != rows["rows_accepted"] + rows["rows_quarantined"] + rows["rows_skipped"]:
        raise AssertionError("rows in are not the sum of rows accepted, quarantined and skipped")
    if not facts["n_sessions"] and "n_known_told" not in facts:
        raise Refused(_nothing_usable(staging, read))
    inside = sum(file.cleaned.inside for file in read)
    faulty, missing = staging.run("cells_counted")[0]
    set_aside = _left_out(staging, read, "quarantined")
    warnings += [
        name
        for name, is_so in (
            ("cells_left_out", faulty),
            ("ids_damaged", any(row["reason"] == spreadsheet_ids.DAMAGED for row in set_aside)),
            ("names_as_ids", client_names.are_used(read, answers)),
        )
        if is_so
    ]
    facts |= {name: n for name, n in (("n_cells_left_out", faulty), ("n_missing_codes", missing)) if n}
    return {
        "outcome": report.QUARANTINE if rows["rows_quarantined"] or faulty else report.ACCEPT,
        "message": report.message(
            rows, warnings, inside=inside, uncalculated=uncalculated, faulty=faulty, missing=missing
        ),
        **rows,
        "quarantined": set_aside,
        "skipped": _left_out(staging, read, "skipped"),
        "cells_quarantined": _left_out(staging, read, "cell"),
        "warnings": sorted(warnings),
        "facts": facts | _measures(staging) | ({"lines_inside_cells": inside} if inside else {}),
    }, [shortened(word, 80) for word in unknown_words[:50]]


def _measures(staging: Staging) -> dict[str, Any]:
    """Each text that names a measure, and what became of its rows."""
    named = [
        dict(zip(("text", "read_as", "rows"), row, strict=True)) for row in staging.run("measures_named")
    ]
    return {"measures": named[:MAX_MEASURES]} if named else {}


def _nothing_usable(staging: Staging, read: list[ReadFile]) -> str:
    first = staging.run("left_out", kind="quarantined", most=1) or staging.run(
        "left_out", kind="skipped", most=1
    )
    number, line, reason, column, text = first[0]
    where = f"line {line}, column “{shortened(column)}”" if column else f"line {line}"
    cell = f", which says “{shortened(text, 40)}”" if text and column else ""
    named = f"{shortened(read[number].name, NAMED)}: " if len(read) > 1 else ""
    why = rejection_reasons.where_none_is_left(reason)
    return f"No row can be used. The first one set aside is {named}{where}{cell}: {why[:1].lower()}{why[1:]}"


def _left_out(staging: Staging, read: list[ReadFile], kind: str) -> list[dict]:
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


def _recognised(read: list[ReadFile], orders: list[str]) -> dict[str, Any]:
    layouts = {file.layout.name for file in read}
    columns: dict[str, str] = {}
    between = {key: value for file in read for key, value in file.cleaned.asked.items()}
    for file in read:
        columns |= file.layout.columns()
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
