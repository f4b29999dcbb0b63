"""What a report is made from, and what a builder hands back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from analytics import version_cache
from analytics.access import Scope, Viewer
from analytics.answers import Answer
from analytics.definitions import Definitions
from analytics.errors import HoldfastError
from analytics.filters import Filters
from analytics.reports import Document
from analytics.store import Version, Warehouse

T = TypeVar("T")


class NothingToPrint(HoldfastError, ValueError):
    """Error for a report without contents; the message is a sentence that says why."""


@dataclass(frozen=True, kw_only=True)
class ReportRequest:
    """One report to be made for one viewer.

    warehouse: the data version on show. viewer: who asks; every answer is limited to their scope. filters: the
    chosen ones. demo: the made-up practice. folder: of the store, with the notes. therapist: code, for reports on
    one therapist. client: record id, for reports on one client; episode: the number of one episode, None for the
    latest. choice: number of what was chosen beforehand; None for the newest.
    """

    warehouse: Warehouse
    viewer: Viewer
    filters: Filters
    demo: bool
    folder: Path
    therapist: str | None = None
    client: str | None = None
    choice: int | None = None
    episode: int | None = None

    @property
    def scope(self) -> Scope:
        """Database rows that the viewer may read."""
        return self.viewer.scope

    @property
    def version(self) -> Version:
        """Data version on show."""
        return self.warehouse.version

    @property
    def definitions(self) -> Definitions:
        """Rules of counting in force."""
        return self.version.definitions

    def answer(
        self,
        function: Callable[..., T],
        *,
        scope: Scope | None = None,
        filters: Filters | None = None,
        **arguments: Any,
    ) -> T:
        """Return the result of an answer function with this report's filters, from the cache shared with the pages.

        scope: one that is narrower than the viewer's, for a paper that others read too.
        """
        return version_cache.get(
            function, self.warehouse, scope or self.scope, filters or self.filters, **arguments
        )


def totals_scope(request: ReportRequest) -> Scope:
    """Return the rights of somebody who may see totals for any period, and no client.

    For papers that others than the viewer read. Without the right to totals it is no row.
    """
    return Scope(practice_totals=True, imports=True) if request.scope.imports else Scope()


def own_scope(request: ReportRequest) -> Scope:
    """Return the rights of the therapist whom a report is on: own clients, and practice totals.

    Raises
    ------
    NothingToPrint
        The viewer may not see this therapist's clients.
    """
    asked, seen = request.therapist, request.scope
    if asked is None or not (seen.every_therapist or asked in seen.therapists):
        raise NothingToPrint("There are no clients here whom you may see.")
    return Scope(therapists=(asked,), practice_totals=seen.practice_totals)


@dataclass(frozen=True)
class Printed:
    """A finished report: its document, how many clients it names (by their codes), and its figures for `--json`."""

    document: Document
    clients: int = 0
    answer: Answer | None = None
