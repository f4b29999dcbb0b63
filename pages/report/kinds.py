"""List of all reports, used by the Reports page, the command `report` and the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analytics.access import ROLES, ROLES_OF_PAGE, Viewer, may
from pages.report import board, client_sheet
from pages.report.request import Printed, ReportRequest
from pages.ui import formatting


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One report: name, who may print it, whom it is on, and what makes it.

    key: its name on the command line and in the address. help: one line for the page. roles: who may print it.
    build: returns the finished report, or raises `NothingToPrint` with a sentence. needs: `therapist` or `client` if
    it is on one of them; empty for the whole practice. filters: whether the shared filters apply.
    """

    key: str
    title: str
    help: str
    roles: frozenset[str]
    build: Callable[[ReportRequest], Printed]
    needs: str = ""
    filters: bool = False

    @property
    def table(self) -> str:
        """Name of the report in the audit log."""
        return f"report-{self.key}"

    def may(self, viewer: Viewer) -> bool:
        """Return whether one of the viewer's roles may print this report.

        A report on one client is for whoever may open the sheet on the screen.
        """
        if self.needs == "client":
            return may(viewer, "client_sheet")
        return bool(viewer.roles & self.roles)

    def who(self) -> str:
        """Return the roles that may print this report as text, such as `owners`."""
        return formatting.listed([plural for role, plural in ROLES.items() if role in self.roles])


_ALL = (
    Kind(
        key="board",
        title="Board report",
        help="Two pages for a board. No therapist and no client is named, and small numbers are left out.",
        roles=frozenset({"owner"}),
        build=board.build,
        filters=True,
    ),
    Kind(
        key="client",
        title="Sheet for the client",
        help="One page in large type to look at together, with the client's code and room to write.",
        roles=ROLES_OF_PAGE["client_sheet"],
        build=client_sheet.build,
        needs="client",
    ),
)
KINDS: dict[str, Kind] = {kind.key: kind for kind in _ALL}


def offered(viewer: Viewer, *, of_client: bool = False) -> tuple[Kind, ...]:
    """Return the reports that this viewer may print; those on one client with `of_client` only."""
    return tuple(
        kind for kind in KINDS.values() if kind.may(viewer) and (of_client or kind.needs != "client")
    )
