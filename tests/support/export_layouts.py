"""The small practice in layouts other than one row per session, such as CamCOPS and separate files."""

from __future__ import annotations

import datetime
import random

from tests.support.exports import CONTEXT, ENGLISH, PLAIN, SCORES, Cell, Export, Table, as_csv
from tests.support.small_practice import ORS, SRS, practice

SCALES = {"ors": ORS, "srs": SRS}


def _forms():
    """Return (session, scale) of each completed form."""
    return [
        (row, scale) for row in practice().sessions for scale in SCALES if row[f"{scale}_total"] is not None
    ]


def administrations(order: random.Random | None) -> Export:
    """Return an export with one row per administration, with the areas of both scales side by side."""
    areas = ("Individual", "Interpersonal", "Social", "Relationship", "Goals", "Approach", "Overall")
    headers = [
        "Client",
        "Case",
        "Date",
        "Therapist",
        "Site",
        "Program",
        "Age group",
        "Measure",
        *areas,
        "Total",
    ]
    rows: list[list[Cell]] = []
    for row, scale in _forms():
        first = [
            row[n]
            for n in ("client_id", "case_id", "session_date", "therapist", "site", "program", "age_group")
        ]
        ors = [row[a] if scale == "ors" else None for a in ORS[:3]]
        srs = [row[a] if scale == "srs" else None for a in SRS[:3]]
        rows.append([*first, scale.upper(), *ors, *srs, row[SCALES[scale][3]], row[f"{scale}_total"]])
    carries = ("case_id", "therapist", "site", "program", "age_group", *SCORES, "ors_version", "srs_version")
    content = as_csv(Table([*headers, "Closing reason"], [[*row, None] for row in rows]), PLAIN, order)
    return Export([("scores.csv", content)], carries, "one_row_per_administration", empty=False)


def observations(order: random.Random | None) -> Export:
    """Return an export of observations: one row per total with code, value and time."""
    headers = [
        "identifiers",
        "subjectId",
        "effectiveDate",
        "code",
        "valueFloat",
        "performer",
        "note",
        "encounterId",
    ]
    rows: list[list[Cell]] = []
    for number, (row, scale) in enumerate(_forms()):
        when = f"{row['session_date'].isoformat()}T09:30:00"
        rows.append(
            [
                f"o{number}",
                row["client_id"],
                when,
                scale.upper(),
                row[f"{scale}_total"],
                row["therapist"],
                "",
                "",
            ]
        )
    carries = ("therapist", "ors_total", "srs_total")
    content = as_csv(Table(headers, rows), PLAIN, order)
    return Export([("observations.csv", content)], carries, "one_row_per_administration", empty=False)


def camcops(order: random.Random | None) -> Export:
    """Return the tables `ors` and `srs` of CamCOPS 2.4.24: four items from 0 to 10, no total, no clinician."""
    files = []
    items = {"ors": ["q_individual", "q_interpersonal", "q_social", "q_overall"]}
    items["srs"] = ["q_relationship", "q_goals", "q_approach", "q_overall"]
    for scale, areas in SCALES.items():
        who = ["q_who", "q_who_other"] if scale == "ors" else []
        headers = [
            "_pk",
            "_device_id",
            "_era",
            "_current",
            "when_created",
            "patient_id",
            "q_session",
            "q_date",
            *who,
        ]
        headers += [*items[scale], "is_complete"]
        rows: list[list[Cell]] = []
        for number, (row, form) in enumerate(_forms()):
            if form != scale:
                continue
            made = f"{row['session_date'].isoformat()}T10:00:00+00:00"
            first = [
                str(number),
                "tablet",
                "NOW",
                "1",
                made,
                row["client_id"],
                row["session_no"],
                row["session_date"],
            ]
            about = ["0", ""] if who else []
            rows.append([*first, *about, *(row[area] for area in areas), "1"])
        files.append((f"{scale}.csv", as_csv(Table(headers, rows), PLAIN, order)))
    carries = (*SCORES, "ors_version", "srs_version")
    return Export(files, carries, "joined_files", empty=False)


