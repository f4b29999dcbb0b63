"""Exports of practice software: long measure names, one score per row, ranges in headers."""

from __future__ import annotations

import random

from tests.support.exporters.table import ITEMS, TOTALS, Rendered, cells, sessions, spoilt
from tests.support.exporters.words import LONG, any_language, numbered, plain_headers
from tests.support.exporters.writing import Style, any_style, as_csv, columns, either

OTHERS = ("PHQ-9", "GAD-7", "Patient Health Questionnaire (PHQ-9)", "WHO-5")


def _per_measure(
    pick: random.Random, measures: dict[str, str], heads: list[str], people: bool = False
) -> Rendered:
    """Return an export with one row per form: client, therapist, measure, date, score.

    Parameters: people, whether the names of the clients stand behind."""
    left, visits = spoilt(sessions(pick), pick)
    rows, called = [], ["Miriam", "Holst"] if people else []
    for visit, gone in visits:
        for form in ("ors", "srs"):
            if visit.total(form) is not None:
                score = gone[form] or visit.total(form)
                rows.append([visit.client, visit.therapist, measures[form], visit.day, score, *called])
        if pick.random() < 0.25:
            rows.append([visit.client, visit.therapist, pick.choice(OTHERS), visit.day, 7, *called])
    style = any_style(pick)
    fields = ["client_id", "therapist", "measure", "session_date", "total", *[None] * len(called)]
    knows = style.knows() | columns(heads, fields) | {f"measure:{name}": "not_used" for name in OTHERS}
    knows |= {f"measure:{name}": form for form, name in measures.items()}
    return Rendered(either("outcomes", [heads, *rows], style, pick), tuple(left), TOTALS, knows)


def long_measures(pick: random.Random) -> Rendered:
    """Return an export that gives each measure by its long name, with abbreviation or version."""
    pattern = pick.choice(
        ("{long} ({short})", "{long} [{short}]", "{short} - {long}", "{long}", "{short} ({long})")
    )
    measures = {form: pattern.format(long=LONG[form], short=form.upper()) for form in LONG}
    return _per_measure(pick, measures, ["Client ID", "Clinician", "Measure", "Date", "Score"])


def survey_and_score(pick: random.Random) -> Rendered:
    """Return an export with a Survey or Assessment column for the measure, and unused name columns."""
    heads = ["Patient Number", "Staff Member", pick.choice(("Survey", "Assessment", "Survey Name")), "Date"]
    measures = {form: pick.choice((form.upper(), LONG[form])) for form in LONG}
    heads += [pick.choice(("Score", "Total Score", "Result")), "First Name", "Last Name"]
    return _per_measure(pick, measures, heads, people=True)


def additions(pick: random.Random) -> Rendered:
    """Return an export with one row per session, whose headers have numbers, ranges or remarks added."""
    left, visits = spoilt(sessions(pick), pick)
    heads = numbered(plain_headers(any_language(pick), scale_first=pick.random() < 0.6), pick)
    others = pick.sample(
        ("PHQ-9 (0-27)", "Notes", "Room", "5. Mood (1-5)", "Invoice no."), pick.randint(0, 2)
    )
    headers, fields = [*heads.values(), *others], [*heads, *[None] * len(others)]
    rows = [headers]
    for visit, gone in visits:
        row = [visit.client, visit.day, visit.therapist]
        for form in ("ors", "srs"):
            areas, total = cells(visit, form, gone[form], pick)
            row += [*areas, total]
        rows.append([*row, *(pick.randint(1, 5) for _ in others)])
    style = any_style(pick)
    return Rendered(
        either("export", rows, style, pick), tuple(left), ITEMS, style.knows() | columns(headers, fields)
    )


def totals_with_ranges(pick: random.Random) -> Rendered:
    """Return an export of totals with ranges in the headers, and another measure with its own range."""
    left, visits = spoilt(sessions(pick), pick)
    around = pick.choice(("{} (0-40)", "{} [0–40]", "{} (0 - 40)", "{} (0 to 40)", "{} (max 40)"))
    headers = [
        "Client ID",
        "Assessment Date",
        "Primary Clinician",
        around.format("ORS"),
        around.format("SRS"),
    ]
    headers.append("PHQ-9 (0-27)")
    rows = [headers]
    for visit, gone in visits:
        scores = [gone[form] or visit.total(form) for form in ("ors", "srs")]
        rows.append([visit.client, visit.day, visit.therapist, *scores, pick.randint(0, 27)])
    style = any_style(pick)
    fields = ["client_id", "session_date", "therapist", "ors_total", "srs_total", None]
    return Rendered(
        either("dashboard", rows, style, pick), tuple(left), TOTALS, style.knows() | columns(headers, fields)
    )


