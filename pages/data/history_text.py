"""Sentences about the history of a practice's data: imports, undo and other changes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from analytics.messages import ngettext
from analytics.store import history as store_history
from analytics.store.changes import Counts
from pages.data.column_text import FIELDS
from pages.ui import formatting

STATES = {
    store_history.ON_SHOW: "in force",
    store_history.TAKEN_BACK: "taken back",
    store_history.REPLACED: "replaced by a later import",
    store_history.NOTHING_NEW: "nothing new",
}
DONE = {
    "undo": "What was done last was taken back",
    "redo": "It was brought back",
    "rules": "Other rules of counting",
    "replaced": "Counted again, same sessions",
    "alias": "Codes joined or parted",
    "models": "The early-warning models were made",
    "found": "Other data were found current",
    "erase": "A client was erased for good; undo ends here",
    "allow_again": "The code of an erased client is let in again",
    "restore": "A backup was restored",
    "encrypted": "The data were encrypted",
    "decrypted": "The encryption of the data ended",
    "new_key": "The data were encrypted with a new key",
}
AGAIN = {
    "day": "Counted again up to a later day",
    "layout": "Counted again by a newer Holdfast",
    "suggestion": "A suggestion was put away",
    "compared": "Compared with a file that changed nothing",
}
HOLDFAST = "Holdfast"  # who did what nobody asked for
COUNTS = {
    "New": "new", "Corrected": "corrected", "Completed": "added_to", "Known": "known", "Left out": "left_out",
    "Taken out": "removed",
}  # fmt: skip
READING = (
    "**New**, **corrected** (a value was replaced), **completed** (an empty value was filled) and **known** are rows of"
    " the files that count; **left out** are rows that were set aside."
)


def on_screen(rows: Sequence[Mapping[str, Any]]) -> dict[str, list]:
    """Tabulate the history for the page, with numbers as text and empty cells for missing numbers."""
    columns = history(rows)
    return columns | {
        name: ["" if n is None else formatting.count(n) for n in columns[name]]
        for name in COUNTS
        if name in columns
    }


def history(rows: Sequence[Mapping[str, Any]]) -> dict[str, list]:
    """Tabulate imports and other data changes, newest first; one row each.

    A missing number is None.
    """
    counts = {name: [_count(row, key) for row in rows] for name, key in COUNTS.items()}
    if not any(counts["Taken out"]):
        del counts["Taken out"]
    return {
        "When": [moment(store_history.local(dict(row))) for row in rows],
        "What": [description(row) for row in rows],
        "State": [STATES.get(row.get("state") or "", "") for row in rows],
        "By": [row["by"] or (HOLDFAST if row["what"] == "replaced" else "") for row in rows],
        **counts,
        "Data day": [
            formatting.day(datetime.date.fromisoformat(row["day"])) if row.get("day") else "" for row in rows
        ],
    }


def _count(row: Mapping[str, Any], key: str) -> int | None:
    counts = row.get("counts") or {}
    return counts.get("sessions" if row["what"] == "leave_out" and key == "removed" else key)


def steps(possible: Sequence, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return labels of the data changes in `possible`: what was done, and how many changes ago.

    Parameters: rows, what was done, newest first.
    """
    origins = {}
    for row in reversed(rows):
        if row["what"] in ("alias", "leave_out") or row.get("import_id"):
            origins[row["version"]] = f"{description(row)}, {moment(store_history.local(dict(row)))}"
        elif row.get("replaced") in origins:  # counted again in its place
            origins[row["version"]] = origins[row["replaced"]]
    names = []
    for step in possible:
        far = ngettext("The last one", "{n} back", step.back).format(n=step.back)
        names.append(f"{far}: {origins[step.version]}" if step.version in origins else far)
    return names


def change_counts(changed: Counts) -> dict[str, str]:
    """Return counts of new, removed and changed sessions, by label.

    Also those merged because codes were merged, and those separated again.
    """
    counts = {
        "New sessions": changed.new,
        "Sessions no longer there": changed.gone,
        "Sessions with another value": changed.changed,
    }
    by_codes = {
        "Now counted once, with another code": changed.joined,
        "Counted beside another code again": changed.parted,
    }
    return {
        name: formatting.count(n)
        for name, n in (counts | {name: n for name, n in by_codes.items() if n}).items()
    }


def changed_fields(changed: Counts) -> list[str]:
    """Return one line per field with its number of changed values, sorted by that number."""
    named = sorted(changed.fields.items(), key=lambda one: (-one[1], one[0]))
    words = [(FIELDS.get(name, name.replace("_", " ")), n) for name, n in named]
    return [f"{word[:1].upper()}{word[1:]}: **{formatting.count(n)}**" for word, n in words]


def description(row: Mapping[str, Any]) -> str:
    """Describe one history entry: the file names of an import, or the kind of change."""
    if row["what"] == "import":
        return ", ".join(file["name"] for file in row["files"]) or "an import"
    if row["what"] == "leave_out":
        return left_out(row.get("counts") or {})
    if row["what"] == "replaced":
        return AGAIN.get(row.get("reason") or "", DONE["replaced"])
    return DONE[row["what"]]


def left_out(counts: Mapping[str, Any]) -> str:
    """Return the text on what was removed: `3 sessions were left out; 2 scores and 1 ending were cleared`."""
    sessions, scores, endings = (counts.get(key) or 0 for key in ("sessions", "scores", "endings"))
    removed = ngettext("{n} session was left out", "{n} sessions were left out", sessions)
    parts = [removed.format(n=formatting.count(sessions))] if sessions else []
    if scores or endings:
        parts.append(_cleared(scores, endings))
    return "; ".join(parts) or "Nothing was left out"


def _cleared(scores: int, endings: int) -> str:
    """Return the text on how many scores and endings were cleared: `2 scores and 1 ending were cleared`."""
    if not endings:
        template = ngettext("{scores} score was cleared", "{scores} scores were cleared", scores)
    elif not scores:
        template = ngettext("{endings} ending was cleared", "{endings} endings were cleared", endings)
    elif scores == 1:
        template = ngettext(
            "{scores} score and {endings} ending were cleared",
            "{scores} score and {endings} endings were cleared",
            endings,
        )
    else:
        template = ngettext(
            "{scores} scores and {endings} ending were cleared",
            "{scores} scores and {endings} endings were cleared",
            endings,
        )
    return template.format(scores=formatting.count(scores), endings=formatting.count(endings))


def moment(at: datetime.datetime) -> str:
    """Format a date and time: `14 Nov 2026, 09:05`."""
    return f"{formatting.day(at.date())}, {at:%H:%M}"
