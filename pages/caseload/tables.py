"""Table of the caseload for the page and for download; downloads name clients by pseudonym by default."""

from __future__ import annotations

from analytics.access import Viewer, client_codes
from analytics.caseload.results import Caseload
from analytics.store import pseudonyms
from pages.caseload import text
from pages.ui import tables

NAME = "caseload"


def show(answer: Caseload, viewer: Viewer) -> None:
    """Draw an expander with the table of all open clients."""
    may_have_codes = client_codes.may_have_codes(viewer, NAME)
    tables.show_as_table(
        lambda: clients(answer),
        key="caseload",
        name=NAME,
        files=lambda: clients(answer, keys=True),
        clients=client_codes.PSEUDONYMS,
        codes=(lambda: clients(answer)) if may_have_codes else None,
    )


def clients(answer: Caseload, *, keys: bool = False) -> dict[str, list]:
    """Tabulate the open clients in the order of the page; one row per client.

    keys: give pseudonyms in place of client codes.
    """
    rows = answer.clients
    return {
        "Client": [pseudonyms.of_record(row.record_id) if keys else row.client_id for row in rows],
        "Therapist": [row.therapist for row in rows],
        "Group": [text.TITLES[row.tier] for row in rows],
        "Why": [row.sentence for row in rows],
        "Sessions": [row.sessions for row in rows],
        "Days since the last session": [row.days_since for row in rows],
        "Last ORS": [row.last_ors for row in rows],
        "Last SRS": [row.last_srs for row in rows],
    }
