"""Exports of made-up sessions in two layouts: OpenFIT import template, and one row per form."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sample_data.forms import ORS_AREAS, SRS_AREAS
from sample_data.generator import Practice
from sample_data.rendering import columns, write_csv

OPENFIT_NAME = "holdfast-sample-openfit.csv"
ADMINISTRATIONS_NAME = "holdfast-sample-administrations.csv"

# column of the template -> our column; names starting with Q are made below
OPENFIT = {
    "Service_Location": "site",
    "Provider_Email": "",
    "Provider_FirstName": "given",
    "Provider_LastName": "family",
    "Provider_ID": "therapist",
    "Client_ID": "client_id",
    "Client_Age_Group": "age_group",
    "Case_ID": "case_id",
    "Case_Date": "case_start",
    "Session_ID": "session_no",
    "Session_Date": "session_date",
    "ORS_Skip": "ors_skip",
    **{f"ORSQ{k}": f"ors_{a}" for k, a in enumerate(ORS_AREAS, start=1)},
    "Total_ORS": "ors_alone",
    "SRS_Skip": "srs_skip",
    **{f"SRSQ{k}": f"srs_{a}" for k, a in enumerate(SRS_AREAS, start=1)},
    "Total_SRS": "srs_alone",
    "Notes": "",
    "Episode_Program": "program",
    "Episode_Orientation": "orientation",
    "Episode_ORS_Version": "ors_form",
    "Episode_SRS_Version": "srs_form",
    "Episode_Closure_Reason": "closure_text",
}
ADMINISTRATIONS = (
    "client",
    "case",
    "session",
    "date",
    "therapist",
    "therapist_name",
    "site",
    "program",
    "age_group",
    "orientation",
    "measure",
    "individual",
    "interpersonal",
    "social",
    "relationship",
    "goals",
    "approach",
    "overall",
    "total",
    "closure_reason",
)
SHARED_BY_BOTH = {
    "client": "client_id",
    "case": "case_id",
    "session": "session_no",
    "date": "session_date",
    "closure_reason": "closure_text",
}


def openfit(practice: Practice) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return (header, rows) in the OpenFIT import template; one row per session.

    Rows are sorted by case and session.

    As the template asks: four areas with a blank total, or a total with blank areas; a form that was not filled in has
    Y in its Skip column. No client name, no e-mail address.

    Returns
    -------
    tuple
        Header and rows.
    """
    table = columns(practice)
    blank = [""] * len(table["client_id"])
    for scale in ("ors", "srs"):
        total, area = table[f"{scale}_total"], table[f"{scale}_overall"]
        table[f"{scale}_skip"] = ["N" if t else "Y" for t in total]
        table[f"{scale}_alone"] = [t if t and not a else "" for t, a in zip(total, area, strict=True)]
    rows = list(zip(*(table[ours] if ours else blank for ours in OPENFIT.values()), strict=True))
    case, session = list(OPENFIT).index("Case_ID"), list(OPENFIT).index("Session_ID")
    return tuple(OPENFIT), sorted(rows, key=lambda row: (len(row[case]), row[case], int(row[session])))


def administrations(practice: Practice) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return (header, rows) with one row per form, two forms per session, sorted by date.

    `overall` is the fourth area of whichever measure the row names. A form that was not filled in is a row without
    scores, so that an attended session is never lost.

    Returns
    -------
    tuple
        Header and rows.
    """
    table = columns(practice)
    by_date = np.lexsort((practice.latent.episode, practice.latent.day)).tolist()
    ors = _of_measure(table, "ors", ORS_AREAS)
    srs = _of_measure(table, "srs", SRS_AREAS)
    return ADMINISTRATIONS, [row for k in by_date for row in (ors[k], srs[k])]


def _of_measure(table: dict[str, list[str]], scale: str, areas: tuple[str, ...]) -> list[tuple[str, ...]]:
    blank = [""] * len(table["client_id"])
    names = {"measure": f"{scale}_form", "total": f"{scale}_total", **{a: f"{scale}_{a}" for a in areas}}
    known = {**SHARED_BY_BOTH, **names}
    return list(zip(*(table.get(known.get(name, name), blank) for name in ADMINISTRATIONS), strict=True))


def write_exports(practice: Practice, out_dir: Path) -> list[Path]:
    """Write the made-up sessions to a folder in both export layouts; return the paths."""
    paths = [Path(out_dir) / OPENFIT_NAME, Path(out_dir) / ADMINISTRATIONS_NAME]
    for path, layout in zip(paths, (openfit, administrations), strict=True):
        write_csv(path, *layout(practice))
    return paths
