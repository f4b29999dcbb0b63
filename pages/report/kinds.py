"""List of all reports, used by the Reports page, the command `report` and the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analytics.access import ROLES, ROLES_OF_REPORT, Viewer, may_print
from pages.report import board, client_sheet, model_card, own, prespecified_document
from pages.report.request import Printed, ReportRequest
from pages.ui import formatting


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One report: name, who may print it, whom it is on, and what makes it.

    key: its name on the command line and in the address. help: one line for the page. roles: who may print it.
    build: returns the finished report, or raises `NothingToPrint` with a sentence. needs: `therapist` or `client` if
    it is on one of them, `choice` if it prints what was chosen beforehand; empty for the whole practice. filters:
    whether the shared filters apply. estimates: whether it tells of the early warning.
    """

    key: str
    title: str
    help: str
    roles: frozenset[str]
    build: Callable[[ReportRequest], Printed]
    needs: str = ""
    filters: bool = False
    estimates: bool = False

    @property
    def table(self) -> str:
        """Name of the report in the audit log."""
        return f"report-{self.key}"

    def may(self, viewer: Viewer) -> bool:
        """Return whether the viewer may print this report."""
        return may_print(viewer, self.key)

    def who(self) -> str:
        """Return the roles that may print this report as text, such as `owners`."""
        return formatting.listed([plural for role, plural in ROLES.items() if role in self.roles])


_ALL = (
    Kind(
        key="board",
        title="Board report",
        help="Two pages for a board. No therapist and no client is named, and small numbers are left out.",
        roles=ROLES_OF_REPORT["board"],
        filters=True,
        build=board.build,
    ),
    Kind(
        key="own",
        title="My week",
        help="One page for a therapist: clients to think about before their next session, and the own alliance "
        "profile. Colleagues are not named.",
        roles=ROLES_OF_REPORT["own"],
        build=own.build,
        needs="therapist",
        estimates=True,
    ),
    Kind(
        key="client",
        title="Sheet for the client",
        help="One page in large type to look at together, with the client's code and room to write.",
        roles=ROLES_OF_REPORT["client"],
        build=client_sheet.build,
        needs="client",
    ),
    Kind(
        key="model-card",
        title="Model card",
        help="What the early warning is for, how it was made, and how well it does here.",
        roles=ROLES_OF_REPORT["model-card"],
        build=model_card.build,
        estimates=True,
    ),
    Kind(
        key="fixed",
        title="Chosen beforehand",
        help="Measures that an owner chooses before a period begins. All are printed, bad news included. No filter applies.",
        roles=ROLES_OF_REPORT["fixed"],
        build=prespecified_document.build,
        needs="choice",
    ),
)
KINDS: dict[str, Kind] = {kind.key: kind for kind in _ALL}


def offered(viewer: Viewer, *, of_client: bool = False) -> tuple[Kind, ...]:
    """Return the reports that this viewer may print; those on one client with `of_client` only."""
    return tuple(
        kind for kind in KINDS.values() if kind.may(viewer) and (of_client or kind.needs != "client")
    )
