"""The sentences about one import: what was found in the files, what would be left out, what became of it."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.ingest import data_day
from analytics.ingest.refusal import ALL_SHEETS
from pages.parts import wording, wording_import_day

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
    "ending_then_sessions": "Some courses have sessions after their day of ending; they end with the last one.",
    "zero_scores": "Some totals are exactly 0. Check whether 0 was entered for forms that were not filled in.",
}
LAYOUTS = {
    "one_row_per_session": "one row per session",
    "one_row_per_administration": "one row per form",
    "one_row_per_client": "one row per client",
    "joined_files": "several files, joined",
    "joined_sheets": "several tables, joined",
    "appointments": "one row per appointment",
    "episodes": "one row per course of therapy",
    "clients": "one row per client, without scores",
}
ENCODINGS = {
    "utf-8": "text, UTF-8",
    "utf-8-sig": "text, UTF-8",
    "utf-16": "text, UTF-16",
    "cp1252": "text, Windows (Western Europe)",
    "latin-1": "text, Latin 1",
    "xlsx": "a spreadsheet",
    "xls": "a spreadsheet",
    "xlsb": "a spreadsheet",
    "ods": "a spreadsheet",
    "parquet": "a Parquet table",
    "json": "JSON",
    "fhir": "a FHIR bundle",
}
DELIMITERS = {",": "cells parted by commas", ";": "cells parted by semicolons", "\t": "cells parted by tabs"}
DELIMITERS |= {"|": "cells parted by vertical lines"}
ORDERS = {"iso": "year first", "day_first": "day first", "month_first": "month first", "serial": "numbered days"}
SCALES = {
    "0-10": "four areas, 0 to 10 each",
    "0-100": "areas from 0 to 100, totals up to 400",
    "1-10": "four areas, 1 to 10 each",
    "total_only": "totals, without areas",
    "item_mean": "the mean of the four areas",
    "total": "the total, up to 40",
    "percent": "per cent, 0 to 100",
}
CLOSURES = {
    "planned": "ended as planned",
    "unplanned": "ended unplanned",
    "transferred": "went on elsewhere",
    "administrative": "ended for a reason outside the therapy",
    "not_a_course": "was never a course of therapy",
    "ongoing": "still going on",
    "unknown": "not recorded",
}


def looked(report: Mapping) -> tuple[str, str]:
    """What an import would do, before it is done: one bold sentence, one about the rest."""
    if report["outcome"] == "reject":
        message = str(report.get("message") or "")
        return (message, "") if report.get("busy") else ("This file cannot be imported as it is.", message)
    if report["outcome"] == "needs_choice":
        return "One question first.", "Nothing is imported before it is answered."
    rows_in, accepted = report["rows_in"], report["rows_accepted"]
    known, out = report["rows_unchanged"], report["rows_quarantined"]
    if known == accepted and known:
        bold = "Nothing new: every row that counts is already known."
    elif accepted == rows_in:
        bold = f"{'The only row' if rows_in == 1 else f'All {wording.count(rows_in)} rows'} can be imported."
    else:
        bold = f"{wording.count(accepted)} of {wording.plural(rows_in, 'row')} can be imported."
    parts = [f"**{wording.count(out)}** would be left out." if out else "No row would be left out."]
    if report["rows_corrected"]:
        parts.append(f"{wording.plural(report['rows_corrected'], 'row')} would replace earlier values.")
    return bold, " ".join(parts)


def outcome(report: Mapping) -> str:
    """The bold word over a report: what became of the file."""
    return {
        "accept": "Imported.",
        "accept_with_quarantine": "Imported, with rows left out.",
        "needs_choice": "Not imported.",
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
    rare = ("Skipped", "Already known", "Corrected")  # said only where there are some
    made = {
        name: wording.count(value)
        for name, value in given.items()
        if value is not None and (value or name not in rare)
    }
    if told := facts.get("n_known_told"):
        made["Known sessions filled in"] = wording.count(told)
    for name, key in (("Sessions", "n_sessions"), ("Clients", "n_clients"), ("Therapists", "n_therapists")):
        if facts.get(key) is not None and (facts.get("n_sessions") or not told):
            made[name] = wording.count(facts[key])
    if facts.get("first_date"):
        made["From, to"] = f"{facts['first_date']} to {facts['last_date']}"
    return made


def recognised(report: Mapping) -> dict[str, str]:
    """How the files were read, one fact a line: layout, kind of file, decimals, dates, scores."""
    found = report.get("recognised") or {}
    encoding, delimiter = str(found.get("encoding") or ""), str(found.get("delimiter") or "")
    kind = [ENCODINGS.get(encoding, encoding), DELIMITERS.get(delimiter, "")]
    sheets, unused = found.get("sheets") or [], found.get("unused_sheets") or []
    layout = "joined_sheets" if sheets and found.get("layout") == "joined_files" else found.get("layout")
    made = {
        "Layout": _word(LAYOUTS, layout),
        "Sheets": ", ".join(sheets),
        "Sheets not used": ", ".join(unused),
        "File": ", ".join(part for part in kind if part),
    }
    if (report.get("facts") or {}).get("n_known_told") and not report["facts"]["n_sessions"]:
        return {name: words for name, words in made.items() if words}  # a file without dates and scores
    made |= {
        "Decimals": {",": "with a comma: 6,2", ".": "with a point: 6.2"}.get(found.get("decimal"), ""),
        "Dates": _word(ORDERS, found.get("date_order")),
        "Scores": _word(SCALES, found.get("item_scale")),
    }
    return {name: words for name, words in made.items() if words}


def _word(known: Mapping[str, str], value: object) -> str:
    return known.get(str(value), str(value).replace("_", " ")) if value else ""


def warnings(report: Mapping) -> list[str]:
    """What looks odd, in words."""
    found = [
        WARNINGS.get(code, code.replace("_", " ").capitalize() + ".") for code in report.get("warnings") or []
    ]
    if hidden := (report.get("recognised") or {}).get("hidden_sheets"):
        found.append(f"Hidden sheets were not read: {', '.join(hidden)}.")
    return found


def choice(key: str, option: str) -> str:
    """One possible answer in plain words; names of sheets and columns as they are in the file."""
    if key.startswith("column:"):
        return field(option)
    if key in ("sheet", "therapist_column"):
        return "all together" if (key, option) == ("sheet", ALL_SHEETS) else option
    if key == data_day.KEY:
        return wording_import_day.written(option)
    known = {"date_order": ORDERS, "item_scale": SCALES}.get(key, CLOSURES if key.startswith("closure:") else {})
    return _word(known, option)


def said(answers: Mapping[str, str]) -> list[str]:
    """What a person has settled about these files, one line each."""
    lines = []
    for key, option in answers.items():
        what, _, name = key.partition(":")
        about = {
            "column": f"“{name}”",
            "closure": f"“{name}”",
            "sheet": "Sheet",
            "therapist_column": "The therapist is in",
            "date_order": "Dates",
            "item_scale": "Scores",
            "data_day": "The data speak up to",
        }.get(what, what.replace("_", " "))
        lines.append(f"{about}: **{choice(key, option)}**")
    return lines


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


def field(name: str) -> str:
    """What a column holds, in plain words: `session_date` -> date of the session."""
    return FIELDS.get(name, name.replace("_", " "))


FIELDS = {
    "not_used": "not used",
    "client_id": "client",
    "session_date": "date of the session",
    "therapist": "therapist",
    "ors_total": "ORS total",
    "ors_individual": "ORS: individual",
    "ors_interpersonal": "ORS: interpersonal",
    "ors_social": "ORS: social",
    "ors_overall": "ORS: overall",
    "srs_total": "SRS total",
    "srs_relationship": "SRS: relationship",
    "srs_goals": "SRS: goals",
    "srs_approach": "SRS: approach",
    "srs_overall": "SRS: overall",
    "measure": "name of the form",
    "total": "score of the form",
    "overall": "overall area of the form",
    "closure": "how the therapy ended",
    "attendance": "attended or not",
    "session_no": "session number",
    "source_session_id": "session id",
    "case_id": "course of therapy",
    "case_start": "start of the therapy",
    "case_end": "end of the therapy",
    "modality": "in person or remote",
    "is_complete": "form complete",
    "is_abort": "form broken off",
    "site": "site",
    "program": "program",
    "orientation": "kind of therapy",
    "fidelity": "fidelity",
    "age_group": "age group",
    "age": "age",
    "birth": "birth",
    "rater": "who filled the form in",
    "therapist_name": "therapist's name",
    "therapist_first": "therapist's first name",
    "therapist_last": "therapist's last name",
    "therapist_email": "therapist's e-mail",
    "ors_skip": "ORS skipped",
    "srs_skip": "SRS skipped",
    "ors_version": "version of the ORS",
    "srs_version": "version of the SRS",
}
HOW = {
    "name": "sure: its name says so",
    "scaled": "sure: its name says so",
    "coded": "likely: its name says nearly that",
    "prefix": "likely: its name says nearly that",
    "siblings": "likely: the columns beside it say so",
    "values": "a guess from its values",
    "answer": "you said so",
    "not_needed": "not needed beside the others",
    "unknown": "not known",
}


def certainty(entry: Mapping) -> str:
    """How sure it is what a column holds, and from where."""
    if entry.get("confidence") == "guessed":
        return "a guess: please check"
    return HOW.get(str(entry.get("how")), str(entry.get("confidence") or ""))


def values(entry: Mapping) -> str:
    """Three values of a column; where they are not shown, what they look like."""
    if entry.get("values"):
        return " · ".join(entry["values"])
    return {"numbers": "numbers", "dates": "dates", "text": "text, not shown here"}.get(
        str(entry.get("kind")), "empty"
    )
