"""Exports of survey tools with questions as headers: Qualtrics, Google Forms, Microsoft Forms, SurveyMonkey."""

from __future__ import annotations

import csv
import datetime
import json
import random
from dataclasses import replace

from tests.support.exporters.table import ITEMS, Rendered, Visit, cells, sessions, spoilt
from tests.support.exporters.words import LONG, PARTS, any_language, questions
from tests.support.exporters.writing import Style, any_style, as_csv, as_xlsx, columns, either
from tests.support.small_practice import ORS, SRS

AREA_FIELDS = [*ORS, *SRS]
METADATA = (
    *("StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished"),
    *("RecordedDate", "ResponseId", "DistributionChannel", "UserLanguage"),
)


def _areas(visit: Visit, codes: dict[str, str | None], pick: random.Random) -> list:
    return [*cells(visit, "ors", codes["ors"], pick)[0], *cells(visit, "srs", codes["srs"], pick)[0]]


def qualtrics(pick: random.Random) -> Rendered:
    """Return a Qualtrics export: quoted, with three header rows (code, question, import id)."""
    left, visits = spoilt(sessions(pick), pick)
    words, asked_day = any_language(pick), pick.random() < 0.5
    codes, texts = ["client_id"], [words["client_id"]]
    fields: list[str | None] = [*[None] * 7, None if asked_day else "session_date", *[None] * 3, "client_id"]
    if asked_day:
        codes, texts, fields = (
            [*codes, "session_date"],
            [*texts, words["session_date"]],
            [*fields, "session_date"],
        )
    codes, texts, fields = [*codes, "therapist"], [*texts, words["therapist"]], [*fields, "therapist"]
    named = pick.random() < 0.6  # the blocks are called after the form, else only numbered
    for block, (form, parts) in zip(("Q4", "Q5"), PARTS.items(), strict=True):
        for number, part in enumerate(parts, 1):
            codes.append(f"{form.upper() if named else block}_{number}")
            texts.append(f"{LONG[form]}, mark each - {words[part]}")
    headers, labels = [*METADATA, *codes], [*METADATA, *texts]
    late = datetime.timedelta(days=pick.choice((0, 2)) if asked_day else 0)  # typed in from paper afterwards
    rows = [headers, labels, [json.dumps({"ImportId": f"QID{n}"}) for n in range(len(headers))]]
    for number, (visit, gone) in enumerate(visits):
        at = (visit.day + late).strftime("%Y-%m-%d ") + "09:05:22"
        meta = [at, at, "IP Address", "10.0.0.1", 100, 300, "True", at, f"R_{number:08}x", "anonymous", "EN"]
        day = [visit.day] if asked_day else []
        rows.append([*meta, visit.client, *day, visit.therapist, *_areas(visit, gone, pick)])
    content = as_csv(rows, Style(encoding=pick.choice(("utf-8", "utf-8-sig")), quoting=csv.QUOTE_ALL))
    knows = columns(headers, [*fields, *AREA_FIELDS]) | columns(labels, [*fields, *AREA_FIELDS])
    return Rendered([("survey_November 1, 2026_09.05.csv", content)], tuple(left), ITEMS, knows)


def google_forms(pick: random.Random) -> Rendered:
    """Return a Google Forms export: a timestamp in the owner's locale, then the questions."""
    left, visits = spoilt(sessions(pick), pick)
    words = any_language(pick)
    asked = questions(words, pick)
    stamp = pick.choice(
        ("Timestamp", "Zeitstempel", "Marca temporal", "Horodateur", "Tijdstempel", "Tidsstämpel")
    )
    headers = [stamp, asked["client_id"], asked["therapist"], *(asked[f] for f in AREA_FIELDS)]
    fields = ["session_date", "client_id", "therapist", *AREA_FIELDS]
    style = replace(any_style(pick, stamps=True), delimiter=",", encoding="utf-8")
    if pick.random() < 0.3:  # downloaded from the form itself, not from its sheet
        style = replace(style, date="%Y/%m/%d", time=pick.choice((" 9:05:22 AM GMT+1", " 9:05:22 AM GMT-5")))
    rows = [headers]
    rows += [[visit.day, visit.client, visit.therapist, *_areas(visit, gone, pick)] for visit, gone in visits]
    knows = style.knows() | columns(headers, fields)
    return Rendered([("Feedback (Responses).csv", as_csv(rows, style))], tuple(left), ITEMS, knows)


