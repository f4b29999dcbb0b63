"""Table of which role may open which page; a page that is not listed is closed to everybody."""

from __future__ import annotations

from analytics.access.viewer import Viewer

ROLES = {
    "owner": "owners",
    "supervisor": "supervisors",
    "therapist": "therapists",
    "office": "office managers",
}

# One entry per page. A page that is not listed is closed to everybody.
ROLES_OF_PAGE: dict[str, frozenset[str]] = {
    "overview": frozenset({"owner", "supervisor", "therapist"}),
    "outcomes": frozenset({"owner", "supervisor", "therapist"}),
    "alliance": frozenset({"owner", "supervisor", "therapist"}),
    "therapists": frozenset({"owner", "supervisor", "therapist"}),
    "supervision": frozenset({"owner", "supervisor", "therapist"}),
    "caseload": frozenset({"supervisor", "therapist"}),
    "client": frozenset({"supervisor", "therapist"}),
    "client_sheet": frozenset({"supervisor", "therapist"}),
    "evidence": frozenset({"owner", "supervisor", "therapist"}),
    "early_warning": frozenset({"owner", "supervisor", "therapist"}),
    "report": frozenset({"owner", "supervisor", "therapist"}),
    "data": frozenset({"owner", "supervisor", "office"}),
    "definitions": frozenset(ROLES),
    "people": frozenset({"owner"}),
}

# One entry per printed report; likewise.
ROLES_OF_REPORT: dict[str, frozenset[str]] = {
    "board": frozenset({"owner"}),
    "own": frozenset({"supervisor", "therapist"}),
    "client": frozenset({"supervisor", "therapist"}),
    "model-card": frozenset({"owner", "supervisor", "therapist"}),
    "fixed": frozenset({"owner"}),
}

CLIENT_PAGES = frozenset({"caseload", "client", "client_sheet"})  # one client at a time


def may(viewer: Viewer, page: str) -> bool:
    """Return whether one of the viewer's roles may open this page.

    An owner opens client pages only where the practice's definitions gave owners every therapist's rows.
    """
    if page in CLIENT_PAGES and "owner" in viewer.roles and viewer.therapists is None:
        return True
    return bool(viewer.roles & ROLES_OF_PAGE.get(page, frozenset()))


def may_print(viewer: Viewer, report: str) -> bool:
    """Return whether one of the viewer's roles may print this report.

    The report on one client is for whoever may open the sheet of which it is the print.
    """
    if report == "client":
        return may(viewer, "client_sheet")
    return bool(viewer.roles & ROLES_OF_REPORT.get(report, frozenset()))


def who_may(page: str) -> str:
    """Return the roles that may open a page as text, such as `supervisors and therapists`, or `nobody`."""
    names = [plural for role, plural in ROLES.items() if role in ROLES_OF_PAGE.get(page, frozenset())]
    if len(names) < 2:
        return names[0] if names else "nobody"
    return ", ".join(names[:-1]) + " and " + names[-1]
