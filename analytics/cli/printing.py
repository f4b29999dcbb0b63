"""Results of commands as text for a terminal, with the same figures as the JSON document."""

from __future__ import annotations

from typing import Any

from analytics.cli import history_lines
from analytics.ingest.base import rejection_reasons

SHARES = {
    "reliable_improvement", "recovered", "no_change", "deteriorated", "unplanned", "unplanned_declared",
    "unplanned_all_unknown", "improved", "share", "still_in_care", "unplanned_not_improved", "planned", "inferred",
    "usable", "ceiling", "completed",
}  # fmt: skip
COMMON = ("as_of", "version", "definitions", "filters", "n", "left_out", "why")
HIDDEN = {"why", "record_id", "last_srs_session", "cutoff", "percentile", "probability", "source", "population",
          "measure_rule", "note", "figure", "verified",
          "claim", "found", "tested", "formula", "change_mind", "limits", "popular",
          "also"}  # in tables; the JSON has them  # fmt: skip
CODES = ("why_code", "why_parameters")  # for programs; the sentence is for people
CELL = 60  # characters a table cell may take


_OF_CLIENTS = ("client_id", "episode_no", "landmark", "probability", "band", "interval", "why")


def answer(view: str, document: dict[str, Any]) -> str:
    """Return the answer of one view as text: a heading, one figure per line, then the tables."""
    lines = [f"{view.capitalize()} as of {document['as_of']}  (version {document['version']})"]
    if document.get("why"):
        return "\n".join([*lines, document["why"]])
    if view == "early_warning":
        return "\n".join([*lines, *early_warning(document)])
    lines.append(f"n = {document['n']:,}")
    if view == "caseload":
        lines.append(
            f"days since: from the last session to {document['as_of']}, the day these data speak up to"
        )
    lines += [f"left out: {row['n']:,} {words(row['reason'])}" for row in document["left_out"]]
    own = {key: value for key, value in document.items() if key not in COMMON and not key.endswith(CODES)}
    if isinstance(own.get("verdict"), dict):
        lines += verdict(own.pop("verdict"))
    figures = {key: value for key, value in own.items() if not _is_table(value) and not _is_long(value)}
    width = max((len(key) for key in figures), default=0) + 2
    lines.append("")
    lines += [f"{words(key):{width}}{figure(value, key in SHARES)}" for key, value in figures.items()]
    for key, value in own.items():
        if _is_table(value):
            lines += ["", words(key), *table(value)]
    return "\n".join(lines)


def verdict(found: dict[str, Any]) -> list[str]:
    """Return lines that compare the measures of the result with the period before."""
    span = f" {found['since']} to {found['until']}" if found["since"] and found["until"] else ""
    lines = [f"against the period before{span}: {words(found['state'])}"]
    if found.get("why"):
        return [f"{lines[0]}. {found['why']}"]
    for one in ({"measure": found["measure"], **found}, *found["also"]):
        share = one["measure"] in SHARES
        low, high = (number(end, share) for end in one["difference"]["interval"])
        now, then = (number(one[when]["estimate"], share) for when in ("now", "before"))
        lines.append(
            f"  {words(one['measure'])} {words(one['state'])}: {now} now, {then} then{' in 100' if share else ''}"
            f" (difference {low} to {high})"
        )
    return lines


def early_warning(document: dict[str, Any]) -> list[str]:
    """Return lines with the figures of each early-warning model and the clients' predictions."""
    lines = []
    for outcome, found in document["models"].items():
        lines += ["", f"{words(outcome)}: {found['tier']}. {found.get('why', '')}".rstrip()]
        needed = f"{found['needed']:,}" if found["needed"] else "not known"
        lines.append(f"  after session {found['landmark']}: {found['landmark_n']:,} clients, needed {needed}")
        if found["auc"] is not None:
            low, high = found["auc_interval"]
            lines.append(
                f"  on later clients: AUC {found['auc']:.2f} (95% range {low:.2f} to {high:.2f}), slope"
                f" {figure(found['calibration_slope'])}, observed/expected {figure(found['observed_expected'])}"
            )
        if found["rule_as_good"]:
            lines.append("  not clearly better than the simple rule: use the rule")
    clients = [{key: one.get(key) for key in _OF_CLIENTS} for one in document["clients"]]
    for one in clients:
        low, high = (round(100 * edge) for edge in one["interval"] or (0, 0))
        one["interval"] = f"{low} to {high} in 100" if one["interval"] else None
    return [*lines, "", *(table(clients) if clients else ["no open client"])]


