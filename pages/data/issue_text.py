"""Sentences about rows left out of an import, by reason, with an example and a correction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.ingest.base import rejection_reasons
from analytics.ingest.redaction import ROW_LISTS
from analytics.messages import gettext, ngettext
from analytics.store.erased_traces import SHEET
from pages.ui import formatting

_COUNTED = {  # kind of issue -> words for how many rows or cells it is about
    "quarantined": ("{n} row left out", "{n} rows left out"),
    "cells_quarantined": ("{n} cell left empty", "{n} cells left empty"),
    "skipped": ("{n} row skipped", "{n} rows skipped"),
}


def counted(issue: Issue) -> str:
    """Return the text on how many rows or cells an issue affects and what was done to them: `3 rows left out`."""
    return ngettext(*_COUNTED[issue.kind], issue.n).format(n=formatting.count(issue.n))


_MARKS = {
    "quarantined": ("✕", "left out"),
    "cells_quarantined": ("!", "cell left empty"),
    "skipped": ("i", "skipped"),
}
COLUMN_AT_FAULT = frozenset(
    {
        "score_out_of_range",
        "score_not_number",
        "total_mismatch",
        "items_incomplete",
        "date_missing",
        "date_unparseable",
        "date_in_future",
        "date_implausible",
        "date_before_intake",
        "id_missing",
    }
)  # reasons that a wrongly understood column gives, too


@dataclass(frozen=True, kw_only=True)
class Issue:
    """One problem found by an import, with the affected rows or cells and what was done to them.

    kind: list of the report that contains the problem; mark, done: what was done to its rows; what, to_do:
    description and advice in words; n: number of rows.
    """

    kind: str
    reason: str
    mark: str
    done: str
    what: str
    to_do: str
    n: int
    rows: Sequence[Mapping[str, Any]]

    @property
    def key(self) -> str:
        """Key of this issue's widgets, unique within one report."""
        return f"{self.kind}-{self.reason}"

    @property
    def column(self) -> str | None:
        """Name of the column that causes this issue in most rows; None if no row names a column."""
        columns = Counter(row["column"] for row in self.rows if row.get("column"))
        return columns.most_common(1)[0][0] if columns else None


def issues(report: Mapping[str, Any]) -> list[Issue]:
    """Return one Issue per reason in each list of the report, sorted within a list by frequency."""
    kinds = []
    for kind in ROW_LISTS:
        rows = report.get(kind) or []
        mark, done = _MARKS[kind]
        for reason, n in Counter(row["reason"] for row in rows).most_common():
            mine = [row for row in rows if row["reason"] == reason]
            kinds.append(
                Issue(
                    kind=kind,
                    reason=reason,
                    mark=mark,
                    done=done,
                    what=rejection_reasons.describe(reason),
                    to_do=rejection_reasons.to_do(reason),
                    n=n,
                    rows=mine,
                )
            )
    return kinds


def cut(report: Mapping[str, Any]) -> str:
    """Return the sentence that the list of rows left out is incomplete; empty if it is complete."""
    listed = sum(len(report.get(kind) or []) for kind in ("quarantined", "skipped"))
    out = (report.get("rows_quarantined") or 0) + (report.get("rows_skipped") or 0)
    if listed >= out:
        return ""
    return gettext("The first {listed} of {out} rows left out or skipped are listed here.").format(
        listed=formatting.count(listed), out=formatting.count(out)
    )


def several_files(report: Mapping[str, Any]) -> bool:
    """Return whether the rows listed in an import report come from more than one file or sheet."""
    sheets = (report.get("recognised") or {}).get("sheets")
    return bool(sheets) or len({row.get("file") for kind in ROW_LISTS for row in report.get(kind) or []}) > 1


def example(row: Mapping[str, Any], *, named: bool = False) -> str:
    """Describe one row left out: `line 4, SRS total: 412`.

    `named` puts the file name before it.
    """
    text = str(row.get("text") or "")
    text = text if len(text) <= 40 else f"{text[:39]}…"
    where = [str(row.get("file"))] if named else []
    where.append(gettext("line {number}").format(number=row.get("line")))
    where += [row["column"]] if row.get("column") else []
    return f"{', '.join(where)}: {text}" if text else ", ".join(where)


def download(issue: Issue, *, texts: bool = True) -> dict[str, list]:
    """Tabulate the rows with one issue for download: file, line, reason, column and original text.

    texts: False leaves out what can name a client: the text of the cells and the names of sheets.
    """
    rows = issue.rows
    files = [str(row.get("file") or "") for row in rows]
    return {
        "File": files if texts else [file.partition(SHEET)[0] for file in files],
        "Line": [row.get("line") for row in rows],
        "Done": [issue.done] * len(rows),
        "Reason": [issue.what] * len(rows),
        "Column": [row.get("column") for row in rows],
        **({"Text": [row.get("text") for row in rows]} if texts else {}),
    }
