"""Workbooks kept by hand, such as one sheet per client, formulas for totals, or damaged ids."""

from __future__ import annotations

import datetime
import io
import random
from dataclasses import replace
from decimal import Decimal

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.support.exporters.table import TOTALS, Rendered, Visit, sessions, spoilt
from tests.support.exporters.words import any_language
from tests.support.exporters.writing import Style, any_style, as_csv, as_xlsx, columns, either

HEADS = ("client_id", "session_date", "therapist")


def _heads(pick: random.Random) -> dict[str, str]:
    words = any_language(pick)
    return {field: words[field] for field in HEADS}


def _scores(visit: Visit, gone: dict[str, str | None] | None = None) -> list:
    return [(gone or {}).get(form) or visit.total(form) for form in ("ors", "srs")]


def _per_sheet(pick: random.Random, field: str) -> Rendered:
    """Return a workbook with one sheet per value of a field; only the sheet name gives the value."""
    left, visits = spoilt(sessions(pick), pick)
    heads = _heads(pick)
    kept = [f for f in HEADS if f != field]
    sheets: dict[str, list[list]] = {}
    for visit, gone in visits:
        known = dict(zip(HEADS, (visit.client, visit.day, visit.therapist), strict=True))
        rows = sheets.setdefault(str(known[field]), [[*(heads[f] for f in kept), "ORS", "SRS"]])
        rows.append([*(known[f] for f in kept), *_scores(visit, gone)])
    names = list(sheets)
    pick.shuffle(names)
    if pick.random() < 0.4:
        names.insert(pick.randrange(len(names) + 1), "Info")
        sheets["Info"] = [["Made by the office"], ["One sheet each"]]
    content = as_xlsx({name: sheets[name] for name in names})
    knows = {"sheet": "all_sheets", "sheet_means": field} | columns([heads[f] for f in kept], kept)
    return Rendered([("practice.xlsx", content)], tuple(left), TOTALS, knows)


def per_client(pick: random.Random) -> Rendered:
    """Return a workbook that gives the client code only as the sheet name."""
    return _per_sheet(pick, "client_id")


def per_therapist(pick: random.Random) -> Rendered:
    """Return a workbook that gives the therapist only as the sheet name."""
    return _per_sheet(pick, "therapist")


def per_month(pick: random.Random) -> Rendered:
    """Return a workbook with one sheet per month; the sheet names add no information."""
    left, visits = spoilt(sessions(pick), pick)
    heads = _heads(pick)
    sheets: dict[str, list[list]] = {}
    for visit, gone in sorted(visits, key=lambda one: one[0].day):
        rows = sheets.setdefault(f"{visit.day:%b %Y}", [[*heads.values(), "ORS", "SRS"]])
        rows.append([visit.client, visit.day, visit.therapist, *_scores(visit, gone)])
    knows = {"sheet": "all_sheets", "sheet_means": "not_used"}
    return Rendered([("months.xlsx", as_xlsx(sheets))], tuple(left), TOTALS, knows)


def group_ids(pick: random.Random) -> Rendered:
    """Return a file with client and therapist only in the first row of each group."""
    left, visits = spoilt(sessions(pick), pick)
    heads = _heads(pick)
    rows, before = [[*heads.values(), "ORS", "SRS"]], None
    for visit, gone in visits:
        first = visit.client != before
        who = (visit.client, visit.day, visit.therapist) if first else (None, visit.day, None)
        rows.append([*who, *_scores(visit, gone)])
        before = visit.client
    style = any_style(pick)
    knows = style.knows() | columns(rows[0], [*HEADS, "ors_total", "srs_total"]) | {"blank_client": "above"}
    return Rendered(either("groups", rows, style, pick), tuple(left), TOTALS, knows)


def bands(pick: random.Random) -> Rendered:
    """Return a file in sections, with the therapist above and averages below each section."""
    left, visits = spoilt(sessions(pick), pick, 0)
    heads, again = _heads(pick), pick.random() < 0.6
    word, mark = heads["therapist"], pick.choice((": ", ": ", " - ", " "))
    rows: list[list] = []
    total = pick.choice(("Average", "Total", "Mittelwert", "Moyenne"))
    for therapist in sorted({visit.therapist for visit in left}):
        rows.append([f"{word}{mark}{therapist}"])
        if again or len(rows) == 1:
            rows.append([heads["client_id"], heads["session_date"], "ORS", "SRS"])
        own = [visit for visit, _ in visits if visit.therapist == therapist]
        rows += [[visit.client, visit.day, *_scores(visit)] for visit in own]
        rows.append([total, None, 20, 30])
    style = any_style(pick)
    knows = style.knows() | {"section": "therapist"}
    knows |= columns([heads["client_id"], heads["session_date"]], ["client_id", "session_date"])
    return Rendered(either("report", rows, style, pick), tuple(left), TOTALS, knows)


