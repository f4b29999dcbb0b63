"""Texts of the questions that an import asks about files, and of the user's answers."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.ingest import data_day
from analytics.ingest.base import identity_answers
from analytics.ingest.base.errors import ALL_SHEETS
from analytics.ingest.columns import client_columns
from analytics.ingest.containers import encodings
from analytics.ingest.rows import constants, fill_client_facts, fill_down, section_rows, table_names
from analytics.messages import gettext
from pages.data import identities_text, import_day_text, not_in_file_text
from pages.data.column_text import field

ORDERS = {
    "iso": "year first",
    "day_first": "day first",
    "month_first": "month first",
    "serial": "numbered days",
}
SCALES = {
    "0-10": "four areas, 0 to 10 each",
    "0-100": "areas from 0 to 100, totals up to 400",
    "1-10": "four areas, 1 to 10 each",
    "total_only": "totals, without areas",
    "item_mean": "the mean of the four areas",
    "total": "the total, up to 40",
    "percent": "per cent, 0 to 100",
}
TOLD_ONCE = {"carry": "yes, all rows of the client", "leave_blank": "no, the others stay blank"}
CLIENTS_BELOW = {"above": "yes, the client above", "leave_out": "no, leave these rows out"}
MEASURES = {"ors": "ORS", "srs": "SRS", "not_used": "neither; leave it out"}
CLOSURES = {
    "planned": "ended as planned",
    "unplanned": "ended unplanned",
    "transferred": "went on elsewhere",
    "administrative": "ended for a reason outside the therapy",
    "not_a_course": "was never a course of therapy",
    "ongoing": "still going on",
    "unknown": "not recorded",
}


def word(known: Mapping[str, str], value: object) -> str:
    """Return the text for a code from the dict `known`; for other codes, turn underscores into spaces.

    known: text by code.
    """
    return known.get(str(value), str(value).replace("_", " ")) if value else ""


def choice(key: str, option: str) -> str:
    """Return the text of one answer option; names of sheets and columns stay as in the file."""
    if key.startswith("column:") or key in (section_rows.KEY, client_columns.KEY):
        return field(option)
    if key in ("sheet", "therapist_column"):
        return "all together" if (key, option) == ("sheet", ALL_SHEETS) else option
    if key == data_day.KEY:
        return import_day_text.day_text(option)
    if key in table_names.COLUMNS:
        return "nothing of these" if option == table_names.NOTHING else field(option)
    if key.startswith(constants.PREFIX):
        return option
    if key in identity_answers.KEYS:
        return identities_text.CHOICES[option]
    if key == "measure_of_file" or key.startswith("measure:"):
        return MEASURES[option]
    known = {"date_order": ORDERS, "item_scale": SCALES} | not_in_file_text.ANSWERS
    known |= {fill_down.KEY: CLIENTS_BELOW, fill_client_facts.KEY: TOLD_ONCE, encodings.KEY: encodings.NAMES}
    known = known.get(key, CLOSURES if key.startswith("closure:") else {})
    return word(known, option)


def answer_lines(answers: Mapping[str, str]) -> list[str]:
    """Return one line per answer about the uploaded files: the question and the chosen option."""
    lines = []
    for key, option in answers.items():
        what, _, name = key.partition(":")
        about = {
            "column": f"“{name}”",
            "closure": f"“{name}”",
            "constant": gettext("{field} of all rows").format(field=field(name).capitalize()),
            "measure": f"“{name}”",
            "measure_of_file": "The scores are of the",
            "sheet": "Sheet",
            "sheet_means": "The name of each sheet says",
            "file_means": "The name of each file says",
            "therapist_column": "The therapist is in",
            encodings.KEY: "Letters",
            section_rows.KEY: "Names alone in their lines are",
            client_columns.KEY: "The names of the columns are",
            fill_down.KEY: "Rows without a client",
            fill_client_facts.KEY: "What stands in one row of each client",
            "date_order": "Dates",
            "item_scale": "Scores",
            "client_column": "Names of clients",
            "ids": "Client ids without leading zeros",
            "data_day": "The data speak up to",
            "identity": "About this file",
        } | not_in_file_text.ABOUT
        about = about.get(what, what.replace("_", " "))
        lines.append(f"{about}: **{choice(key, option)}**")
    return lines
