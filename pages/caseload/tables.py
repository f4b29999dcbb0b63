"""Table of the caseload, for the page and for download; downloads have record keys, not client codes."""

from __future__ import annotations

from analytics.caseload.results import Caseload
from pages.caseload import text
from pages.ui import tables

NOTE = (
    "In the files each client stands as a key that only this practice can trace back: it is the last part of the "
    "address of the client's page. With the codes of the practice the command line exports the caseload."
)


def show(answer: Caseload) -> None:
    """Draw an expander with the table of all open clients."""
    tables.show_as_table(
        lambda: clients(answer),
        key="caseload",
        name="caseload",
        files=lambda: clients(answer, keys=True),
        note=NOTE,
    )


def clients(answer: Caseload, *, keys: bool = False) -> dict[str, list]:
    """Tabulate the open clients in the order of the page; one row per client.

    keys: give the key of the client's page in place of the client's code.
    """
    rows = answer.clients
    return {
        "Client": [row.record_id if keys else row.client_id for row in rows],
        "Therapist": [row.therapist for row in rows],
        "Group": [text.TITLES[row.tier] for row in rows],
        "Why": [row.sentence for row in rows],
        "Sessions": [row.sessions for row in rows],
        "Days since the last session": [row.days_since for row in rows],
        "Last ORS": [row.last_ors for row in rows],
        "Last SRS": [row.last_srs for row in rows],
    }