def separate_tables() -> dict[str, Table]:
    """Return tables of clients, episodes, appointments (also missed ones), and one table per measure."""
    made = practice()
    clients = [[r["client_id"], r["site"], r["age_group"]] for r in made.clients()]
    episodes = [
        [r["case_id"], r["client_id"], r["case_start"], r["program"], ENGLISH.endings.get(r["closure"], "")]
        for r in made.cases()
    ]
    diary = ["Client ID", "Case ID", "Appointment date", "Therapist", "Attendance"]
    appointments = [
        [r["client_id"], r["case_id"], r["session_date"], r["therapist"], r.get("attendance", "Attended")]
        for r in (*made.sessions, *made.missed)
    ]
    tables = {
        "clients.csv": Table(["Client ID", "Site", "Age group"], clients),
        "episodes.csv": Table(["Case ID", "Client ID", "Case start", "Program", "Closure reason"], episodes),
        "appointments.csv": Table(diary, appointments),
    }
    names = {"ors": ["Individual", "Interpersonal", "Social", "Overall", "Total"]}
    names["srs"] = ["Relationship", "Goals", "Approach", "Overall", "Total"]
    for scale, areas in SCALES.items():
        rows = [
            [row["client_id"], row["session_date"], *(row[a] for a in areas), row[f"{scale}_total"]]
            for row, form in _forms()
            if form == scale
        ]
        tables[f"{scale}.csv"] = Table(
            ["Client ID", "Date", *(f"{scale.upper()} {n}" for n in names[scale])], rows
        )
    return tables


def separate_files(order: random.Random | None) -> Export:
    """Return the tables of `separate_tables` as one delivery of five files."""
    files = [(name, as_csv(table, PLAIN, order)) for name, table in separate_tables().items()]
    if order:
        order.shuffle(files)
    carries = (*CONTEXT, "age_group", *SCORES, "ors_version", "srs_version")
    return Export(files, carries, "joined_files", missed=len(practice().missed))


def wide(order: random.Random | None) -> Export:
    """Return an export with one row per client: Date 1, ORS 1, SRS 1, Date 2, and so on."""
    paths: dict[str, list[dict]] = {}
    for row in practice().sessions:
        paths.setdefault(row["client_id"], []).append(row)
    most = max(map(len, paths.values()))
    headers = [
        "Client ID",
        "Site",
        *(f"{name} {k}" for k in range(1, most + 1) for name in ("Date", "ORS", "SRS")),
    ]
    rows = []
    for client, path in paths.items():
        cells = [cell for row in path for cell in (row["session_date"], row["ors_total"], row["srs_total"])]
        rows.append([client, path[0]["site"], *cells, *[None] * (3 * (most - len(path)))])
    content = as_csv(Table(headers, rows), PLAIN, order)
    return Export([("wide.csv", content)], ("site", "ors_total", "srs_total"), "one_row_per_client")


def two_header_rows(order: random.Random | None) -> Export:
    """Return an export with two header rows: the scale above, its areas below."""
    below = ["Client", "Date", "Therapist", "Individual", "Interpersonal", "Social", "Overall", "Total"]
    below += ["Relationship", "Goals", "Approach", "Overall", "Total"]
    above = ["", "", "", "ORS", "", "", "", "", "SRS", "", "", "", ""]
    rows = [
        [row[n] for n in ("client_id", "session_date", "therapist", *SCORES)] for row in practice().sessions
    ]
    if order:
        order.shuffle(rows)  # columns stay: the upper row gives their order its meaning
    content = as_csv(Table(below, rows), PLAIN, None, above=[above])
    return Export([("form.csv", content)], ("therapist", *SCORES, "ors_version", "srs_version"))


def excel_serials(order: random.Random | None) -> Export:
    """Return an export with dates as numbers of days since 1899-12-30."""
    headers = ["Patient ID", "Provider", "Date of service", "ORS total", "SRS total"]
    rows: list[list[Cell]] = []
    for row in practice().sessions:
        serial = str((row["session_date"] - datetime.date(1899, 12, 30)).days)
        rows.append([row["client_id"], row["therapist"], serial, row["ors_total"], row["srs_total"]])
    content = as_csv(Table(headers, rows), PLAIN, order)
    return Export([("serials.csv", content)], ("therapist", "ors_total", "srs_total"))


LAYOUTS = {
    **{"administrations": administrations, "observations": observations, "camcops": camcops},
    **{"separate_files": separate_files, "wide": wide, "two_header_rows": two_header_rows},
    "excel_serials": excel_serials,
}
