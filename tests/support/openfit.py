"""Small export in the layout of the OpenFIT import template, for tests of imports."""

from __future__ import annotations

import csv
import datetime
import io

HEADER = (
    "Service_Location,Provider_Email,Provider_FirstName,Provider_LastName,Provider_ID,Client_ID,Client_Age_Group,"
    "Case_ID,Case_Date,Session_ID,Session_Date,ORS_Skip,ORSQ1,ORSQ2,ORSQ3,ORSQ4,Total_ORS,SRS_Skip,SRSQ1,SRSQ2,"
    "SRSQ3,SRSQ4,Total_SRS,Notes,Episode_Program,Episode_Orientation,Episode_ORS_Version,Episode_SRS_Version,"
    "Episode_Closure_Reason"
).split(",")
CLIENTS, SESSIONS = 40, 8  # sessions of each client
LAST_DAY = datetime.date(2026, 9, 30)
BAD_LINES = (5, 12)  # of `text(bad=True)`: an area of 47, a day that does not exist


def row(client: int, session: int, day: str, **more: str) -> dict[str, str]:
    """Return one session row of client W-001, W-002, ...; most clients improve."""
    ors = 3 + client % 4 + session * (0.4 if client % 5 else -0.3)
    srs = 9.1 - (0.8 if client % 6 == session % 6 else 0)
    made = dict.fromkeys(HEADER, "")
    made |= {"Service_Location": "Harbour", "Provider_ID": f"K{client % 2 + 1}", "Provider_FirstName": "N."}
    made |= {"Provider_LastName": ("Abel", "Bloom")[client % 2], "Client_ID": f"W-{client:03}"}
    made |= {"Client_Age_Group": "adult", "Case_ID": f"F{client:03}", "Session_ID": str(session)}
    made |= {"Session_Date": day, "ORS_Skip": "N", "SRS_Skip": "N", "Episode_Program": "General"}
    made |= {f"ORSQ{k}": f"{max(0.0, ors + 0.2 * k):.1f}" for k in range(1, 5)}
    made |= {f"SRSQ{k}": f"{srs + 0.1 * k:.1f}" for k in range(1, 5)}
    made |= {
        "Episode_ORS_Version": "ORS",
        "Episode_SRS_Version": "SRS",
        "Episode_Closure_Reason": "Goals met",
    }
    return made | more


def rows(*, bad: bool = False) -> list[dict[str, str]]:
    """Return 320 weekly sessions of 40 clients; with `bad`, two rows are faulty."""
    made = []
    for client in range(1, CLIENTS + 1):
        first = datetime.date(2025, 6, 2) + datetime.timedelta(days=10 * client)
        for session in range(1, SESSIONS + 1):
            day = first + datetime.timedelta(days=7 * (session - 1))
            made.append(row(client, session, day.isoformat(), Case_Date=first.isoformat()))
    if bad:
        made[BAD_LINES[0] - 2]["ORSQ2"] = "47"
        made[BAD_LINES[1] - 2]["Session_Date"] = "2025-02-31"
    return made


def ambiguous() -> list[dict[str, str]]:
    """Return four sessions with ambiguous dates, and one row without a client."""
    days = ("03/04/2026", "05/04/2026", "07/04/2026", "08/05/2026")
    made = [row(90, number, day) for number, day in enumerate(days, start=1)]
    return [*made, row(91, 1, "06/05/2026", Client_ID="")]


def text(made: list[dict[str, str]]) -> str:
    """Return the rows as the text of a CSV file."""
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, HEADER, lineterminator="\n")
    table.writeheader()
    table.writerows(made)
    return out.getvalue()
