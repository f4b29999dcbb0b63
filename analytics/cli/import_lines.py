"""Report of an import as lines of text: row counts, rows left out, what the file lacks, warnings."""

from __future__ import annotations

from typing import Any

from analytics.cli.printing import INDENT, words
from analytics.ingest.base import rejection_reasons
from analytics.messages import count, gettext

MOST = 20  # rows that are listed one by one


def import_report(document: dict[str, Any]) -> str:
    """Return an import report as text: the message, then any question, row counts and warnings."""
    lines = [document["message"]]
    question = document["question"]
    if question:
        lines += [
            INDENT + gettext("for example {example}").format(example=one) for one in question["examples"]
        ]
        lines += [
            INDENT + gettext("answer with --answer {key}={choice}").format(key=question["key"], choice=choice)
            for choice in question["choices"]
        ]
        return "\n".join(lines)
    if document["outcome"] == "reject":
        return "\n".join(lines)
    lines.append(
        gettext(
            "rows {rows}: accepted {accepted} (already known {known}, corrected {corrected}), set aside {set_aside},"
            " skipped {skipped}"
        ).format(
            rows=count(document["rows_in"]),
            accepted=count(document["rows_accepted"]),
            known=count(document["rows_unchanged"]),
            corrected=count(document["rows_corrected"]),
            set_aside=count(document["rows_quarantined"]),
            skipped=count(document["rows_skipped"]),
        )
    )
    lines += _understood(document)
    if document.get("nothing_new"):
        lines.append("Nothing new: every row was already known.")
    left_out = [*document["quarantined"], *document["cells_quarantined"], *document["skipped"]]
    lines += [INDENT + _left_out(row) for row in left_out[:MOST]]
    if len(left_out) > MOST:
        lines.append(
            INDENT
            + gettext("and {n} more: export quarantine lists them all").format(n=count(len(left_out) - MOST))
        )
    lines += not_in_file(document)
    lines += [gettext("please check: {warning}").format(warning=words(one)) for one in document["warnings"]]
    lines.append(gettext("current version: {version}").format(version=document["version"]))
    return "\n".join(lines)


def _left_out(row: dict[str, Any]) -> str:
    """Return the line on one row or cell that was left out."""
    template = (
        gettext("{file} line {line}: {reason} ({column})")
        if row["column"]
        else gettext("{file} line {line}: {reason}")
    )
    return template.format(
        file=row["file"],
        line=row["line"],
        reason=rejection_reasons.describe(row["reason"]),
        column=row["column"],
    )


def _understood(document: dict[str, Any]) -> list[str]:
    """Return lines that name the program that wrote the file and the measures found in the file."""
    exporter = (document.get("recognised") or {}).get("exporter")
    measures = (document.get("facts") or {}).get("measures") or []
    lines = []
    if exporter:
        lines.append(
            gettext("recognised: {name}. {remark}").format(name=exporter["name"], remark=exporter["remark"])
        )
    named = [
        gettext("{name} ({read_as}, rows {n})").format(
            name=one["text"], read_as=one["read_as"] or "left out", n=count(one["rows"])
        )
        for one in measures
    ]
    if named:
        lines.append(gettext("measures: {names}").format(names=", ".join(named[:10])))
    return lines


def not_in_file(document: dict[str, Any]) -> list[str]:
    """Return lines that list stored sessions and values that the delivered file does not contain."""
    found, lines = document["not_in_file"] or {}, []
    if document["removed"]:
        lines.append(
            gettext("held sessions that go with this delivery: {n}").format(n=count(document["removed"]))
        )
    if not found or not (found["to_leave_out"] or any(found["emptied"].values())):
        return lines
    rows = [row for row in found["rows"] if not found["partial"] or row["why"] == "cancelled"] + found[
        "emptied_rows"
    ]
    lines += [
        INDENT
        + gettext("not in the file: {client} {day} {why}").format(
            client=row["client_id"], day=row["session_date"], why=words(row.get("why", row.get("what")))
        )
        for row in rows[:MOST]
    ]
    if len(rows) > MOST:
        lines.append(
            INDENT
            + gettext("and {n} more: imports --reconcile lists them all").format(n=count(len(rows) - MOST))
        )
    if not found["followed"]:
        lines.append(
            "these stay; --answer not_in_file=leave_out leaves them out; imports --leave-out does so later"
        )
    return lines
