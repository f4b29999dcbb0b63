"""A delivery from files to sessions: read, recognise, type, consolidate. Runs in the importing process."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics.ingest import (
    answering,
    consolidation,
    headers,
    joined,
    matching,
    opposed,
    packed,
    profiles,
    reading,
    report,
    scales,
    values,
)
from analytics.ingest.limits import MAX_LISTED
from analytics.ingest.reading import ReadFile
from analytics.ingest.refusal import NeedsChoice, Question, Refused, shortened
from analytics.store.staging import Staging

Progress = Callable[[str, float], None]
NAMED = 120  # characters of the name of a file, and of a sheet in it, before what is said about it


@dataclass
class Understood:
    """What the stages found out: one entry per file, and the parts of the report that are known so far.

    origins: for each file read, by its number, which delivered file it came out of; idle: accepted
    appointments of clients of whom no session could be kept, which change nothing.
    """

    files: list[ReadFile]
    document: dict[str, Any]
    signatures: dict[str, list[str]] = field(default_factory=dict)
    origins: list[int] = field(default_factory=list)
    idle: int = 0


def understand(
    staging: Staging,
    files: list[tuple[str, Path]],
    *,
    today: datetime.date,
    answers: dict[str, str],
    remembered: profiles.Profiles,
    progress: Progress,
    strict: bool = False,
) -> Understood:
    """Leave `delivery.session` and `delivery.rejected` in `staging`, and say what was understood.

    Parameters: files, (name, private copy) each; answers, what a person settled, before anything remembered; strict,
    refuse answers that are about nothing in these files.
    Raises Refused, NeedsChoice, WrongAnswer; the first two speaks of the file by name where there are several.
    """
    values.prepare(staging)
    headers.say(remembered.columns() | answers)
    members = packed.unpacked(files, staging.scratch)
    packages = [number for number, inside in enumerate(members) for _ in inside]
    files = [file for inside in members for file in inside]
    read, orders, signatures, books = [], [], {}, []
    used = answering.Used(orders=orders)

    def said(header: tuple[str, ...]) -> dict[str, str]:
        return remembered.answers(profiles.signature(header)) | answers

    for number, (name, path) in enumerate(files):
        called = name
        try:
            progress("reading", number / len(files))
            tables, new = reading.tables_of(name, path, answers, said, staging), []
            used.seen(tables)
            for found in tables:
                called, header = found.name, found.table.header
                signatures[profiles.signature(header)] = list(header)
                file = reading.read(len(read) + len(new), path, staging.scratch, found, said(header))
                new.append((file, said(header)))
            tables = found = None  # what a workbook holds in memory is not needed beside the typed rows
            for file, settled in new:
                called = file.name
                if joined.has_sessions(file):
                    progress("checking each row", (number + 0.5) / len(files))
                    orders.append(values.type_file(staging, file, today, settled))
            read += [file for file, _ in new]
            books += [number] * len(new)
        except (Refused, NeedsChoice) as problem:
            seen = matching.before_reading(name, path, answers)
            raise _named(problem, called if len(files) > 1 or called != name else "", seen) from problem
    settled = {k: v for key in signatures for k, v in remembered.answers(key).items()} | answers
    progress("putting sessions together", 1.0)
    try:
        _tell_more(staging, read, today, settled, orders)
        document, unknown = _consolidated(staging, read, books, settled)
    except Refused as problem:
        raise Refused(str(problem), matching.of(read, settled)) from problem
    document["recognised"] = _recognised(read, orders) | scales.recognised(staging)
    document["recognised"] |= {"unknown_closure_words": unknown, "matching": matching.of(read, settled)}
    if strict:
        used.scale, used.words = document["recognised"]["item_scale"], consolidation.closure_words(staging)
        answering.check(answers, {k: v for key in signatures for k, v in remembered.answers(key).items()}, read, used)
    origins = [packages[number] for number in books]
    return Understood(read, document, signatures, origins, document.pop("idle"))


def _tell_more(
    staging: Staging, read: list[ReadFile], today: datetime.date, answers: dict[str, str], orders: list[str]
) -> None:
    """Read the files about clients and episodes, which have no sessions of their own."""
    joined.require_scores(staging, read)
    for file in read:
        if not joined.has_sessions(file):
            try:
                joined.read_attributes(staging, file, today, answers, orders)
            except NeedsChoice as problem:
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
    filled = values.drop_filled_areas(staging)
    disputed = joined.join(staging, read)
    unknown_words = consolidation.consolidate(staging, answers, read)
    opposed.ask(staging, read, books)
    facts, warnings = consolidation.facts(staging)
    if disputed and "same_day_two_therapists" not in warnings:
        warnings.append("same_day_two_therapists")
    if any(file.cleaned.truncated for file in read):
        warnings.append("file_may_be_truncated")
    if filled:
        warnings.append("items_not_answered_separately")
    if unknown_words:
        warnings.append("unknown_closure_words")
    names = ("rows_in", "rows_accepted", "rows_quarantined", "rows_skipped", "idle")
    rows = dict(zip(names, staging.run("counts")[0], strict=True))
    if rows["rows_in"] != rows["rows_accepted"] + rows["rows_quarantined"] + rows["rows_skipped"]:
        raise AssertionError("rows in are not the sum of rows accepted, quarantined and skipped")
    if not facts["n_sessions"] and "n_known_told" not in facts:
        raise Refused(_nothing_usable(staging))
    return {
        "outcome": report.QUARANTINE if rows["rows_quarantined"] else report.ACCEPT,
        "message": report.message(rows, warnings),
        **rows,
        "quarantined": _left_out(staging, read, "quarantined"),
        "skipped": _left_out(staging, read, "skipped"),
        "cells_quarantined": _left_out(staging, read, "cell"),
        "warnings": sorted(warnings),
        "facts": facts,
    }, [shortened(word, 80) for word in unknown_words[:50]]


def _nothing_usable(staging: Staging) -> str:
    first = staging.run("left_out", kind="quarantined", most=1) or staging.run(
        "left_out", kind="skipped", most=1
    )
    _, line, reason, column, _ = first[0]
    where = f"line {line}, column {shortened(column)}" if column else f"line {line}"
    return f"No row of the file can be used. The first one set aside is {where}: {reason.replace('_', ' ')}."


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
    for file in read:
        columns |= file.layout.columns()
    return {
        "layout": layouts.pop() if len(read) == 1 else "joined_files",
        "encoding": read[0].encoding,
        "delimiter": read[0].delimiter,
        "decimal": "," if any(values.decimal_mark(file) == "," for file in read) else ".",
        "date_order": next((order for order in orders if order != "iso"), "iso"),
        "columns": columns,
        "sheets": [shortened(file.sheet) for file in read if file.sheet],
        "unused_sheets": [shortened(name) for file in read for name in file.unused_sheets],
        "hidden_sheets": [shortened(name) for file in read for name in file.hidden_sheets],
    }