def score_of_maximum(pick: random.Random) -> Rendered:
    """Return an export with scores written with their maximum: 18.2/40."""
    left, visits = spoilt(sessions(pick), pick)
    style = any_style(pick)
    pattern = pick.choice(("{}/40", "{} / 40", "{} of 40", "{} out of 40"))
    headers = ["Client", "Date", "Therapist", "ORS", "SRS"]
    rows = [headers]
    for visit, gone in visits:
        row: list = [visit.client, visit.day, visit.therapist]
        for form in ("ors", "srs"):
            total = visit.total(form)
            row.append(gone[form] or (None if total is None else pattern.format(style.text(total))))
        rows.append(row)
    fields = ["client_id", "session_date", "therapist", "ors_total", "srs_total"]
    return Rendered(
        either("scores", rows, style, pick), tuple(left), TOTALS, style.knows() | columns(headers, fields)
    )


def submitted(pick: random.Random) -> Rendered:
    """Return an export whose only date is when the form was submitted, completed or recorded."""
    left, visits = spoilt(sessions(pick), pick)
    names = (
        "Date Submitted",
        "RecordedDate",
        "Date Completed",
        "Submitted on",
        "Completion time",
        "Date Filled In",
    )
    name = pick.choice(names)
    headers = ["client", "therapist", name, "ORS", "SRS"]
    rows = [headers]
    for visit, gone in visits:
        rows.append(
            [visit.client, visit.therapist, visit.day, *(gone[f] or visit.total(f) for f in ("ors", "srs"))]
        )
    style = any_style(pick, stamps=pick.random() < 0.5)
    fields = ["client_id", "therapist", "session_date", "ors_total", "srs_total"]
    return Rendered(
        either("submitted", rows, style, pick), tuple(left), TOTALS, style.knows() | columns(headers, fields)
    )


def date_per_form(pick: random.Random) -> Rendered:
    """Return an export with separate date columns for ORS and SRS in each row."""
    left, visits = spoilt(sessions(pick), pick)
    pattern = pick.choice(("{} date", "Date of {}", "{} completed on", "{} Date Submitted"))
    headers = ["Client", "Therapist"]
    for form in ("ORS", "SRS"):
        headers += [pattern.format(form), form]
    rows = [headers]
    for visit, gone in visits:
        row: list = [visit.client, visit.therapist]
        for form in ("ors", "srs"):
            score = gone[form] or visit.total(form)
            row += [visit.day if score is not None else None, score]
        rows.append(row)
    style = any_style(pick)
    fields = ["client_id", "therapist", "session_date", "ors_total", "session_date", "srs_total"]
    return Rendered(
        either("forms", rows, style, pick), tuple(left), TOTALS, style.knows() | columns(headers, fields)
    )


def data_frame(pick: random.Random) -> Rendered:
    """Return an export written by a script: unnamed index column, NaN for missing values."""
    left, visits = spoilt(sessions(pick), pick)
    rows: list[list] = [["", "client", "date", "therapist", "ors_total", "srs_total"]]
    blank = pick.choice(("NaN", "nan", "None", "<NA>"))
    for number, (visit, gone) in enumerate(visits):
        scores = [gone[f] or visit.total(f) for f in ("ors", "srs")]
        rows.append(
            [number, visit.client, visit.day, visit.therapist, *(blank if s is None else s for s in scores)]
        )
    style = Style(date=pick.choice(("%Y-%m-%d", "%Y-%m-%d 00:00:00", "%Y-%m-%dT00:00:00")))
    return Rendered([("frame.csv", as_csv(rows, style))], tuple(left), TOTALS)


EXPORTERS = {
    "data_frame": data_frame,
    "long_measures": long_measures,
    "survey_and_score": survey_and_score,
    "additions": additions,
    "totals_with_ranges": totals_with_ranges,
    "score_of_maximum": score_of_maximum,
    "submitted": submitted,
    "date_per_form": date_per_form,
}
