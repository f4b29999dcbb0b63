"""KoboToolbox and ODK exports: column names with group paths, and repeat groups in separate tables."""

from __future__ import annotations

import csv
import datetime
import random

from tests.support.exporters.table import ITEMS, TOTALS, Rendered, cells, sessions, spoilt
from tests.support.exporters.writing import Style, as_csv, as_xlsx, columns
from tests.support.small_practice import ORS, SRS

AFTER = (
    "_id",
    "_uuid",
    "_submission_time",
    "_validation_status",
    "_notes",
    "_status",
    "_submitted_by",
    "_index",
)


def groups(pick: random.Random) -> Rendered:
    """Return an export with headers like `group/name`, some of them nested, and the server's own columns."""
    left, visits = spoilt(sessions(pick), pick)
    mark = pick.choice(("/", "/", "-", "."))
    about = pick.choice(("session", "visit", "meta", f"form{mark}visit"))
    headers = [
        "start",
        "end",
        *(f"{about}{mark}{name}" for name in ("client_id", "session_date", "therapist")),
    ]
    fields: list[str | None] = [None, None, "client_id", "session_date", "therapist"]
    for form, areas in (("ors", ORS), ("srs", SRS)):
        group = pick.choice((f"{form}_grp", form, f"scales{mark}{form}"))
        headers += [f"{group}{mark}{area[4:]}" for area in areas] + [f"{group}{mark}{form}_total"]
        fields += [*areas, f"{form}_total"]
    headers, fields = [*headers, *AFTER], [*fields, *[None] * len(AFTER)]
    rows = [headers]
    late = datetime.timedelta(days=pick.choice((0, 1, 3)))  # the phone had no network
    for number, (visit, gone) in enumerate(visits, 1):
        at = f"{visit.day + late}T09:00:00.000+01:00"
        row = [at, at, visit.client, visit.day, visit.therapist]
        for form in ("ors", "srs"):
            areas, total = cells(visit, form, gone[form], pick)
            row += [*areas, total]
        sent = f"{visit.day + late}T08:05:00"
        rows.append(
            [*row, 5000 + number, f"u-{number}", sent, None, None, "submitted_via_web", "office", number]
        )
    style = Style(pick.choice(";,"), quoting=csv.QUOTE_ALL)
    files = [("form_-_all_versions_-_English.csv", as_csv(rows, style))]
    if pick.random() < 0.4:
        files = [("form.xlsx", as_xlsx({"form": rows}))]
    return Rendered(files, tuple(left), ITEMS, columns(headers, fields))


def _parents(visits) -> dict[str, tuple[int, str | None]]:
    found: dict[str, tuple[int, str | None]] = {}
    for visit, _ in visits:
        found.setdefault(visit.client, (len(found) + 1, visit.therapist))
    return found


def repeat_sheet(pick: random.Random) -> Rendered:
    """Return an export with one form per client, and visits in a second sheet that refers to it by index."""
    left, visits = spoilt(sessions(pick), pick)
    parents = _parents(visits)
    main = [["start", "client_id", "therapist", "_id", "_uuid", "_submission_time", "_index"]]
    for client, (number, therapist) in parents.items():
        main.append(
            ["2026-11-01T09:00:00", client, therapist, 800 + number, f"u-{number}", "2026-11-01", number]
        )
    child = [["session_date", "ors_total", "srs_total", "_index", "_parent_table_name", "_parent_index"]]
    order = list(visits)
    pick.shuffle(order)
    for number, (visit, gone) in enumerate(order, 1):
        scores = [gone[form] or visit.total(form) for form in ("ors", "srs")]
        child.append([visit.day, *scores, number, "clients", parents[visit.client][0]])
    sheets = {"clients": main, "sessions": child}
    if pick.random() < 0.3:
        sheets = dict(reversed(sheets.items()))
    knows = {"sheet": "all_sheets"}
    return Rendered([("form.xlsx", as_xlsx(sheets))], tuple(left), TOTALS, knows)


def parent_key(pick: random.Random) -> Rendered:
    """Return an ODK export: a file of the form and a file of its repeat group, joined by KEY and PARENT_KEY."""
    left, visits = spoilt(sessions(pick), pick)
    parents = _parents(visits)
    mark = pick.choice(("-", ":"))
    main = [["SubmissionDate", f"about{mark}client_id", f"about{mark}therapist", "instanceID", "KEY"]]
    for client, (number, therapist) in parents.items():
        main.append(["2026-11-01T09:00:00.000Z", client, therapist, f"uuid:{number:04}", f"uuid:{number:04}"])
    child = [
        ["session_date", f"ors{mark}ors_total", f"srs{mark}srs_total", "PARENT_KEY", "KEY", "SET-OF-visits"]
    ]
    for number, (visit, gone) in enumerate(visits, 1):
        key = f"uuid:{parents[visit.client][0]:04}"
        scores = [gone[form] or visit.total(form) for form in ("ors", "srs")]
        child.append([visit.day, *scores, key, f"{key}/visits[{number}]", f"{key}/visits"])
    style = Style(date=pick.choice(("%Y-%m-%d", "%b %d, %Y")))
    files = [("form.csv", as_csv(main, style)), ("form-visits.csv", as_csv(child, style))]
    pick.shuffle(files)
    fields = ["session_date", "ors_total", "srs_total", None, None, None]
    return Rendered(files, tuple(left), TOTALS, columns(child[0], fields))


EXPORTERS = {"kobo_groups": groups, "kobo_repeat_sheet": repeat_sheet, "odk_parent_key": parent_key}
