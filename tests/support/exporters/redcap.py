"""REDCap exports: one row per record and event, or repeating instruments with their own rows."""

from __future__ import annotations

import random

from tests.support.exporters.table import ITEMS, TOTALS, Rendered, cells, sessions, spoilt
from tests.support.exporters.words import PARTS, any_language
from tests.support.exporters.writing import any_style, as_csv, columns, either
from tests.support.small_practice import ORS, SRS


def events(pick: random.Random) -> Rendered:
    """Return a longitudinal export: therapist in the intake event, scores in the session events."""
    left, visits = spoilt(sessions(pick), pick)
    fields = [
        "client_id",
        None,
        "therapist",
        None,
        "session_date",
        *ORS,
        "ors_total",
        None,
        *SRS,
        "srs_total",
        None,
    ]
    headers = ["record_id", "redcap_event_name", "therapist", "intake_complete", "session_date"]
    headers += [*ORS, "ors_total", "ors_complete", *SRS, "srs_total", "srs_complete"]
    if pick.random() < 0.4:
        headers = _labels(pick)
    rows, seen = [headers], {}
    for visit, codes in visits:
        number = seen[visit.client] = seen.get(visit.client, 0) + 1
        if number == 1:
            rows.append([visit.client, "intake_arm_1", visit.therapist, 2, *[None] * 13])
        row = [visit.client, f"session_{number}_arm_1", None, None, visit.day]
        for form in ("ors", "srs"):
            areas, total = cells(visit, form, codes[form], pick)
            row += [*areas, total, 2 if total is not None else 0]
        rows.append(row)
    style = any_style(pick)
    return Rendered(
        [("project_DATA_2026-11-01.csv", as_csv(rows, style))],
        tuple(left),
        ITEMS,
        style.knows() | columns(headers, fields),
    )


def _labels(pick: random.Random) -> list[str]:
    """Return the column headers of an export with labels, in the project's language."""
    words = any_language(pick)
    heads = ["Record ID", "Event Name", words["therapist"], "Complete?", words["session_date"]]
    for form, parts in PARTS.items():
        heads += [*(f"{form.upper()} {words[part]}" for part in (*parts, "total")), "Complete?"]
    return heads


def repeating(pick: random.Random) -> Rendered:
    """Return an export with repeating instruments: each form has its own rows, instances and date column."""
    left, visits = spoilt(sessions(pick), pick)
    names = ("ors", "srs") if pick.random() < 0.6 else ("outcome_rating_scale", "session_rating_scale")
    headers = [
        "record_id",
        "redcap_repeat_instrument",
        "redcap_repeat_instance",
        "therapist",
        "intake_complete",
    ]
    fields: list[str | None] = ["client_id", None, None, "therapist", None]
    for form in ("ors", "srs"):
        headers += [f"{form}_date", f"{form}_total", f"{form}_complete"]
        fields += ["session_date", f"{form}_total", None]
    rows = [headers]
    for client in dict.fromkeys(visit.client for visit, _ in visits):
        own = [(visit, codes) for visit, codes in visits if visit.client == client]
        rows.append([client, None, None, own[0][0].therapist, 2, *[None] * 6])
        for form, name, before, after in (("ors", names[0], 0, 3), ("srs", names[1], 3, 0)):
            given = [one for one in own if one[0].total(form) is not None]
            for instance, (visit, codes) in enumerate(given, 1):
                block = [visit.day, codes[form] or visit.total(form), 2]
                rows.append([client, name, instance, None, None, *[None] * before, *block, *[None] * after])
    style = any_style(pick)
    return Rendered(
        [("project_DATA.csv", as_csv(rows, style))],
        tuple(left),
        TOTALS,
        style.knows() | columns(headers, fields),
    )


def one_record_a_row(pick: random.Random) -> Rendered:
    """Return a REDCap export with one record per session and the client code in a field."""
    left, visits = spoilt(sessions(pick), pick)
    headers = [
        "record_id",
        "client_code",
        "therapist",
        "session_date",
        "ors_total",
        "ors_complete",
        "srs_total",
    ]
    headers.append("srs_complete")
    rows = [headers]
    for number, (visit, codes) in enumerate(visits, 1):
        row: list = [number, visit.client, visit.therapist, visit.day]
        for form in ("ors", "srs"):
            row += [codes[form] or visit.total(form), 2]
        rows.append(row)
    fields = [None, "client_id", "therapist", "session_date", "ors_total", None, "srs_total", None]
    style = any_style(pick)
    return Rendered(
        [("DATA_LABELS.csv", as_csv(rows, style))],
        tuple(left),
        TOTALS,
        style.knows() | columns(headers, fields),
    )


def fields_as_rows(pick: random.Random) -> Rendered:
    """Return an export of the type `eav`: one row per record, event and field, in any order, with other fields."""
    left, visits = spoilt(sessions(pick), pick)
    words = any_language(pick)
    names = {"therapist": "therapist", "day": "session_date", "ors": "ors_total", "srs": "srs_total"}
    if pick.random() < 0.4:
        names = {"therapist": words["therapist"], "day": words["session_date"]}
        names |= {form: f"{form.upper()} {words['total']}" for form in ("ors", "srs")}
    head = pick.choice((
        ["record", "redcap_event_name", "field_name", "value"], ["Patient ID", "Visit", "Question", "Answer"],
        ["subject", "event", "item", "val"],
    ))  # fmt: skip
    rows: list[list] = []
    seen: dict[str, int] = {}
    for visit, codes in visits:
        number = seen[visit.client] = seen.get(visit.client, 0) + 1
        own: list[tuple] = [(names["day"], visit.day)]
        if number == 1:
            rows.append([visit.client, "intake_arm_1", names["therapist"], visit.therapist])
        own += [(names[form], codes[form] or visit.total(form)) for form in ("ors", "srs")]
        own += [(pick.choice(("phq9_total", "form_complete")), 2)] if pick.random() < 0.5 else []
        rows += [[visit.client, f"session_{number}_arm_1", *one] for one in own if one[1] is not None]
    if pick.random() < 0.3:
        pick.shuffle(rows)
    style = any_style(pick)
    fields = ["client_id", None, None, None]
    return Rendered(
        either("eav", [head, *rows], style, pick), tuple(left), TOTALS, style.knows() | columns(head, fields)
    )


EXPORTERS = {
    "redcap_fields_as_rows": fields_as_rows,
    "redcap_events": events,
    "redcap_repeating": repeating,
    "redcap_record_a_session": one_record_a_row,
}