def _is_table(value: Any) -> bool:
    """Return whether a value is a non-empty list of dictionaries, which is printed as a table."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _is_long(value: Any) -> bool:
    """Return whether a value is a list of more than 12 entries, which is not printed."""
    return isinstance(value, list) and len(value) > 12


def words(key: str) -> str:
    """Return a key with its underscores replaced by spaces."""
    return str(key).replace("_", " ")


def figure(value: Any, share: bool = False) -> str:
    """Return one figure as text, with 95 % range and n, or the reason why there is none."""
    if isinstance(value, dict) and "estimate" in value:
        if value["estimate"] is None:
            return value.get("why") or "not known"
        between = ""
        if value["interval"] and value["interval"][0] is not None:
            low, high = (number(end, share) for end in value["interval"])
            between = f"  (95% range {low} to {high})"
        return f"{number(value['estimate'], share)}{' in 100' if share else ''}{between}  n = {value['n']:,}"
    if isinstance(value, dict):
        said = ((key, entry) for key, entry in value.items() if entry is not None and not key.endswith(CODES))
        return ", ".join(f"{words(key)} {figure(entry)}" for key, entry in said)
    if isinstance(value, list):
        return ", ".join(figure(entry) for entry in value) or "none"
    if value is None:
        return "none"
    return number(value, share) if isinstance(value, float) else str(value)


def number(value: float, share: bool) -> str:
    """Return a share as a percentage number, and any other number with up to two decimals."""
    return f"{100 * value:.0f}" if share else f"{value:.2f}".rstrip("0").rstrip(".")


def table(rows: list[dict[str, Any]]) -> list[str]:
    """Return rows (dictionaries) as lines with aligned columns, headed by the column names."""
    names = [
        key
        for key in rows[0]
        if key not in HIDDEN
        and not key.endswith(CODES)
        and any(row.get(key) not in (None, [], {}) for row in rows)
    ]
    cells = [[words(name) for name in names]]
    cells += [
        [figure(row.get(name), name in SHARES)[:CELL] if row.get(name) is not None else "" for name in names]
        for row in rows
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def import_report(document: dict[str, Any]) -> str:
    """Return the report of an import as text: question or row counts, rows left out, warnings."""
    lines = [document["message"]]
    question = document["question"]
    if question:
        lines += [f"  for example {example}" for example in question["examples"]]
        lines += [f"  answer with --answer {question['key']}={choice}" for choice in question["choices"]]
        return "\n".join(lines)
    if document["outcome"] == "reject":
        return "\n".join(lines)
    lines.append(
        f"rows {document['rows_in']:,}: accepted {document['rows_accepted']:,} (already known "
        f"{document['rows_unchanged']:,}, corrected {document['rows_corrected']:,}), set aside "
        f"{document['rows_quarantined']:,}, skipped {document['rows_skipped']:,}"
    )
    lines += _file_description(document)
    if document.get("nothing_new"):
        lines.append("Nothing new: every row was already known.")
    left_out = [*document["quarantined"], *document["cells_quarantined"], *document["skipped"]]
    lines += [
        f"  {row['file']} line {row['line']}: {rejection_reasons.describe(row['reason'])}"
        + (f" ({row['column']})" if row["column"] else "")
        for row in left_out[:20]
    ]
    if len(left_out) > 20:
        lines.append(f"  and {len(left_out) - 20:,} more: export quarantine lists them all")
    lines += not_in_file(document)
    lines += [f"please check: {words(warning)}" for warning in document["warnings"]]
    lines.append(f"current version: {document['version']}")
    return "\n".join(lines)


def _file_description(document: dict[str, Any]) -> list[str]:
    """Return lines that name the program that wrote the file and the measures found in the file."""
    exporter = (document.get("recognised") or {}).get("exporter")
    measures = (document.get("facts") or {}).get("measures") or []
    lines = [f"recognised: {exporter['name']}. {exporter['remark']}"] if exporter else []
    named = [f"{one['text']} ({one['read_as'] or 'left out'}, rows {one['rows']:,})" for one in measures]
    return lines + ([f"measures: {', '.join(named[:10])}"] if named else [])


def not_in_file(document: dict[str, Any]) -> list[str]:
    """Return lines that list stored sessions and values that the delivered file does not contain."""
    found, lines = document["not_in_file"] or {}, []
    if document["removed"]:
        lines.append(f"held sessions that go with this delivery: {document['removed']:,}")
    if not found or not (found["to_leave_out"] or any(found["emptied"].values())):
        return lines
    rows = [row for row in found["rows"] if not found["partial"] or row["why"] == "cancelled"] + found[
        "emptied_rows"
    ]
    lines += [
        f"  not in the file: {row['client_id']} {row['session_date']} {words(row.get('why', row.get('what')))}"
        for row in rows[:20]
    ]
    if len(rows) > 20:
        lines.append(f"  and {len(rows) - 20:,} more: imports --reconcile lists them all")
    if not found["followed"]:
        lines.append(
            "these stay; --answer not_in_file=leave_out leaves them out; imports --leave-out does so later"
        )
    return lines


def ledger(document: dict[str, Any]) -> str:
    """Return the journal of a store as text, newest first, or the sentence that nothing is imported."""
    if not document.get("journal"):
        return "Nothing has been imported yet."
    lines = history_lines.lines(document)
    return "\n".join(lines if document["version"] else ["Nothing is imported any more.", *lines[1:]])


def findings(rows: list[dict[str, str]]) -> str:
    """Return the findings of the self-check as text, one line each."""
    return "\n".join(f"{row['level']:8}{row['store']:12}{row['what']}: {row['sentence']}" for row in rows)


def installation(named: dict[str, str]) -> str:
    """Return version, data folder and log path as text, one line each."""
    return "\n".join(f"{words(key):13}{value}" for key, value in named.items())
