"""A delivery from files to sessions: read, recognise, type, consolidate. Runs in the importing process."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analytics.ingest import consolidation, profiles, reading, report, values
from analytics.ingest.limits import MAX_LISTED
from analytics.ingest.reading import ReadFile
from analytics.ingest.refusal import NeedsChoice, Question, Refused, shortened
from analytics.store.staging import Staging

Progress = Callable[[str, float], None]


@dataclass
class Understood:
    """What the stages found out: one entry per file, and the parts of the report that are known so far."""

    files: list[ReadFile]
    document: dict[str, Any]
    signatures: dict[str, list[str]] = field(default_factory=dict)


def understand(
    staging: Staging,
    files: list[tuple[str, Path]],
    *,
    today: datetime.date,
    answers: dict[str, str],
    remembered: profiles.Profiles,
    progress: Progress,
) -> Understood:
    """Leave `delivery.session` and `delivery.rejected` in `staging`, and say what was understood.

    Parameters: files, (name, private copy) each; answers, what a person settled, before anything remembered.
    Raises Refused, NeedsChoice; either speaks of the file by name where there are several.
    """
    values.prepare(staging)
    read, orders, signatures = [], [], {}
    for number, (name, path) in enumerate(files):
        try:
            progress("reading", number / len(files))
            found = reading.headers_of(path, answers)
            signature = profiles.signature(found[1].header)
            signatures[signature] = list(found[1].header)
            settled = remembered.answers(signature) | answers
            file = reading.read(number, name, path, staging.scratch, found, settled)
            progress("checking each row", (number + 0.5) / len(files))
            orders.append(values.type_file(staging, file, today, settled))
            read.append(file)
        except (Refused, NeedsChoice) as problem:
            raise _named(problem, name if len(files) > 1 else "") from problem
    progress("putting sessions together", 1.0)
    settled = {k: v for key in signatures for k, v in remembered.answers(key).items()} | answers
    document, unknown = _consolidated(staging, read, settled)
    document["recognised"] = _recognised(read, orders) | {"unknown_closure_words": unknown}
    return Understood(read, document, signatures)


def _named(problem: Refused | NeedsChoice, name: str) -> Refused | NeedsChoice:
    if not name:
        return problem
    if isinstance(problem, Refused):
        return Refused(f"{shortened(name, 60)}: {problem}")
    asked = problem.question
    return NeedsChoice(
        Question(asked.key, f"{shortened(name, 60)}: {asked.text}", asked.choices, asked.examples)
    )


def _consolidated(
    staging: Staging, read: list[ReadFile], answers: dict[str, str]
) -> tuple[dict[str, Any], list[str]]:
    filled = values.drop_filled_areas(staging)
    unknown_words = consolidation.consolidate(staging, answers)
    facts, warnings = consolidation.facts(staging)
    if any(file.cleaned.truncated for file in read):
        warnings.append("file_may_be_truncated")
    if filled:
        warnings.append("items_not_answered_separately")
    if unknown_words:
        warnings.append("unknown_closure_words")
    names = ("rows_in", "rows_accepted", "rows_quarantined", "rows_skipped")
    rows = dict(zip(names, staging.run("counts")[0], strict=True))
    if rows["rows_in"] != rows["rows_accepted"] + rows["rows_quarantined"] + rows["rows_skipped"]:
        raise AssertionError("rows in are not the sum of rows accepted, quarantined and skipped")
    if not rows["rows_accepted"]:
        raise Refused(_nothing_usable(staging))
    return {
        "outcome": report.QUARANTINE if rows["rows_quarantined"] else report.ACCEPT,
        "message": report.message(rows, warnings),
        **rows,
        "quarantined": _left_out(staging, read, "quarantined"),
        "skipped": _left_out(staging, read, "skipped"),
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
    areas = any(field in columns.values() for field in ("ors_individual", "srs_relationship", "overall"))
    return {
        "layout": layouts.pop() if len(read) == 1 else "joined_files",
        "encoding": read[0].encoding,
        "delimiter": read[0].delimiter,
        "decimal": "," if any(values.decimal_mark(file) == "," for file in read) else ".",
        "date_order": next((order for order in orders if order != "iso"), "iso"),
        "item_scale": "0-10" if areas else "total_only",
        "columns": columns,
    }
