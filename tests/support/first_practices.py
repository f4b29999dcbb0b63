"""Exports of practices new to Holdfast; each lacks something that the sample practice has.

path = write("no_endings", folder)      # an OpenFIT import template with the columns that the practice has
"""

from __future__ import annotations

import csv
import datetime
from pathlib import Path

from sample_data import generate
from sample_data.exports import openfit

LAST_DAY = datetime.date(2026, 9, 30)  # data day of every practice but `year_old`
YEAR_OLD_LAST_DAY = datetime.date(2025, 9, 30)
CLIENTS, THERAPISTS, SEED = 60, 4, 7
_ENDING = "Episode_Closure_Reason"
_SRS = ("SRS_Skip", "SRSQ1", "SRSQ2", "SRSQ3", "SRSQ4", "Total_SRS", "Episode_SRS_Version")
KINDS = (
    "with_endings",
    "no_endings",
    "half_endings",
    "few_endings",
    "only_end_dates",
    "year_old",
    "one_therapist",
    "no_srs",
    "one_session",
    "ten_clients",
)


def rows(kind: str) -> list[dict[str, str]]:
    """Return the sessions of one kind of practice, as one dict per row with its export columns.

    kind: with_endings; no_endings (no column for endings); half_endings and few_endings (a reason for one half and one
    in ten of the ended cases); only_end_dates (`Case_End` with the day of the ending, no reason); year_old (with
    endings, a year earlier); one_therapist; no_srs (no SRS column, no endings); one_session (the first of each client,
    no endings); ten_clients (with endings, of two therapists).
    """
    clients, therapists = {"ten_clients": (10, 2), "one_therapist": (40, 1)}.get(kind, (CLIENTS, THERAPISTS))
    last = YEAR_OLD_LAST_DAY if kind == "year_old" else LAST_DAY
    header, values = openfit(generate(clients, therapists, SEED, last))
    made = [dict(zip(header, row, strict=True)) for row in values]
    if kind in ("no_endings", "no_srs", "one_session", "only_end_dates"):
        ends = {row["Case_ID"]: row["Session_Date"] for row in made if row[_ENDING]}
        made = [_without(row, _ENDING) for row in made]
        if kind == "only_end_dates":
            made = [row | {"Case_End": ends.get(row["Case_ID"], "")} for row in made]
    if kind in ("half_endings", "few_endings"):
        every = 2 if kind == "half_endings" else 10
        cases = sorted({row["Case_ID"] for row in made})
        recorded = set(cases[::every])
        made = [row if row["Case_ID"] in recorded else row | {_ENDING: ""} for row in made]
    if kind == "no_srs":
        made = [_without(row, *_SRS) for row in made]
    if kind == "one_session":
        made = list({row["Client_ID"]: row for row in reversed(made)}.values())
    return made


def _without(row: dict[str, str], *columns: str) -> dict[str, str]:
    return {name: value for name, value in row.items() if name not in columns}


def write(kind: str, folder: Path) -> Path:
    """Write the export of one kind of practice to a folder; return its path."""
    made = rows(kind)
    path = Path(folder) / f"{kind}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(made[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(made)
    return path