def formulas(pick: random.Random) -> Rendered:
    """Return a workbook in which one total is a formula without a saved value."""
    visits = sessions(pick, blanks=False)
    form = pick.choice(("ors", "srs"))
    rows = [["Client", "Date", "Therapist", "ORS", "SRS"]]
    for visit in visits:
        scores = [
            f"=SUM(G{len(rows) + 1}:J{len(rows) + 1})" if f == form else visit.total(f)
            for f in ("ors", "srs")
        ]
        rows.append([visit.client, visit.day, visit.therapist, *scores])
    left = tuple(replace(visit, **{form: None}) for visit in visits)
    return Rendered([("calculated.xlsx", as_xlsx({"Sheet1": rows}))], left, TOTALS, must_say=True)


def date_cells(pick: random.Random) -> Rendered:
    """Return a workbook in which some scores were turned into dates."""
    left, visits = spoilt(sessions(pick), pick, 3)
    rows = [["Client", "Date", "Therapist", "ORS", "SRS"]]
    for visit, gone in visits:
        scores = [datetime.date(2026, 5, 15) if gone[f] else visit.total(f) for f in ("ors", "srs")]
        rows.append([visit.client, visit.day, visit.therapist, *scores])
    return Rendered([("scores.xlsx", as_xlsx({"Sheet1": rows}))], tuple(left), TOTALS)


def lost_zeros(pick: random.Random) -> Rendered:
    """Return scores with ids like 0012, and a client list in which the ids have lost their zeros."""
    visits = sessions(pick)
    numbers = dict(zip(dict.fromkeys(v.client for v in visits), pick.sample(range(1, 900), 4), strict=True))
    visits = [replace(visit, client=f"{numbers[visit.client]:04}") for visit in visits]
    scores = [["Client", "Date", "ORS", "SRS"], *([v.client, v.day, *_scores(v)] for v in visits)]
    people = {visit.client: visit.therapist for visit in visits}
    clients = [["Client", "Therapist"], *([int(code), who] for code, who in people.items())]
    files = [("scores.csv", as_csv(scores, Style())), ("clients.xlsx", as_xlsx({"Sheet1": clients}))]
    return Rendered(files, tuple(visits), TOTALS, {"ids": "join"}, lost=("therapist",), must_say=True)


def exponent_ids(pick: random.Random) -> Rendered:
    """Return a file with long ids in exponent form; the expected import contains no session."""
    style = any_style(pick)
    rows = [["Client", "Date", "Therapist", "ORS", "SRS"]]
    for visit in sessions(pick):
        code = f"1.2026{visit.client[-1:].encode()[0] % 10}E+11".replace(".", style.decimal)
        rows.append([code, visit.day, visit.therapist, *_scores(visit)])
    knows = style.knows()
    return Rendered([("long.csv", as_csv(rows, style))], (), TOTALS, knows)


def names_of_people(pick: random.Random) -> Rendered:
    """Return a file with names of people in the client column."""
    first, last = (
        ("Miriam", "Jonas", "Aïcha", "Søren", "Lucía"),
        ("Holst", "de Vries", "Núñez", "Østergård", "Brandt"),
    )
    visits = sessions(pick)
    people: dict[str, str] = {}
    for visit in visits:
        people.setdefault(visit.client, f"{first[len(people) % 5]} {last[(len(people) * 2) % 5]}")
    visits = [replace(visit, client=people[visit.client]) for visit in visits]
    rows = [[pick.choice(("Client", "Patient", "Klient", "Client name")), "Date", "Therapist", "ORS", "SRS"]]
    rows += [[v.client, v.day, v.therapist, *_scores(v)] for v in visits]
    style = replace(any_style(pick), encoding="utf-8")
    knows = style.knows() | {"client_column": "use"} | columns(rows[0], [*HEADS, "ors_total", "srs_total"])
    return Rendered(either("list", rows, style, pick), tuple(visits), TOTALS, knows, must_say=True)


def days_of_1904(pick: random.Random) -> Rendered:
    """Return a workbook with the 1904 date system, with dates as date cells or as numbers."""
    left, visits = spoilt(sessions(pick), pick)
    bare = pick.random() < 0.5
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["Client", "Date", "Therapist", "ORS", "SRS"])
    for visit, gone in visits:
        day = (visit.day - datetime.date(1904, 1, 1)).days if bare else visit.day
        scores = [float(score) if isinstance(score, Decimal) else score for score in _scores(visit, gone)]
        book.active.append([visit.client, day, visit.therapist, *scores])
    book.save(out := io.BytesIO())
    return Rendered([("mac.xlsx", out.getvalue())], tuple(left), TOTALS)


EXPORTERS = {
    "days_of_1904": days_of_1904,
    "sheet_per_client": per_client,
    "sheet_per_therapist": per_therapist,
    "sheet_per_month": per_month,
    "group_ids": group_ids,
    "bands": bands,
    "formulas": formulas,
    "date_cells": date_cells,
    "lost_zeros": lost_zeros,
    "exponent_ids": exponent_ids,
    "names_of_people": names_of_people,
}