def microsoft_forms(pick: random.Random) -> Rendered:
    """Return a Microsoft Forms workbook: response number, times, account, then the questions."""
    left, visits = spoilt(sessions(pick), pick)
    words = any_language(pick)
    asked = {field: text.replace(" ", "\u00a0", 1) for field, text in questions(words, pick).items()}
    if pick.random() < 0.3:
        asked = {field: f"{text}\n" for field, text in asked.items()}
    headers = ["ID", "Start time", "Completion time", "Email", "Name"]
    headers += [asked["client_id"], asked["therapist"], *(asked[f] for f in AREA_FIELDS)]
    rows = [headers]
    for number, (visit, gone) in enumerate(visits, 1):
        at = datetime.datetime.combine(visit.day, datetime.time(9, 5, 22))
        start = at - datetime.timedelta(minutes=4)
        rows.append(
            [number, start, at, "anonymous", None, visit.client, visit.therapist, *_areas(visit, gone, pick)]
        )
    fields = [None, None, "session_date", None, None, "client_id", "therapist", *AREA_FIELDS]
    files, knows = [("Feedback(1-12).xlsx", as_xlsx({"Form1": rows}))], columns(headers, fields)
    if pick.random() < 0.25:  # the workbook saved as text, with years of two digits
        style = Style(date=pick.choice(("%m/%d/%y %H:%M:%S", "%d.%m.%Y %H:%M")))
        files, order = (
            [("Feedback.csv", as_csv(rows, style))],
            "month_first" if style.date[1] == "m" else "day_first",
        )
        knows |= {"date_order": order}
    return Rendered(files, tuple(left), ITEMS, knows)


def surveymonkey(pick: random.Random) -> Rendered:
    """Return a SurveyMonkey export with two header rows: question above, area below."""
    left, visits = spoilt(sessions(pick), pick)
    words = any_language(pick)
    above = [
        "Respondent ID",
        "Collector ID",
        "Start Date",
        "End Date",
        "IP Address",
        "Email Address",
        "First Name",
    ]
    above += ["Last Name", "Custom Data 1", words["client_id"], words["therapist"]]
    open_ended = pick.choice(("Open-Ended Response", "Response"))
    below = [*[None] * 9, open_ended, open_ended]
    for form, parts in PARTS.items():
        above += [pick.choice((LONG[form], f"{LONG[form]} ({form.upper()})", form.upper())), None, None, None]
        below += [words[part] for part in parts]
    rows = [above, below]
    style = Style(date=pick.choice(("%m/%d/%Y", "%Y-%m-%d")), time=" 09:05:22 AM")
    for number, (visit, gone) in enumerate(visits):
        meta = [11800000000 + number, 44, visit.day, visit.day, "10.0.0.1", None, None, None, None]
        rows.append([*meta, visit.client, visit.therapist, *_areas(visit, gone, pick)])
    fields = [None, None, "session_date", None, *[None] * 5, "client_id", "therapist", *AREA_FIELDS]
    joined = [
        *above[:11],
        *(f"{head} {part}" for head, part in zip(_filled(above[11:]), below[11:], strict=True)),
    ]
    knows = (
        style.knows() | columns(joined, fields) | columns(["Start Date", "End Date"], ["session_date"] * 2)
    )
    if style.date == "%Y-%m-%d" and pick.random() < 0.5:
        return Rendered([("Responses.xlsx", as_xlsx({"Sheet": rows}))], tuple(left), ITEMS, knows)
    return Rendered([("Responses.csv", as_csv(rows, style))], tuple(left), ITEMS, knows)


def _filled(names: list) -> list:
    """Replace each empty name by the name before it."""
    out: list = []
    for name in names:
        out.append(name or out[-1])
    return out


def question_heads(pick: random.Random) -> Rendered:
    """Return an export with the questions as column names, as many survey tools write it."""
    left, visits = spoilt(sessions(pick), pick)
    asked = questions(any_language(pick), pick)
    order = ["client_id", "session_date", "therapist", *AREA_FIELDS]
    if pick.random() < 0.5:
        order = ["session_date", "therapist", "client_id", *SRS, *ORS]
    headers = [f"{n}. {asked[f]}" for n, f in enumerate(order, 1)]
    rows = [headers]
    for visit, gone in visits:
        known = {"client_id": visit.client, "session_date": visit.day, "therapist": visit.therapist}
        known |= dict(zip(AREA_FIELDS, _areas(visit, gone, pick), strict=True))
        rows.append([known[field] for field in order])
    style = any_style(pick)
    return Rendered(
        either("answers", rows, style, pick), tuple(left), ITEMS, style.knows() | columns(headers, order)
    )


EXPORTERS = {
    "qualtrics": qualtrics,
    "google_forms": google_forms,
    "microsoft_forms": microsoft_forms,
    "surveymonkey": surveymonkey,
    "question_heads": question_heads,
}
