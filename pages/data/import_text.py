"""Sentences about one import: what was recognised, what is left out, and what was imported."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from analytics.ingest import course_report
from analytics.ingest.base import identity_answers
from analytics.ingest.containers import encodings
from analytics.messages import gettext, ngettext, paragraph
from pages.data.answer_text import ORDERS, SCALES, word
from pages.data.remembered_text import noted
from pages.ui import formatting

WARNINGS = {
    "possible_swap": "ORS and SRS may be swapped: the alliance scores look like wellbeing.",
    "same_day_two_therapists": "Some clients saw two therapists on one day.",
    "therapist_missing": "Some sessions name no therapist.",
    "session_number_disagrees_with_date": "Session numbers disagree with the dates; the dates decide.",
    "possible_same_client": "Some clients may be one person under two codes: “The same person?” on this page asks.",
    "list_not_joined": "No client of one of the files has a session here; check how the clients are written in it.",
    "columns_disagree": "Two columns mean the same and differ; “How the columns were read” below says which one was taken.",
    "new_name_old_stopped": "A therapist may have a new name: “The same person?” on this page asks.",
    "no_known_client": "No client of this file was known before. If it is another practice’s file, take it back.",
    "file_may_be_truncated": "The file may be cut off at its end.",
    "ditto_marks": "Some cells said “as above” (a ditto mark); they were read as the cell above them.",
    "letters_lost": "Letters of some names were lost before this export (Ã¸, �). Export them anew as UTF-8.",
    "items_not_answered_separately": "The four areas are always equal, so they were not answered one by one.",
    "unusual_scale": "The scores use an unusual scale; check a few on a timeline.",
    "unknown_closure_words": "Some ending reasons are unknown and count as not recorded.",
    "ending_then_sessions": "Some courses go on after their recorded ending.",
    "course_continued": "Some courses have sessions with and without a case id; they are counted as one course.",
    "formulas_not_calculated": (
        "Some cells are formulas that were never calculated. Open the workbook in the spreadsheet program, save it, "
        "and import it again."
    ),
    "names_as_ids": "Names of people are used as codes of clients, as answered; they show wherever a client is named.",
    "ids_damaged": (
        "Some ids were rounded by a spreadsheet program; their rows were left out. Export them again without opening "
        "the file there."
    ),
    "ids_look_alike": "Some client ids differ only in leading zeros or decimals, which spreadsheet programs take or add.",
    "cells_left_out": "Some cells were left empty because something in them is wrong; they are listed.",
    "zero_scores": "Some totals are exactly 0. Check whether 0 was entered for forms that were not filled in.",
}
LAYOUTS = {
    "one_row_per_session": "one row per session",
    "one_row_per_administration": "one row per form",
    "one_row_per_client": "one row per client",
    "one_row_per_day": "one row per day, one column per client",
    "one_row_per_field": "one row per field",
    "one_row_per_answer": "one row per answer",
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
    "xlsx": "a spreadsheet",
    "xls": "a spreadsheet",
    "xlsb": "a spreadsheet",
    "ods": "a spreadsheet",
    "parquet": "a Parquet table",
    "json": "JSON",
    "fhir": "a FHIR bundle",
}
ENCODINGS |= {code: gettext("text, {name}").format(name=name) for code, name in encodings.NAMES.items()}
DELIMITERS = {",": "cells parted by commas", ";": "cells parted by semicolons", "\t": "cells parted by tabs"}
DELIMITERS |= {"|": "cells parted by vertical lines"}


def dry_run_summary(report: Mapping[str, Any]) -> tuple[str, str]:
    """Return (main sentence, second sentence) of a dry run: rows that can be imported, rows left out."""
    if report["outcome"] == "reject":
        message = str(report.get("message") or "")
        if report.get("busy"):
            return message, ""
        if message == identity_answers.STOPPED:  # a person's own decision, not a fault of the file
            return "Stopped, as you said.", ""
        return "This file cannot be imported as it is.", message
    if report["outcome"] == "needs_choice":
        return "One question first.", "Nothing is imported before it is answered."
    out, corrected = report["rows_quarantined"], report["rows_corrected"]
    cells = (report.get("facts") or {}).get("n_cells_left_out")
    return _taken_in(report), paragraph(
        gettext("**{n}** would be left out.").format(n=formatting.count(out))
        if out
        else "No row would be left out.",
        ngettext("**{n} cell** would be left empty.", "**{n} cells** would be left empty.", cells).format(
            n=formatting.count(cells)
        )
        if cells
        else "",
        ngettext(
            "{n} row would replace earlier values.", "{n} rows would replace earlier values.", corrected
        ).format(n=formatting.count(corrected))
        if corrected
        else "",
    )


def _taken_in(report: Mapping[str, Any]) -> str:
    """Return the sentence on how many rows can be imported."""
    rows_in, accepted = report["rows_in"], report["rows_accepted"]
    n = formatting.count(rows_in)
    if report["rows_unchanged"] == accepted and accepted:
        return "Nothing new: every row that counts is already known."
    if accepted == rows_in:
        return ngettext("The only row can be imported.", "All {n} rows can be imported.", rows_in).format(n=n)
    return ngettext(
        "{accepted} of {n} row can be imported.", "{accepted} of {n} rows can be imported.", rows_in
    ).format(accepted=formatting.count(accepted), n=n)


def outcome(report: Mapping[str, Any]) -> str:
    """Return the bold text above an import report: imported, imported in part, or not imported."""
    if report["outcome"] == "accept_with_quarantine" and not report["rows_quarantined"]:
        return "Imported, with cells left empty."
    return {
        "accept": "Imported.",
        "accept_with_quarantine": "Imported, with rows left out.",
        "needs_choice": "Not imported.",
        "reject": "Not imported.",
    }.get(report["outcome"], report["outcome"])


def counts(report: Mapping[str, Any]) -> dict[str, str]:
    """Map labels to the numbers of rows, sessions, clients and therapists of an import."""
    given = {
        "Rows in the files": report.get("rows_in"),
        "Rows that count": report.get("rows_accepted"),
        "Left out": report.get("rows_quarantined"),
        "Skipped": report.get("rows_skipped"),
        "Already known": report.get("rows_unchanged"),
        "Corrected": report.get("rows_corrected"),
        "Lines inside a cell": (report.get("facts") or {}).get("lines_inside_cells"),
    }
    facts = report.get("facts") or {}
    rare = ("Skipped", "Already known", "Corrected")  # said only where there are some
    lines = {
        name: formatting.count(value)
        for name, value in given.items()
        if value is not None and (value or name not in rare)
    }
    if filled_in := facts.get("n_known_told"):
        lines["Known sessions filled in"] = formatting.count(filled_in)
    for name, key in (("Sessions", "n_sessions"), ("Clients", "n_clients"), ("Therapists", "n_therapists")):
        if facts.get(key) is not None and (facts.get("n_sessions") or not filled_in):
            lines[name] = formatting.count(facts[key])
    if facts.get("first_date"):
        first, last = (datetime.date.fromisoformat(facts[key]) for key in ("first_date", "last_date"))
        lines["From, to"] = gettext("{first} to {last}").format(
            first=formatting.day(first), last=formatting.day(last)
        )
    return lines


def recognised(report: Mapping[str, Any]) -> dict[str, str]:
    """Map labels to what was recognised in the files: exporter, layout, file kind, dates, scores."""
    recognition = report.get("recognised") or {}
    encoding, delimiter = str(recognition.get("encoding") or ""), str(recognition.get("delimiter") or "")
    kind = [ENCODINGS.get(encoding, encoding), DELIMITERS.get(delimiter, "")]
    sheets, unused = recognition.get("sheets") or [], recognition.get("unused_sheets") or []
    layout = (
        "joined_sheets"
        if sheets and recognition.get("layout") == "joined_files"
        else recognition.get("layout")
    )
    exporter = recognition.get("exporter") or {}
    lines = {
        "Recognised": " ".join(f"{exporter['name']}. {exporter['remark']}".split()) if exporter else "",
        "Layout": word(LAYOUTS, layout),
        "Sheets": ", ".join(sheets),
        "Sheets not used": ", ".join(unused),
        "File": ", ".join(part for part in kind if part),
    }
    if (report.get("facts") or {}).get("n_known_told") and not report["facts"]["n_sessions"]:
        return {name: words for name, words in lines.items() if words}  # a file without dates and scores
    lines |= {
        "Decimals": {",": "with a comma: 6,2", ".": "with a point: 6.2"}.get(
            recognition.get("decimal") or "", ""
        ),
        "Dates": noted(word(ORDERS, recognition.get("date_order")), report, "date_order"),
        "Scores": noted(word(SCALES, recognition.get("item_scale")), report, "item_scale"),
    }
    named = (report.get("facts") or {}).get("measures") or []
    read = [
        gettext("{text} as {read_as}").format(text=one["text"], read_as=one["read_as"])
        for one in named
        if one["read_as"]
    ]
    left = [
        ngettext("{text} ({n} row)", "{text} ({n} rows)", one["rows"]).format(
            text=one["text"], n=formatting.count(one["rows"])
        )
        for one in named
        if not one["read_as"]
    ]
    lines["Measures"] = ", ".join(read)
    lines["Measures left out"] = ", ".join(left)
    return {name: words for name, words in lines.items() if words}


def warnings(report: Mapping[str, Any]) -> list[str]:
    """Return the sentences on unusual values in the imported files."""
    known = WARNINGS | course_report.sentences(report.get("facts") or {})
    codes: list[str] = report.get("warnings") or []
    sentences = [known.get(code) or f"{code.replace('_', ' ').capitalize()}." for code in codes]
    if hidden := (report.get("recognised") or {}).get("hidden_sheets"):
        sentences.append(gettext("Hidden sheets were not read: {names}.").format(names=", ".join(hidden)))
    return sentences


_MOVED = {  # figure -> line where it is new; where it stays; where it changes
    "reliable_improvement": (
        gettext("**Clearly better:** {now}."),
        gettext("**Clearly better:** still {now}."),
        gettext("**Clearly better:** from {before} to {now}."),
    ),
    "unplanned": (
        gettext("**Ended unplanned:** {now}."),
        gettext("**Ended unplanned:** still {now}."),
        gettext("**Ended unplanned:** from {before} to {now}."),
    ),
}


def changed_figures(before: Mapping[str, float | None], after: Mapping[str, float | None]) -> list[str]:
    """Return one line per key figure with its value before and after the import."""
    lines = []
    for key, (new, same, changed) in _MOVED.items():
        if after.get(key) is None:
            continue
        was, now = formatting.in_100(before.get(key)), formatting.in_100(after[key])
        template = new if before.get(key) is None else same if was == now else changed
        lines.append(template.format(before=was, now=now))
    if after.get("n") is not None:
        was, now = formatting.count(before.get("n") or 0), formatting.count(after["n"])
        template = (
            gettext("Closed episodes: still {now}.")
            if was == now
            else gettext("Closed episodes: {before} before, {now} now.")
        )
        lines.append(template.format(before=was, now=now))
    return lines
