"""The sentences of Data & import, computed from the import report and the quality answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from analytics.quality.results import Quality
from pages.parts import wording

MOST_ROWS = 40  # therapists in the matrix of missing forms

# reason -> (what it is, what one can do). Worst first is by count; the words say what was done.
ISSUES = {
    "score_out_of_range": (
        "Score outside its range",
        "Check the score in the source; a form area goes to 10, a total to 40.",
    ),
    "score_not_number": ("Score that is not a number", "Correct the cell and import again."),
    "items_incomplete": ("Form with areas missing", "Complete the form, or export the total too."),
    "total_mismatch": ("Total that does not match its areas", "Check which of the two is right."),
    "date_unparseable": ("Date that cannot be read", "Write dates as year-month-day and import again."),
    "date_in_future": ("Date after the data date", "Check the year."),
    "date_implausible": ("Date far outside the rest", "Check the year."),
    "date_before_intake": ("Session before the intake", "Check the two dates."),
    "conflicting_duplicate": ("Two different forms for one session", "Keep the right one in the source."),
    "id_missing": ("No client id", "Fill in the id."),
    "id_has_control_chars": ("Client id with hidden characters", "Type the id anew."),
    "cell_too_long": ("Cell far too long", "Shorten the cell."),
    "wrong_field_count": (
        "Row with too many or too few cells",
        "Often a separator inside a text; put the text in quotes.",
    ),
    "formula_error": ("Cell with a formula error", "Correct the formula in the spreadsheet."),
    "duplicate_row": ("The same row twice", "Nothing to do: it is counted once."),
    "summary_row": ("Row with sums", "Nothing to do."),
    "repeated_header": ("Header repeated", "Nothing to do."),
    "footer": ("Footer", "Nothing to do."),
    "not_attended": ("Session not attended", "Nothing to do: only attended sessions count."),
    "not_an_orssrs_row": ("Row of another questionnaire", "Nothing to do."),
}
WARNINGS = {
    "possible_swap": "ORS and SRS may be swapped: the alliance scores look like wellbeing.",
    "same_day_two_therapists": "Some clients saw two therapists on one day.",
    "therapist_missing": "Some sessions name no therapist.",
    "session_number_disagrees_with_date": "Session numbers disagree with the dates; the dates decide.",
    "possible_same_client": "Some client ids differ only by spelling.",
    "file_may_be_truncated": "The file may be cut off at its end.",
    "items_not_answered_separately": "The four areas are always equal, so they were not answered one by one.",
    "unusual_scale": "The scores use an unusual scale; check a few on a timeline.",
    "unknown_closure_words": "Some ending reasons are unknown and count as not recorded.",
    "zero_scores": "Many scores are exactly 0.",
}
_DONE = {"quarantined": "left out", "skipped": "skipped, as it should be", "cell": "this cell left empty"}


def lead(quality: Quality | None, sessions: int | None) -> tuple[str, str]:
    """What is loaded and how much of it can be used."""
    if quality is None or sessions is None:
        return (
            "Nothing has been imported yet.",
            "Export your sessions from your practice software and drop the file here.",
        )
    usable = _usable(quality.usable)
    left = sum(row.n for row in quality.quarantine if row.kind == "quarantined")
    rest = (
        f"{wording.plural(left, 'row is', 'rows are')} left out until corrected."
        if left
        else "No row is left out."
    )
    if quality.usable is None:
        rest = f"Newest session: {wording.day(quality.newest_session)}."
    return f"{wording.plural(sessions, 'session')} loaded{usable}.", rest


def _usable(share: float | None) -> str:
    if share is None:
        return ""
    whole = wording.in_100(share)
    if whole == "100 in 100":
        return "; every row is usable" if share == 1 else "; almost every row is usable"
    return f"; {whole} rows are usable"


def outcome(report: Mapping) -> str:
    """The bold word over a report: what became of the file."""
    return {
        "accept": "Imported.",
        "accept_with_quarantine": "Imported, with rows left out.",
        "needs_choice": "One question first.",
        "reject": "Not imported.",
    }.get(report["outcome"], report["outcome"])


def counts(report: Mapping) -> dict[str, str]:
    """The counts of one delivery, in words a person checks against their file."""
    given = {
        "Rows in the files": report.get("rows_in"),
        "Rows that count": report.get("rows_accepted"),
        "Left out": report.get("rows_quarantined"),
        "Skipped": report.get("rows_skipped"),
        "Already known": report.get("rows_unchanged"),
        "Corrected": report.get("rows_corrected"),
    }
    facts = report.get("facts") or {}
    made = {name: wording.count(value) for name, value in given.items() if value is not None}
    for name, key in (("Sessions", "n_sessions"), ("Clients", "n_clients"), ("Therapists", "n_therapists")):
        if facts.get(key) is not None:
            made[name] = wording.count(facts[key])
    if facts.get("first_date"):
        made["From, to"] = f"{facts['first_date']} to {facts['last_date']}"
    return made


def issues(report: Mapping) -> dict[str, list]:
    """One row per type of issue, what blocks first, then by count: what, how many, an example, what one can do."""
    kinds = (("quarantined", "quarantined"), ("cells_quarantined", "cell"), ("skipped", "skipped"))
    table: dict[str, list] = {"What": [], "Rows": [], "Example": [], "What we did": [], "What you can do": []}
    for key, kind in kinds:
        rows = report.get(key) or []
        for reason, n in Counter(row["reason"] for row in rows).most_common():
            what, to_do = ISSUES.get(reason, (reason.replace("_", " "), ""))
            table["What"].append(what)
            table["Rows"].append(n)
            table["Example"].append(example(next(row for row in rows if row["reason"] == reason)))
            table["What we did"].append(_DONE[kind])
            table["What you can do"].append(to_do)
    return table


def example(row: Mapping) -> str:
    """Line 4, SRS total: 412."""
    text = str(row.get("text") or "")
    text = text if len(text) <= 40 else text[:39] + "…"
    return (
        f"line {row.get('line')}"
        + (f", {row['column']}" if row.get("column") else "")
        + (f": {text}" if text else "")
    )


def left_out_rows(report: Mapping) -> dict[str, list]:
    """Every row and cell left out, for the download."""
    rows = [
        (kind, row)
        for key, kind in (
            ("quarantined", "left out"),
            ("cells_quarantined", "cell left empty"),
            ("skipped", "skipped"),
        )
        for row in report.get(key) or []
    ]
    return {
        "File": [row.get("file") for _, row in rows],
        "Line": [row.get("line") for _, row in rows],
        "Done": [kind for kind, _ in rows],
        "Reason": [ISSUES.get(row["reason"], (row["reason"],))[0] for _, row in rows],
        "Column": [row.get("column") for _, row in rows],
        "Text": [row.get("text") for _, row in rows],
    }


def warnings(report: Mapping) -> list[str]:
    """What looks odd, in words."""
    return [
        WARNINGS.get(code, code.replace("_", " ").capitalize() + ".") for code in report.get("warnings") or []
    ]


def recognised(report: Mapping) -> str:
    """How the file was read, in one sentence."""
    found = report.get("recognised") or {}
    layout = str(found.get("layout") or "").replace("_", " ")
    parts = [
        part
        for part in (
            layout,
            found.get("encoding"),
            found.get("item_scale") and f"areas {found['item_scale']}",
        )
        if part
    ]
    return f"Read as: {', '.join(str(part) for part in parts)}." if parts else ""


def columns(report: Mapping) -> dict[str, list]:
    """Which column of the file was read as what."""
    found = (report.get("recognised") or {}).get("columns") or {}
    return {
        "Column in the file": list(found),
        "Read as": [str(name).replace("_", " ") for name in found.values()],
    }


def moved(before: Mapping[str, float | None], after: Mapping[str, float | None]) -> list[str]:
    """What the import did to the numbers of Overview: before and after, only what can be said."""
    names = {"reliable_improvement": "Clearly better", "unplanned": "Ended unplanned"}
    lines = []
    for key, name in names.items():
        if after.get(key) is None:
            continue
        now = wording.in_100(after[key])
        if before.get(key) is None:
            lines.append(f"**{name}:** {now}.")
        elif wording.in_100(before[key]) == now:
            lines.append(f"**{name}:** still {now}.")
        else:
            lines.append(f"**{name}:** from {wording.in_100(before[key])} to {now}.")
    if after.get("n") is not None:
        lines.append(
            f"Closed episodes: {wording.count(before.get('n') or 0)} before, {wording.count(after['n'])} now."
        )
    return lines


def completeness_how(quality: Quality) -> str:
    """What outcome figures need, how many episodes have it."""
    found = {row.field: row for row in quality.completeness}
    parts = []
    if "ors_two" in found and found["ors_two"].share is not None:
        parts.append(
            f"Outcome needs a first and a later ORS: **{wording.in_100(found['ors_two'].share)}** episodes have both."
        )
    if "ending" in found and found["ending"].share is not None:
        parts.append(
            f"The ending is recorded for **{wording.in_100(found['ending'].share)}** ended episodes; "
            "the rest are inferred."
        )
    return " ".join([*parts, f"n = {wording.plural(quality.n, 'session')}."])


def missing_how(quality: Quality, form: str) -> str:
    """How to read the matrix, with its totals."""
    column = {"srs": "without_srs", "ors": "without_ors"}[form]
    sessions = missing = 0
    for row in quality.missing_forms:
        sessions += row.sessions
        missing += getattr(row, column)
    therapists = len({row.therapist for row in quality.missing_forms})
    cut = f" Shown: the {MOST_ROWS} of {therapists} rows with most missing." if therapists > MOST_ROWS else ""
    return (
        f"The number is sessions without an {form.upper()}; empty cells miss none. In all, {wording.count(missing)} of "
        f"{wording.plural(sessions, 'session')}.{cut} No scores are shown here."
    )


def reminder(quality: Quality, form: str) -> str:
    """A text to copy: who has forms missing, without any score or client."""
    by: Counter = Counter()
    for row in quality.missing_forms:
        by[row.therapist_name or row.therapist or "no therapist given"] += getattr(row, f"without_{form}")
    names = [f"{name}: {n}" for name, n in sorted(by.items()) if n]
    if not names:
        return "Every session of these weeks has its form. Thank you."
    return (
        f"{form.upper()} forms still missing for the last weeks, by therapist:\n"
        + "\n".join(names)
        + "\nIf a form was filled in on paper, please enter it. If not, a word about why helps."
    )


def history(rows: list[Mapping]) -> dict[str, list]:
    """Every delivery, newest first."""
    return {
        "Imported": [f"{wording.day(row['imported_at'].date())}, {row['imported_at']:%H:%M}" for row in rows],
        "By": [row.get("imported_by") or wording.NOT_GIVEN for row in rows],
        "Data date": [wording.day(row["data_date"]) for row in rows],
        "Rows": [row["rows_in"] for row in rows],
        "Count": [row["rows_accepted"] for row in rows],
        "Left out": [row["rows_quarantined"] for row in rows],
        "Skipped": [row["rows_skipped"] for row in rows],
    }
