"""Small made-up practice, and the sessions that every export of it must give.

30 clients, 4 therapists, about 200 sessions with areas to one decimal, forms left out, missed appointments, second
episodes, and every kind of ending.
"""

from __future__ import annotations

import csv
import datetime
import io
import random
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

TODAY = datetime.date(2026, 11, 22)
ORS = ("ors_individual", "ors_interpersonal", "ors_social", "ors_overall")
SRS = ("srs_relationship", "srs_goals", "srs_approach", "srs_overall")
COLUMNS = (
    *("client_id", "episode_no", "case_id", "session_no", "session_date", "therapist", "site", "program"),
    *("age_group", "orientation", *ORS, "ors_total", "ors_version", *SRS, "srs_total", "srs_version"),
    *("rater", "closure"),
)  # of `export sessions`
KEY = ("client_id", "episode_no", "session_no", "session_date")  # what every layout carries
ENDINGS = ("planned", "unplanned", "transferred", "administrative", "not_a_course", "ongoing", "unknown", "")
THERAPISTS = ("T1", "07", "Ø2", "Lind, K.")
CLIENTS = (
    *(
        "0007",
        "00123",
        "NA",
        "K-14",
        "Ö9",
        "31",
        "null",
        "A 5",
        "B.6",
        "C_7",
        "0100",
        "12e3",
        "1/2",
        "nan",
        "D'8",
    ),
    *(
        "E-9",
        "F10",
        "020",
        "21",
        "22",
        "0023",
        "G-24",
        "H25",
        "I-26",
        "J27",
        "28",
        "L/29",
        "M30",
        "N-31",
        "0032",
    ),
)


@dataclass(frozen=True)
class Practice:
    """Practice with its sessions and missed appointments.

    sessions: dictionaries with the COLUMNS and `case_start`, dates as dates, points as Decimal, None where there
    is nothing; missed: appointments that did not take place.
    """

    sessions: tuple[dict, ...]
    missed: tuple[dict, ...]

    def cases(self) -> list[dict]:
        """Return the first session of each episode."""
        return list({row["case_id"]: row for row in reversed(self.sessions)}.values())

    def clients(self) -> list[dict]:
        """Return the first session of each client."""
        return list({row["client_id"]: row for row in reversed(self.sessions)}.values())


@cache
def practice() -> Practice:
    """Return the practice, always the same one."""
    pick = random.Random(5)
    sessions, missed = [], []
    for number, client in enumerate(CLIENTS):
        day = datetime.date(2025, 1, 6) + datetime.timedelta(days=pick.randrange(0, 200))
        for episode in range(1, 3 if number % 6 == 2 else 2):
            rows, absences = _episode(pick, client, number, episode, day)
            sessions += rows
            missed += absences
            day = rows[-1]["session_date"] + datetime.timedelta(
                days=140
            )  # longer than any pause in an episode
    return Practice(tuple(sessions), tuple(missed))


def _episode(pick: random.Random, client: str, number: int, episode: int, day: datetime.date):
    young = number % 10 == 9
    therapist = THERAPISTS[number % 4]
    shared = {
        "client_id": client,
        "episode_no": episode,
        "case_id": f"F{number:02}-{episode}",
        "case_start": day,
    }
    shared |= {"site": ("North", "Zürich")[number % 2], "program": ("General", "Young people")[young]}
    shared |= {"age_group": "adolescent" if young else "adult", "orientation": ("CBT", "ACT")[number % 2]}
    shared |= {"rater": "self", "closure": ENDINGS[(number + 3 * episode) % len(ENDINGS)] or None}
    rows, absences, level = [], [], pick.uniform(2.5, 6)
    for place in range(pick.randint(4, 8)):
        if place == 3 and number % 8 == 1:
            therapist = THERAPISTS[(number + 1) % 4]  # a colleague takes over
        row = shared | {"session_no": place + 1, "session_date": day, "therapist": therapist}
        without = pick.random()
        row |= _scores(ORS, "ors", None if without < 0.1 or 0.18 < without < 0.2 else level, pick)
        row |= _scores(SRS, "srs", None if 0.1 < without < 0.2 else 8.6, pick)
        rows.append(row)
        level = min(9.0, level + pick.uniform(-0.2, 0.7))
        if pick.random() < 0.12:
            gone = day + datetime.timedelta(days=3)
            absences.append(shared | {"session_date": gone, "therapist": therapist, "attendance": "No Show"})
        day += datetime.timedelta(days=pick.choice((7, 7, 7, 14, 21)))
    return rows, absences


def _scores(areas: tuple[str, ...], scale: str, level: float | None, pick: random.Random) -> dict:
    if level is None:
        return dict.fromkeys((*areas, f"{scale}_total", f"{scale}_version"))
    points = [Decimal(round(10 * min(10, max(0, pick.gauss(level, 1))))) / 10 for _ in areas]
    return {
        **dict(zip(areas, points, strict=True)),
        f"{scale}_total": sum(points),
        f"{scale}_version": scale.upper(),
    }


def truth(carries: Collection[str] = COLUMNS, *, empty: bool = True) -> str:
    """Return the expected output of `export sessions` for the small practice.

    Parameters: carries, the columns a layout can hold; empty, whether it holds sessions without any score.
    """
    kept, counted = [], {}
    for row in practice().sessions:
        if not empty and row["ors_total"] is None and row["srs_total"] is None:
            continue
        counted[row["case_id"]] = counted.get(row["case_id"], 0) + 1
        kept.append(row | {"session_no": counted[row["case_id"]]})
    return projected([{name: written(row[name]) for name in COLUMNS} for row in kept], carries)


def facts(*, empty: bool = True) -> dict:
    """Return the expected facts of the import report."""
    rows = [
        r for r in practice().sessions if empty or r["ors_total"] is not None or r["srs_total"] is not None
    ]
    days = sorted(row["session_date"] for row in rows)
    return {
        "n_sessions": len(rows),
        "n_clients": len({row["client_id"] for row in rows}),
        "n_therapists": len({row["therapist"] for row in rows}),
        "sum_ors_total": str(sum(row["ors_total"] or 0 for row in rows)),
        "sum_srs_total": str(sum(row["srs_total"] or 0 for row in rows)),
        "first_date": days[0].isoformat(),
        "last_date": days[-1].isoformat(),
    }


def written(value) -> str:
    """Format a value as `export sessions` does."""
    if isinstance(value, Decimal):
        return f"{value:.1f}"
    return "" if value is None else str(value)


def projected(rows: list[dict[str, str]], carries: Collection[str] = COLUMNS) -> str:
    """Return exported rows as CSV with only the columns that a layout can hold, sorted."""
    names = [name for name in COLUMNS if name in carries or name in KEY]
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    table.writerows(
        sorted(rows, key=lambda row: (row["client_id"], int(row["episode_no"]), int(row["session_no"])))
    )
    return out.getvalue()
