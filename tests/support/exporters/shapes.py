"""Exports with one column per day, and exports whose scores refer to a client in another file."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.support.exporters.table import TOTALS, Rendered, sessions, spoilt
from tests.support.exporters.words import LONG
from tests.support.exporters.writing import Style, any_style, as_csv, as_xlsx, columns, either


def pivot(pick: random.Random) -> Rendered:
    """Return an export with one row per client and one column per day, for one measure."""
    form = pick.choice(("ors", "srs"))
    visits = [visit for visit in sessions(pick, blanks=False) if visit.total(form) is not None]
    therapist = {visit.client: visit.therapist for visit in visits}
    days = sorted({visit.day for visit in visits})
    scores = {(visit.client, visit.day): visit.total(form) for visit in visits}
    rows: list[list] = [["Client", "Therapist", *days]]
    rows += [[who, therapist[who], *(scores.get((who, day)) for day in days)] for who in therapist]
    knows = {"measure_of_file": form}
    if pick.random() < 0.5:
        rows.insert(
            0, [pick.choice((f"{form.upper()} by client and week", LONG[form], f"{form.upper()} totals"))]
        )
    style = any_style(pick)
    kept = tuple(v.__class__(v.client, v.day, v.therapist, *_only(v, form)) for v in visits)
    return Rendered(either("pivot", rows, style, pick), kept, TOTALS, style.knows() | knows)


def _only(visit, form: str) -> tuple:
    return (visit.ors, None) if form == "ors" else (None, visit.srs)


def clients_as_columns(pick: random.Random) -> Rendered:
    """Return an export with one row per day and one column per client, or one for each of the client's scales."""
    visits = [replace(visit, therapist=None) for visit in sessions(pick, blanks=False)]
    people, days = list(dict.fromkeys(v.client for v in visits)), sorted({v.day for v in visits})
    at = {(v.client, v.day): v for v in visits}
    form = pick.choice(("ors", "srs"))
    forms = pick.choice(((form,), ("ors", "srs")))
    word = pick.choice(("", "Client ", "Klient ", "Patient "))
    heads = [(who, one) for who in people for one in forms]
    day = pick.choice(("Date", "Datum", "Fecha", "Dato"))
    first: list[list] = [
        [day, *(f"{word}{who}{f' {one.upper()}' if len(forms) == 2 else ''}" for who, one in heads)]
    ]
    if len(forms) == 2 and pick.random() < 0.5:  # the client above the scales
        upper = [f"{word}{who}" if one == forms[0] else None for who, one in heads]
        first = [[None, *upper], [day, *(one.upper() for _, one in heads)]]
    elif pick.random() < 0.4 and len(forms) == 1:
        first.insert(0, [LONG[form]])
    rows = [[d, *(at[who, d].total(one) if (who, d) in at else None for who, one in heads)] for d in days]
    kept = tuple(
        visits if len(forms) == 2 else (v.__class__(v.client, v.day, None, *_only(v, form)) for v in visits)
    )
    style = any_style(pick)
    knows = {"measure_of_file": form, "columns_are": "client_id"} | style.knows()
    return Rendered(either("clients", [*first, *rows], style, pick), kept, TOTALS, knows)


def by_appointment(pick: random.Random) -> Rendered:
    """Return an export with appointments in one table, and scores by appointment id in another."""
    left, visits = spoilt(sessions(pick), pick)
    name = pick.choice(("Appointment ID", "appointment_id", "Session ID", "Visit ID", "Encounter ID"))
    diary = [[name, "Client ID", "Appointment Date", "Therapist"]]
    scores = [[name, "ORS", "SRS"]]
    for number, (visit, gone) in enumerate(visits, 3001):
        diary.append([f"A{number}", visit.client, visit.day, visit.therapist])
        if visit.total("ors") is not None or visit.total("srs") is not None:
            scores.append([f"A{number}", *(gone[f] or visit.total(f) for f in ("ors", "srs"))])
    if pick.random() < 0.4:
        sheets = {"Appointments": diary, "Scores": scores}
        return Rendered([("practice.xlsx", as_xlsx(sheets))], tuple(left), TOTALS, {"sheet": "all_sheets"})
    style = any_style(pick)
    files = [("appointments.csv", as_csv(diary, style)), ("scores.csv", as_csv(scores, style))]
    pick.shuffle(files)
    return Rendered(
        files, tuple(left), TOTALS, style.knows() | columns(scores[0], [None, "ors_total", "srs_total"])
    )


def duplicate_heads(pick: random.Random) -> Rendered:
    """Return an export with headers Date, Score, Date, Score and no hint at the measure."""
    left, visits = spoilt(sessions(pick, blanks=False), pick, 0)
    headers = ["Client", "Therapist", "Date", "Score", "Date", "Score"]
    rows = [headers]
    rows += [[v.client, v.therapist, v.day, v.total("ors"), v.day, v.total("srs")] for v, _ in visits]
    fields = ["client_id", "therapist", "session_date", "ors_total", "session_date", "srs_total"]
    return Rendered([("two.csv", as_csv(rows, Style()))], tuple(left), TOTALS, columns(headers, fields))


EXPORTERS = {
    "pivot": pivot,
    "clients_as_columns": clients_as_columns,
    "by_appointment": by_appointment,
    "duplicate_heads": duplicate_heads,
}
